package dev.keelson.examples.tools;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keelson.Keelson;
import dev.keelson.LoadedProgram;
import dev.keelson.bpf.attach.Attachment;
import dev.keelson.bpf.attach.KernelWalk;
import dev.keelson.linux.Mapping;
import dev.keelson.linux.Memory;
import dev.keelson.linux.Protection;
import dev.keelson.linux.Scheduling;
import dev.keelson.linux.SystemInfo;
import dev.keelson.testkit.KernelTest;
import java.io.IOException;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandles;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.io.TempDir;

/** {@link MemoryTools}, compared with pages that the test or a child touches, maps and writes. */
class MemoryToolsKernelTest {
  private static final int PAGES = 300;
  private static final int SIGKILL = 9; // include/uapi/asm-generic/signal.h

  @TempDir private Path folder;

  private static LoadedProgram load() {
    return Keelson.program(MemoryTools.class, MethodHandles.lookup()).load();
  }

  @KernelTest
  void eachTouchedPageFaultsOnce() {
    int page = SystemInfo.pageSizeBytes();
    try (Mapping mapping = Memory.mapAnonymous((long) PAGES * page, Protection.READ_WRITE)) {
      long from = mapping.segment().address();
      try (LoadedProgram loaded =
              Keelson.program(MemoryTools.class, MethodHandles.lookup())
                  .setting(MemoryTools.FROM, from)
                  .setting(MemoryTools.TO, from + (long) PAGES * page)
                  .load();
          Attachment _ = loaded.attach("faulted")) {
        for (int i = 0; i < PAGES; i++) {
          mapping.segment().set(ValueLayout.JAVA_BYTE, (long) i * page, (byte) 1);
        }
        assertThat(loaded.map(MemoryTools.FAULTS).toMap())
            .hasSize(PAGES)
            .allSatisfy((at, count) -> {
              assertThat(at.thread()).isEqualTo(Scheduling.currentThreadId());
              assertThat(count).isEqualTo(1);
            });
      }
    }
  }

  @KernelTest
  void mappedBytesAreThoseThatWereAskedFor() throws Exception {
    try (LoadedProgram loaded = load();
        Child child =
            Child.perTurn("syscall(9, 0, 1 << 20, 3, 0x22, -1, 0) for 1..16")) { // mmap, anonymous
      child.turn();
      try (Attachment _ = loaded.attach("mapped")) {
        child.turn();
        assertThat(loaded.map(MemoryTools.MAPPED).get(child.pid())).isEqualTo(16L << 20);
      }
    }
  }

  @KernelTest
  void pagesOfAFileComeAndGo() throws Exception {
    Path file = folder.resolve("cached");
    try (LoadedProgram loaded = load();
        Attachment _ = loaded.attach("added");
        Attachment _ = loaded.attach("left")) {
      Files.write(file, new byte[64 * SystemInfo.pageSizeBytes()]);
      long inode = ((Number) Files.getAttribute(file, "unix:ino")).longValue();
      var pages = loaded.map(MemoryTools.CACHE);
      assertThat(pages.get(new MemoryTools.FilePages(inode, true))).isEqualTo(64);
      assertThat(pages.get(new MemoryTools.FilePages(inode, false))).isNull();
      Files.delete(file);
      assertThat(pages.get(new MemoryTools.FilePages(inode, false))).isEqualTo(64);
    }
  }

  @KernelTest(needs = "/sys/fs/cgroup")
  void victimsAreThoseThatTheKernelKilled() throws Exception {
    boolean first = Files.isDirectory(Path.of("/sys/fs/cgroup/memory"));
    Path parent = Path.of(first ? "/sys/fs/cgroup/memory" : "/sys/fs/cgroup");
    Path group = Files.createDirectory(parent.resolve("keelson-" + UUID.randomUUID()));
    try (LoadedProgram loaded = load();
        Child child = Child.perTurn("my $all = 'x' x (256 << 20)");
        Attachment _ = loaded.attach("killed")) {
      Files.writeString(
          group.resolve(first ? "memory.limit_in_bytes" : "memory.max"), String.valueOf(32 << 20));
      Files.writeString(group.resolve("cgroup.procs"), String.valueOf(child.pid()));
      child.ask();
      assertThat(child.process().waitFor()).isEqualTo(128 + SIGKILL);
      assertThat(loaded.map(MemoryTools.VICTIMS).get(child.pid())).isZero(); // of root
    } finally {
      Child.await("the group is empty", () -> deleted(group));
    }
  }

  /** A group can be removed once the kernel is done with those that were in it. */
  private static boolean deleted(Path group) {
    try {
      Files.delete(group);
      return true;
    } catch (IOException _) {
      return false;
    }
  }

  @KernelTest
  void pageSizesAreOutOfTheAuxiliaryVector() throws Exception {
    try (LoadedProgram loaded = load();
        Child child = Child.perTurn("");
        KernelWalk<MemoryTools.PageSize> walk =
            loaded.walk("pageSizes", MemoryTools.PageSize.class)) {
      child.turn();
      List<MemoryTools.PageSize> sizes = new ArrayList<>();
      walk.forEach(sizes::add);
      assertThat(sizes).contains(new MemoryTools.PageSize(child.pid(), SystemInfo.pageSizeBytes()));
    }
  }
}
