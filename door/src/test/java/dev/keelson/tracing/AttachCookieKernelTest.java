package dev.keelson.tracing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keelson.Keelson;
import dev.keelson.LoadedProgram;
import dev.keelson.bpf.attach.Attachment;
import dev.keelson.bpf.attach.Cookie;
import dev.keelson.bpf.attach.UprobeTarget;
import dev.keelson.program.BtfTracepoint;
import dev.keelson.program.HashMap;
import dev.keelson.program.Kernel;
import dev.keelson.program.Maps;
import dev.keelson.program.PerfEvent;
import dev.keelson.program.RawTracepoint;
import dev.keelson.program.Setting;
import dev.keelson.program.SyscallProgram;
import dev.keelson.program.Tracepoint;
import dev.keelson.program.Uprobe;
import dev.keelson.program.UprobeMulti;
import dev.keelson.testkit.KernelTest;
import java.lang.invoke.MethodHandles;
import java.nio.file.Path;
import java.util.Map;

/** Methods attached more than once: what each attachment saw is under its own number. */
class AttachCookieKernelTest {
  private static final String LIBC = "/lib/x86_64-linux-gnu/libc.so.6";
  private static final int SELF = Math.toIntExact(ProcessHandle.current().pid());

  static final class Places {
    static final Setting<Integer> PROCESS = Setting.of(0);
    static final HashMap<Long, Integer> SEEN = Maps.hash(64);

    private Places() {}

    private static void seen() {
      if (Kernel.processId() == PROCESS.get()) {
        Integer before = SEEN.get(Kernel.attachCookie());
        SEEN.put(Kernel.attachCookie(), before == null ? 1 : before + 1);
      }
    }

    @BtfTracepoint("task_rename")
    static void typed() {
      seen();
    }

    @RawTracepoint("task_rename")
    static void raw() {
      seen();
    }

    @Tracepoint("task:task_rename")
    static void classic() {
      seen();
    }

    @PerfEvent(value = PerfEvent.Kind.PAGE_FAULTS, period = 1)
    static void faulted() {
      seen();
    }

    @SyscallProgram
    static void asked() {}
  }

  static final class Files {
    static final HashMap<Long, Integer> SEEN = Maps.hash(64);

    private Files() {}

    @Uprobe
    static void called() {
      SEEN.put(Kernel.attachCookie(), Kernel.processId());
    }

    @UprobeMulti(
        path = LIBC,
        value = {"opendir", "closedir"})
    static void many() {
      SEEN.put(Kernel.attachCookie(), Kernel.processId());
    }
  }

  @KernelTest
  void tracepointsAndPerfEventsTellTheirAttachmentsApart() throws Exception {
    try (LoadedProgram loaded =
            Keelson.program(Places.class, MethodHandles.lookup())
                .setting(Places.PROCESS, SELF)
                .load();
        Attachment _ = loaded.attach("typed", new Cookie(1));
        Attachment _ = loaded.attach("typed", new Cookie(-1));
        Attachment _ = loaded.attach("raw", new Cookie(2));
        Attachment _ = loaded.attach("classic", new Cookie(3));
        Attachment _ = loaded.attach("typed")) {
      Thread.ofPlatform().name("a-cookie").start(() -> {}).join();
      Map<Long, Integer> seen = loaded.map(Places.SEEN).toMap();
      assertThat(seen).containsOnlyKeys(1L, -1L, 2L, 3L, 0L);
      assertThat(seen.values()).containsOnly(seen.get(0L)); // one thread, each the same times
      try (Attachment _ = loaded.attach("faulted", new Cookie(5))) {
        byte[] touched = new byte[64 << 20];
        assertThat(touched[touched.length - 1]).isZero();
      }
      assertThat(loaded.map(Places.SEEN).get(5L)).isPositive();
      assertThatThrownBy(() -> loaded.attach("asked", new Cookie(6)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("has no cookie: tracepoints, probes, trampolines and perf events");
    }
  }

  @KernelTest
  void uprobesTellTheirPlacesApart() throws Exception {
    try (LoadedProgram loaded = Keelson.program(Files.class, MethodHandles.lookup()).load()) {
      UprobeTarget opened = UprobeTarget.function(Path.of(LIBC), "opendir", -1);
      UprobeTarget closed = UprobeTarget.function(Path.of(LIBC), "closedir", -1);
      try (Attachment _ = loaded.attach("called", opened.withCookie(10));
          Attachment _ = loaded.attach("called", closed.withCookie(11));
          Attachment _ = loaded.attach("many", new Cookie(12))) {
        Process ls = new ProcessBuilder("/bin/ls", "/").start();
        ls.waitFor();
        Map<Long, Integer> seen = loaded.map(Files.SEEN).toMap();
        assertThat(seen).containsKeys(10L, 11L, 12L);
      }
    }
  }
}
