package dev.keelson.tracing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keelson.Keelson;
import dev.keelson.LoadedProgram;
import dev.keelson.bpf.attach.KernelWalk;
import dev.keelson.bpf.attach.WalkScope;
import dev.keelson.program.BpfIterator;
import dev.keelson.program.HashMap;
import dev.keelson.program.Kernel;
import dev.keelson.program.KernelStruct;
import dev.keelson.program.Length;
import dev.keelson.program.Maps;
import dev.keelson.program.SeqFile;
import dev.keelson.testkit.KernelTest;
import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Iterators over tasks, files and maps; /proc is the witness. */
class IteratorKernelTest {
  private static final int SELF = Math.toIntExact(ProcessHandle.current().pid());

  static final class Walks {
    record ThreadRow(int tid, int process, @Length(16) byte[] name) {}

    record OpenFile(int process, int fd, long inode) {}

    record MapRow(int id, @Length(16) byte[] name) {}

    record Element(int key, long value) {}

    @KernelStruct("task_struct")
    interface Task {
      int pid();

      int tgid();

      byte[] comm();
    }

    @KernelStruct("file")
    interface File {
      Inode fInode();
    }

    @KernelStruct("inode")
    interface Inode {
      long iIno();
    }

    @KernelStruct("bpf_map")
    interface Map {
      int id();

      byte[] name();
    }

    static final HashMap<Integer, Long> WITNESSED = Maps.hash(4);

    private Walks() {}

    @BpfIterator("task")
    static void threads(Task task, SeqFile<ThreadRow> out) {
      out.write(new ThreadRow(task.pid(), task.tgid(), task.comm()));
    }

    @BpfIterator("task_file")
    static void files(SeqFile<OpenFile> out, Task task, int fd, File file) {
      out.write(new OpenFile(task.tgid(), fd, file.fInode().iIno()));
    }

    @BpfIterator("bpf_map_elem")
    static void elements(Map map, long key, long value, SeqFile<Element> out) {
      out.write(new Element(Kernel.kernelInt(key), Kernel.kernelLong(value)));
    }

    @BpfIterator("bpf_map")
    static void maps(Map map, SeqFile<MapRow> out) {
      WITNESSED.put(map.id(), 1L);
      out.write(new MapRow(map.id(), map.name()));
    }
  }

  private static LoadedProgram load() {
    return Keelson.program(Walks.class, MethodHandles.lookup()).load();
  }

  private static Set<Integer> numbersIn(String folder) throws IOException {
    try (Stream<Path> entries = Files.list(Path.of(folder))) {
      return entries
          .map(entry -> Integer.parseInt(entry.getFileName().toString()))
          .collect(Collectors.toCollection(TreeSet::new));
    }
  }

  private static String text(byte[] name) {
    return new String(name, StandardCharsets.US_ASCII).replace("\0", "");
  }

  @KernelTest
  void everyThreadOfThisProcessIsWalkedWithItsName() throws Exception {
    CountDownLatch end = new CountDownLatch(1);
    Thread named = Thread.ofPlatform().name("walked-by-bpf").start(() -> waitFor(end));
    try (LoadedProgram loaded = load();
        KernelWalk<Walks.ThreadRow> walk = loaded.walk("threads", Walks.ThreadRow.class)) {
      Set<Integer> seen = new HashSet<>();
      Set<String> names = new HashSet<>();
      for (Walks.ThreadRow thread : walk) {
        assertThat(thread.tid()).isPositive();
        if (thread.process() == SELF) {
          seen.add(thread.tid());
          names.add(text(thread.name()));
        }
      }
      assertThat(names).contains("walked-by-bpf");
      assertThat(seen).contains(SELF).hasSizeGreaterThan(5);
      // Threads come and go: those that /proc shows before and after must all have been walked.
      Set<Integer> lasting = numbersIn("/proc/self/task");
      Set<Integer> again = new HashSet<>();
      walk.forEach(thread -> again.add(thread.tid()));
      lasting.retainAll(numbersIn("/proc/self/task"));
      assertThat(again).containsAll(lasting);
      assertThat(loaded.faults()).isEmpty();
    } finally {
      end.countDown();
      named.join();
    }
  }

  private static void waitFor(CountDownLatch end) {
    try {
      end.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @KernelTest
  void openFilesComeWithTheirNumbersAndInodes() throws Exception {
    Path file = Files.createTempFile("keelson", "walk");
    try (var _ = Files.newInputStream(file);
        LoadedProgram loaded = load();
        KernelWalk<Walks.OpenFile> walk = loaded.walk("files", Walks.OpenFile.class)) {
      long inode = (Long) Files.getAttribute(file, "unix:ino");
      boolean found = false;
      for (Walks.OpenFile open : walk) {
        found |= open.process() == SELF && open.inode() == inode && open.fd() > 2;
      }
      assertThat(found).isTrue();
    } finally {
      Files.delete(file);
    }
  }

  @KernelTest
  void mapsAreWalkedThisProgramsOwnAmongThem() {
    try (LoadedProgram loaded = load();
        KernelWalk<Walks.MapRow> walk = loaded.walk("maps", Walks.MapRow.class)) {
      List<String> names =
          Stream.iterate(walk.iterator(), Iterator::hasNext, it -> it)
              .map(it -> text(it.next().name()))
              .toList();
      assertThat(names).contains("WITNESSED");
      assertThat(loaded.map(Walks.WITNESSED).toMap()).isNotEmpty();
    }
  }

  @KernelTest
  void elementsOfOneMapComeWithKeyAndValue() {
    try (LoadedProgram loaded = load()) {
      loaded.map(Walks.WITNESSED).put(3, 33L);
      loaded.map(Walks.WITNESSED).put(4, 44L);
      WalkScope scope = new WalkScope.OfMap(loaded.object().map("WITNESSED"));
      try (KernelWalk<Walks.Element> walk = loaded.walk("elements", Walks.Element.class, scope)) {
        assertThat(walk)
            .containsExactlyInAnyOrder(new Walks.Element(3, 33), new Walks.Element(4, 44));
      }
    }
  }

  @KernelTest(since = "6.1")
  void aScopeLimitsTheWalkToOneProcess() throws Exception {
    try (LoadedProgram loaded = load();
        KernelWalk<Walks.ThreadRow> walk =
            loaded.walk("threads", Walks.ThreadRow.class, new WalkScope.OfProcess(SELF))) {
      assertThat(walk)
          .isNotEmpty()
          .allMatch(thread -> thread.process() == SELF)
          .hasSizeGreaterThan(5);
    }
  }

  @KernelTest
  void abandonedWalksEndWithTheirObjectAndLeaveNoDescriptor() throws Exception {
    long before;
    try (LoadedProgram loaded = load()) {
      before = numbersIn("/proc/self/fd").size();
      try (KernelWalk<Walks.ThreadRow> walk = loaded.walk("threads", Walks.ThreadRow.class)) {
        assertThat(walk.iterator().hasNext()).isTrue();
        assertThat(walk.iterator().next().tid()).isPositive();
      }
      assertThat((long) numbersIn("/proc/self/fd").size()).isEqualTo(before);
      assertThatThrownBy(() -> loaded.attach("threads"))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("it runs when KernelWalk.open() is called");
    }
  }

  @Test
  void onTheJvmTheMethodWritesToItsFile() {
    SeqFile<Walks.ThreadRow> out = new SeqFile<>();
    Walks.threads(
        new Walks.Task() {
          @Override
          public int pid() {
            return 7;
          }

          @Override
          public int tgid() {
            return 5;
          }

          @Override
          public byte[] comm() {
            return new byte[16];
          }
        },
        out);
    assertThat(out.written()).extracting(Walks.ThreadRow::tid).containsExactly(7);
  }
}
