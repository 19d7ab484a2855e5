package dev.keelson.examples.tools;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keelson.EventRing;
import dev.keelson.Keelson;
import dev.keelson.LoadedProgram;
import dev.keelson.bpf.attach.Attachment;
import dev.keelson.bpf.attach.KernelWalk;
import dev.keelson.testkit.KernelTest;
import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;

/** {@link FileTools}, compared with what a child does in a folder of the test's own. */
class FileToolsKernelTest {
  // include/uapi/asm-generic/errno-base.h and fcntl.h
  private static final int ENOENT = 2;
  private static final int O_ACCMODE = 3;
  private static final int F_WRLCK = 1;

  @TempDir private Path folder;

  private static LoadedProgram load() {
    return Keelson.program(FileTools.class, MethodHandles.lookup()).load();
  }

  private static <T> List<T> drained(EventRing<T> ring) {
    List<T> events = new ArrayList<>();
    ring.drain(events::add);
    return events;
  }

  private static long inode(Path file) throws IOException {
    return ((Number) Files.getAttribute(file, "unix:ino")).longValue();
  }

  @KernelTest
  void openedFilesHavePathFlagsAndResult() throws Exception {
    String missing = folder.resolve("missing").toString();
    String made = folder.resolve("made").toString();
    try (LoadedProgram loaded = load();
        EventRing<FileTools.Opened> ring = loaded.ring(FileTools.OPENED);
        Attachment _ = loaded.attach("opening");
        Attachment _ = loaded.attach("opened")) {
      int child =
          Child.perl("open(A, '<', $ARGV[0]); open(B, '>', $ARGV[1]) or die", missing, made);
      List<FileTools.Opened> own =
          drained(ring).stream().filter(one -> one.process() == child).toList();
      assertThat(own)
          .filteredOn(one -> Child.text(one.path()).equals(missing))
          .singleElement()
          .satisfies(one -> assertThat(one.result()).isEqualTo(-ENOENT))
          .satisfies(one -> assertThat(one.flags() & O_ACCMODE).isZero());
      assertThat(own)
          .filteredOn(one -> Child.text(one.path()).equals(made))
          .singleElement()
          .satisfies(one -> assertThat(one.result()).isPositive())
          .satisfies(one -> assertThat(one.flags() & O_ACCMODE).isOne());
    }
  }

  @KernelTest
  void removedFilesHaveTheirPath() throws Exception {
    Path file = Files.createFile(folder.resolve("goes"));
    try (LoadedProgram loaded = load();
        EventRing<FileTools.Removed> ring = loaded.ring(FileTools.REMOVED);
        Attachment _ = loaded.attach("removed")) {
      int child = Child.perl("unlink($ARGV[0]) or die", file.toString());
      assertThat(drained(ring))
          .filteredOn(one -> one.process() == child)
          .singleElement()
          .satisfies(one -> assertThat(Child.text(one.path())).isEqualTo(file.toString()));
      assertThat(file).doesNotExist();
    }
  }

  @KernelTest
  void renamedFilesHaveBothPaths() throws Exception {
    String from = Files.createFile(folder.resolve("from")).toString();
    String to = folder.resolve("to").toString();
    try (LoadedProgram loaded = load();
        EventRing<FileTools.Renamed> ring = loaded.ring(FileTools.RENAMED);
        Attachment _ = loaded.attach("renamed")) {
      int child = Child.perl("rename($ARGV[0], $ARGV[1]) or die", from, to);
      assertThat(drained(ring))
          .filteredOn(one -> one.process() == child)
          .singleElement()
          .satisfies(one -> assertThat(Child.text(one.from())).isEqualTo(from))
          .satisfies(one -> assertThat(Child.text(one.to())).isEqualTo(to));
    }
  }

  @KernelTest
  void syncsAreTimed() throws Exception {
    try (LoadedProgram loaded = load();
        EventRing<FileTools.Sync> ring = loaded.ring(FileTools.SYNCS);
        Attachment _ = loaded.attach("syncing");
        Attachment _ = loaded.attach("synced")) {
      String file = folder.resolve("synced").toString();
      long started = System.nanoTime();
      int child =
          Child.perl(
              "open(F, '>', $ARGV[0]); for (1..5) { syswrite(F, 'x'); syscall(74, fileno(F)) }",
              file);
      long most = System.nanoTime() - started;
      List<FileTools.Sync> own =
          drained(ring).stream().filter(one -> one.process() == child).toList();
      assertThat(own).hasSize(5).allMatch(one -> one.nanos() > 0);
      assertThat(own.stream().mapToLong(FileTools.Sync::nanos).sum()).isLessThan(most);
    }
  }

  @KernelTest
  void locksHaveTheInodeAndTheType() throws Exception {
    Path file = Files.createFile(folder.resolve("locked"));
    try (LoadedProgram loaded = load();
        EventRing<FileTools.Locked> ring = loaded.ring(FileTools.LOCKED);
        Attachment _ = loaded.attach("locked")) {
      int child = Child.perl("open(F, '<', $ARGV[0]); flock(F, 2) or die", file.toString());
      assertThat(drained(ring)).contains(new FileTools.Locked(child, inode(file), F_WRLCK, 0));
    }
  }

  @KernelTest
  void descriptorsAreThoseOfProc() throws Exception {
    Path file = Files.createFile(folder.resolve("held"));
    try (LoadedProgram loaded = load();
        Child child = Child.perTurn("open(F, '<', '" + file + "') or die")) {
      child.turn();
      Map<Integer, Long> witness = new TreeMap<>();
      try (Stream<Path> links = Files.list(Path.of("/proc/" + child.pid() + "/fd"))) {
        for (Path link : links.toList()) {
          witness.put(Integer.valueOf(link.getFileName().toString()), inode(link));
        }
      }
      Map<Integer, Long> seen = new TreeMap<>();
      try (KernelWalk<FileTools.Descriptor> walk =
          loaded.walk("descriptors", FileTools.Descriptor.class)) {
        for (FileTools.Descriptor one : walk) {
          if (one.process() == child.pid()) {
            seen.put(one.number(), one.inode());
          }
        }
      }
      assertThat(seen).isEqualTo(witness).containsValue(inode(file));
    }
  }
}
