package dev.keelson.testkit.guest;

import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.io.PrintStream;
import java.util.Arrays;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.launcher.EngineFilter;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.TagFilter;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/**
 * Runs the kernel tests of classes and prints a line for each test, then the sum; status 1 when one
 * failed.
 */
public final class GuestRun implements TestExecutionListener {
  private final PrintStream out;
  private long started;
  private int passed;
  private int failed;
  private int skipped;

  GuestRun(PrintStream out) {
    this.out = out;
  }

  /**
   * Runs test classes and ends the JVM.
   *
   * @param classes their names
   */
  public static void main(String[] classes) {
    GuestRun run = new GuestRun(System.out);
    run.execute(classes);
    System.out.println("guest run: " + run.summary());
    System.exit(run.failed == 0 && run.passed > 0 ? 0 : 1);
  }

  /** Runs the classes to their end. */
  void execute(String... classes) {
    LauncherDiscoveryRequest request =
        LauncherDiscoveryRequestBuilder.request()
            .selectors(Arrays.stream(classes).map(name -> selectClass(name)).toList())
            .filters(EngineFilter.includeEngines("junit-jupiter"), TagFilter.includeTags("kernel"))
            .build();
    LauncherFactory.create().execute(request, this);
  }

  /** How many passed, failed and were skipped. */
  String summary() {
    return "%d passed, %d failed, %d skipped".formatted(passed, failed, skipped);
  }

  @Override
  public void executionStarted(TestIdentifier test) {
    started = System.nanoTime();
  }

  @Override
  public void executionSkipped(TestIdentifier test, String reason) {
    skipped++;
    out.println("skipped  " + shown(test) + ": " + reason);
  }

  @Override
  public void executionFinished(TestIdentifier test, TestExecutionResult result) {
    boolean good = result.getStatus() == TestExecutionResult.Status.SUCCESSFUL;
    if (!test.isTest() && good) {
      return;
    }
    long seconds = (System.nanoTime() - started) / 1_000_000_000;
    if (good) {
      passed++;
      out.println("passed   %s, %d s".formatted(shown(test), seconds));
    } else {
      failed++;
      out.println("FAILED   %s, %d s".formatted(shown(test), seconds));
      result.getThrowable().ifPresent(thrown -> thrown.printStackTrace(out));
    }
    out.flush();
  }

  private static String shown(TestIdentifier test) {
    return test.getUniqueIdObject().getSegments().stream()
        .skip(1)
        .map(segment -> segment.getValue())
        .reduce((first, second) -> first + "." + second)
        .orElse(test.getDisplayName());
  }
}
