package dev.keelson.differential.hostile;

import dev.keelson.compiler.BpfCompiler;
import dev.keelson.compiler.ClassBytes;
import dev.keelson.compiler.CompileException;
import dev.keelson.compiler.CompileRequest;
import dev.keelson.compiler.Features;
import dev.keelson.object.btf.Btf;
import dev.keelson.object.btf.BtfBuilder;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/**
 * Compiles damaged class files, one after the other.
 *
 * @param subjects binary names of the classes that are damaged
 * @param others where the classes are that they use, and they themselves
 * @param limit how long one compilation may take
 */
public record HostileCampaign(
    long seed, List<String> subjects, ClassBytes others, Btf kernel, Duration limit) {

  /** What came out. Mutable, confined to one thread. */
  public static final class Report {
    private final Map<String, Integer> diagnostics = new TreeMap<>();
    private final List<Failure> failures = new ArrayList<>();
    private long compiled;
    private long refused;

    /** How many class files were compiled nevertheless. */
    public long compiled() {
      return compiled;
    }

    /** How many were refused with diagnostics. */
    public long refused() {
      return refused;
    }

    /** The first diagnostic's id of each refusal, and how often. */
    public Map<String, Integer> diagnostics() {
      return diagnostics;
    }

    /** The counts, on a line. */
    String line() {
      return "%d class files, %d compiled, %d refused, %d failed"
          .formatted(compiled + refused + failures.size(), compiled, refused, failures.size());
    }

    /** The counts, and which diagnostics there were, as Markdown. */
    String table() {
      StringBuilder text =
          new StringBuilder(line()).append("\n\n| diagnostic | times |\n|---|---|\n");
      diagnostics.forEach((id, times) -> text.append("| `%s` | %d |\n".formatted(id, times)));
      return text.toString();
    }

    /** Everything else. */
    public List<Failure> failures() {
      return failures;
    }
  }

  /**
   * Neither an image nor diagnostics.
   *
   * @param text how it failed
   */
  public record Failure(String className, byte[] classFile, String text) {}

  /**
   * Damages and compiles.
   *
   * @param mutations how many class files
   * @param failuresWanted after how many failures it ends
   * @param progress told after each class file
   */
  public Report run(int mutations, int failuresWanted, Consumer<Report> progress) {
    SplittableRandom random = new SplittableRandom(seed);
    List<Mutation> sources =
        subjects.stream()
            .map(name -> new Mutation(others.bytes(name).orElseThrow(), random))
            .toList();
    Report report = new Report();
    ExecutorService worker = worker();
    try {
      for (int i = 0; i < mutations && report.failures.size() < failuresWanted; i++) {
        int which = random.nextInt(sources.size());
        if (compiles(subjects.get(which), sources.get(which).next(), worker, report)) {
          progress.accept(report);
        } else {
          worker.shutdownNow();
          worker = worker();
        }
      }
    } finally {
      worker.shutdownNow();
    }
    return report;
  }

  /** Compiles one class file. */
  static Report of(String name, byte[] classFile, Duration limit) {
    Btf none = Btf.read(new BtfBuilder().encode(), "no types");
    HostileCampaign campaign = new HostileCampaign(0, List.of(), Subjects.CLASSES, none, limit);
    Report report = new Report();
    ExecutorService worker = worker();
    try {
      campaign.compiles(name, classFile, worker, report);
    } finally {
      worker.shutdownNow();
    }
    return report;
  }

  private static ExecutorService worker() {
    return Executors.newSingleThreadExecutor(Thread.ofPlatform().daemon().factory());
  }

  /** Compiles one class file; whether the worker is free again. */
  private boolean compiles(String name, byte[] damaged, ExecutorService worker, Report report) {
    try {
      worker.submit(() -> compile(name, damaged)).get(limit.toNanos(), TimeUnit.NANOSECONDS);
      report.compiled++;
    } catch (TimeoutException e) {
      report.failures.add(new Failure(name, damaged, "it takes longer than " + limit));
      return false;
    } catch (InterruptedException e) {
      throw new AssertionError("nobody interrupts this thread", e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof CompileException refusal && !refusal.diagnostics().isEmpty()) {
        report.refused++;
        report.diagnostics.merge(refusal.diagnostics().getFirst().id(), 1, Integer::sum);
      } else {
        StringWriter trace = new StringWriter();
        e.getCause().printStackTrace(new PrintWriter(trace, true));
        report.failures.add(new Failure(name, damaged, trace.toString()));
      }
    }
    return true;
  }

  private void compile(String name, byte[] damaged) {
    ClassBytes classes =
        wanted -> wanted.equals(name) ? Optional.of(damaged) : others.bytes(wanted);
    BpfCompiler.compile(new CompileRequest(name, classes, kernel, Features.LINUX_6_9, Map.of()));
  }
}
