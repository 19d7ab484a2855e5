package dev.keelson.bpf.attach;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keelson.bpf.Assembly;
import dev.keelson.bpf.BpfObject;
import dev.keelson.bpf.Codec;
import dev.keelson.bpf.TypedArray;
import dev.keelson.bpf.btf.UnsupportedKernelException;
import dev.keelson.linux.Errno;
import dev.keelson.linux.SyscallException;
import dev.keelson.linux.fault.FaultySyscalls;
import dev.keelson.object.image.AttachPoint;
import dev.keelson.object.image.BpfImage;
import dev.keelson.object.image.MapSpec;
import dev.keelson.object.image.MapType;
import dev.keelson.testkit.KernelTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

class AttachmentsKernelTest {
  private static final MapSpec COUNTS = Assembly.map("counts", MapType.ARRAY, 4, 8, 1);

  private static BpfImage counting(AttachPoint point) {
    return Assembly.image(List.of(COUNTS), Assembly.counting("count", point, "counts"));
  }

  private static TypedArray<Long> counts(BpfObject object) {
    return object.map("counts").array(Codec.of(Long.class));
  }

  /** Starts and ends a process: its birth, its calls and its switches are what is counted. */
  private static void provoke() throws IOException, InterruptedException {
    assertThat(new ProcessBuilder("/bin/sleep", "0").start().waitFor()).isZero();
  }

  private static void runsOnlyWhileAttached(AttachPoint point)
      throws IOException, InterruptedException {
    try (BpfObject object = BpfObject.load(counting(point))) {
      provoke();
      assertThat(counts(object).get(0)).isZero();
      assertThat(Attachments.attachesByItself(object.program("count"))).isTrue();
      try (Attachment attachment = Attachments.attach(object.program("count"))) {
        provoke();
        assertThat(attachment.program()).isSameAs(object.program("count"));
        assertThat(counts(object).get(0)).isPositive();
      }
    }
  }

  @KernelTest
  void btfTracepointRunsOnlyWhileAttached() throws Exception {
    runsOnlyWhileAttached(new AttachPoint.BtfTracepoint("sched_process_exec"));
  }

  @KernelTest
  void rawTracepointRunsOnlyWhileAttached() throws Exception {
    runsOnlyWhileAttached(new AttachPoint.RawTracepoint("sched_process_exec"));
  }

  @KernelTest
  void classicTracepointRunsOnEveryCpuWithoutAMountOfTracefs() throws Exception {
    runsOnlyWhileAttached(new AttachPoint.Tracepoint("sched", "sched_process_exec"));
  }

  @KernelTest
  void uprobeAndUretprobeRunAtAFunctionOfAFile() throws Exception {
    Path libc = libc();
    runsOnlyWhileAttached(new AttachPoint.Uprobe(libc.toString(), "exit", false));
    runsOnlyWhileAttached(new AttachPoint.Uprobe(libc.toString(), "setlocale", true));
  }

  @KernelTest
  void uprobeOfOneProcessDoesNotCountOthers() throws Exception {
    AttachPoint open = new AttachPoint.Uprobe("", "", false);
    Process sleeper = new ProcessBuilder("/bin/sleep", "1000").start();
    try (BpfObject object = BpfObject.load(counting(open))) {
      assertThat(Attachments.attachesByItself(object.program("count"))).isFalse();
      assertThatThrownBy(() -> Attachments.attach(object.program("count")))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("attach it with a UprobeTarget");
      UprobeTarget target = UprobeTarget.function(libc(), "exit", Math.toIntExact(sleeper.pid()));
      try (Attachment attachment = Attachments.attach(object.program("count"), target)) {
        provoke();
        assertThat(attachment.program().name()).isEqualTo("count");
        assertThat(counts(object).get(0)).isZero();
      }
    } finally {
      sleeper.destroyForcibly().waitFor();
    }
  }

  @KernelTest
  void tracepointsThatDoNotExistAreNamed() {
    assertThatThrownBy(
            () -> BpfObject.load(counting(new AttachPoint.BtfTracepoint("no_such_event"))))
        .isInstanceOf(UnsupportedKernelException.class)
        .hasMessageContaining("this kernel has no tracepoint \"no_such_event\"");
    try (BpfObject object =
        BpfObject.load(counting(new AttachPoint.Tracepoint("sched", "no_such_event")))) {
      assertThatThrownBy(() -> Attachments.attach(object.program("count")))
          .isInstanceOf(UnsupportedKernelException.class)
          .hasMessageContaining("sched:no_such_event");
    }
  }

  @KernelTest
  void functionsThatDoNotExistAreNamed() {
    assertThatThrownBy(() -> UprobeTarget.function(libc(), "no_such_function", -1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("defines no function \"no_such_function\"");
  }

  @KernelTest
  void whicheverSystemCallFailsNothingStaysAttached() throws IOException {
    try (BpfObject object =
        BpfObject.load(counting(new AttachPoint.Tracepoint("sched", "sched_process_exec")))) {
      long before = openFiles();
      boolean through = false;
      int failures = 0;
      for (int call = 1; !through; call++) {
        try (FaultySyscalls faults = FaultySyscalls.failing(call, Errno.EMFILE.number())) {
          Attachments.attach(object.program("count")).close();
          through = !faults.struck();
        } catch (SyscallException e) {
          failures++;
        }
        assertThat(openFiles()).isEqualTo(before);
      }
      assertThat(failures).isGreaterThanOrEqualTo(5); // mount, open, read, event, link
    }
  }

  private static long openFiles() throws IOException {
    try (Stream<Path> open = Files.list(Path.of("/proc/self/fd"))) {
      return open.count();
    }
  }

  private static Path libc() throws IOException {
    return Files.readAllLines(Path.of("/proc/self/maps")).stream()
        .filter(line -> line.contains("/libc.so.6"))
        .map(line -> Path.of(line.substring(line.indexOf('/'))))
        .findFirst()
        .orElseThrow();
  }
}
