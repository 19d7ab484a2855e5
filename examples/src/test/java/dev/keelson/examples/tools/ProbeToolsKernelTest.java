package dev.keelson.examples.tools;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keelson.EventRing;
import dev.keelson.Keelson;
import dev.keelson.LoadedProgram;
import dev.keelson.bpf.attach.Attachment;
import dev.keelson.testkit.KernelTest;
import java.lang.foreign.Arena;
import java.lang.invoke.MethodHandles;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** {@link ProbeTools}, on libc and on this JVM. */
class ProbeToolsKernelTest {
  private static final String LIBC = "/lib/x86_64-linux-gnu/libc.so.6";
  private static final int SELF = Math.toIntExact(ProcessHandle.current().pid());
  private static final Path LIBJVM =
      Path.of(System.getProperty("java.home"), "lib", "server", "libjvm.so");

  private static LoadedProgram load() {
    return Keelson.program(ProbeTools.class, MethodHandles.lookup()).load();
  }

  @KernelTest(needs = LIBC)
  void sizesAreThoseThatWereAskedFor() {
    try (LoadedProgram loaded = load();
        Attachment _ = loaded.attach("allocated");
        Arena arena = Arena.ofConfined()) {
      for (int i = 0; i < 3; i++) {
        assertThat(arena.allocate((1 << 24) + 100).byteSize()).isEqualTo((1 << 24) + 100);
      }
      assertThat(loaded.map(ProbeTools.SIZES).get(new ProbeTools.Size(SELF, 24))).isEqualTo(3);
    }
  }

  @KernelTest(needs = LIBC)
  void lookupsHaveNameResultAndTime() throws Exception {
    try (LoadedProgram loaded = load();
        EventRing<ProbeTools.Resolved> ring = loaded.ring(ProbeTools.RESOLVED);
        Attachment _ = loaded.attach("resolving");
        Attachment _ = loaded.attach("resolved")) {
      long started = System.nanoTime();
      int child = Child.run("getent", "ahosts", "127.0.0.9");
      long most = System.nanoTime() - started;
      List<ProbeTools.Resolved> resolved = new ArrayList<>();
      ring.drain(resolved::add);
      assertThat(resolved)
          .filteredOn(one -> one.process() == child)
          .singleElement()
          .satisfies(one -> assertThat(Child.text(one.host())).isEqualTo("127.0.0.9"))
          .satisfies(one -> assertThat(one.result()).isZero())
          .satisfies(one -> assertThat(one.nanos()).isBetween(1L, most));
    }
  }

  @KernelTest(needs = LIBC)
  void threadsAreCountedByProcess() throws Exception {
    try (LoadedProgram loaded = load();
        Attachment _ = loaded.attach("threads")) {
      for (int i = 0; i < 10; i++) {
        Thread.ofPlatform().start(() -> {}).join();
      }
      // The JVM makes some of its own too, for compiling.
      assertThat(loaded.map(ProbeTools.THREADS).get(SELF)).isBetween(10L, 40L);
    }
  }

  @KernelTest
  void pausesAreThoseThatTheJvmCounts() throws Exception {
    try (LoadedProgram loaded = load();
        EventRing<Long> ring = loaded.ring(ProbeTools.PAUSES);
        Attachment _ = loaded.attach("collecting", LIBJVM, SELF);
        Attachment _ = loaded.attach("collected", LIBJVM, SELF)) {
      long before = collections();
      long started = System.nanoTime();
      System.gc();
      System.gc();
      long most = System.nanoTime() - started;
      List<Long> pauses = new ArrayList<>();
      ring.drain(pauses::add);
      assertThat(pauses)
          .hasSizeGreaterThanOrEqualTo(2)
          .hasSizeLessThanOrEqualTo((int) (collections() - before))
          .allMatch(nanos -> nanos > 0 && nanos < most);
    }
  }

  /** The collections of this JVM by the JDK's own tool, which reads its counters from outside. */
  private static long collections() throws Exception {
    String tool = Path.of(System.getProperty("java.home"), "bin", "jstat").toString();
    Process jstat = new ProcessBuilder(tool, "-gc", String.valueOf(SELF)).start();
    List<String[]> lines =
        jstat.inputReader().lines().map(line -> line.strip().split("\\s+", -1)).toList();
    List<String> names = List.of(lines.get(0));
    return Stream.of("YGC", "FGC", "CGC")
        .map(name -> lines.get(1)[names.indexOf(name)])
        .filter(count -> !count.equals("-"))
        .mapToLong(Long::parseLong)
        .sum();
  }
}
