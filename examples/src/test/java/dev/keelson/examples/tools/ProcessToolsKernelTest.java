package dev.keelson.examples.tools;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keelson.EventRing;
import dev.keelson.Keelson;
import dev.keelson.LoadedProgram;
import dev.keelson.bpf.attach.Attachment;
import dev.keelson.bpf.attach.KernelWalk;
import dev.keelson.testkit.KernelTest;
import java.lang.invoke.MethodHandles;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** {@link ProcessTools}, compared with what children of the test do. */
class ProcessToolsKernelTest {
  private static final int SELF = Math.toIntExact(ProcessHandle.current().pid());
  // SIGKILL and SIGUSR1, include/uapi/asm-generic/signal.h
  private static final int KILL = 9;
  private static final int USER1 = 10;

  private static LoadedProgram load() {
    return Keelson.program(ProcessTools.class, MethodHandles.lookup()).load();
  }

  private static <T> List<T> drained(EventRing<T> ring) {
    List<T> events = new ArrayList<>();
    ring.drain(events::add);
    return events;
  }

  @KernelTest
  void executedProgramsHaveFileNameAndParent() throws Exception {
    try (LoadedProgram loaded = load();
        EventRing<ProcessTools.Executed> ring = loaded.ring(ProcessTools.EXECUTED);
        Attachment _ = loaded.attach("executed")) {
      int child = Child.run("/bin/sleep", "0");
      assertThat(drained(ring))
          .filteredOn(one -> one.pid() == child && Child.text(one.name()).equals("sleep"))
          .singleElement()
          .satisfies(one -> assertThat(one.parent()).isEqualTo(SELF))
          .satisfies(one -> assertThat(Child.text(one.file())).isEqualTo("/bin/sleep"));
    }
  }

  @KernelTest
  void endsHaveTheSignalAndTheAge() throws Exception {
    try (LoadedProgram loaded = load();
        EventRing<ProcessTools.Ended> ring = loaded.ring(ProcessTools.ENDED);
        Attachment _ = loaded.attach("ended")) {
      long before = System.nanoTime();
      Process killed = new ProcessBuilder("sleep", "1000").start();
      killed.destroyForcibly().waitFor();
      Process failed = new ProcessBuilder("sh", "-c", "exit 3").start();
      assertThat(failed.waitFor()).isEqualTo(3);
      long most = System.nanoTime() - before;
      List<ProcessTools.Ended> ended = drained(ring);
      assertThat(ended)
          .filteredOn(one -> one.pid() == killed.pid())
          .singleElement()
          .satisfies(one -> assertThat(one.signal()).isEqualTo(KILL))
          .satisfies(one -> assertThat(one.nanos()).isBetween(1L, most));
      assertThat(ended)
          .filteredOn(one -> one.pid() == failed.pid())
          .singleElement()
          .satisfies(one -> assertThat(one.signal()).isZero())
          .satisfies(one -> assertThat(one.status()).isEqualTo(3));
    }
  }

  @KernelTest
  void forksAreCountedByParent() throws Exception {
    try (LoadedProgram loaded = load();
        Attachment _ = loaded.attach("forked")) {
      int child = Child.perl("for (1..7) { exit if !fork; wait }");
      assertThat(loaded.map(ProcessTools.FORKS).get(child)).isEqualTo(7);
    }
  }

  @KernelTest
  void signalsAreCountedByTarget() throws Exception {
    try (LoadedProgram loaded = load();
        Attachment _ = loaded.attach("signalled")) {
      int child = Child.perl("$SIG{USR1} = sub {}; kill('USR1', $$) for 1..25");
      assertThat(loaded.map(ProcessTools.SIGNALS).get(new ProcessTools.Received(child, USER1)))
          .isEqualTo(25);
    }
  }

  @KernelTest
  void killsHaveSenderTargetAndSignal() throws Exception {
    try (LoadedProgram loaded = load();
        Child target = Child.perTurn("");
        EventRing<ProcessTools.Killed> ring = loaded.ring(ProcessTools.KILLED);
        Attachment _ = loaded.attach("killed")) {
      int sender = Child.perl("kill('KILL', $ARGV[0])", String.valueOf(target.pid()));
      assertThat(target.process().waitFor()).isEqualTo(128 + KILL);
      assertThat(drained(ring)).contains(new ProcessTools.Killed(sender, target.pid(), KILL));
    }
  }

  @KernelTest
  void renamedThreadsHaveBothNames() throws Exception {
    try (LoadedProgram loaded = load();
        EventRing<ProcessTools.Renamed> ring = loaded.ring(ProcessTools.RENAMED);
        Attachment _ = loaded.attach("renamed")) {
      int child = Child.perl("$0 = 'somebody-else'");
      assertThat(drained(ring))
          .filteredOn(one -> one.pid() == child && Child.text(one.before()).equals("perl"))
          .singleElement()
          .satisfies(one -> assertThat(Child.text(one.after())).isEqualTo("somebody-else"));
    }
  }

  @KernelTest
  void scoresAreThoseThatWereWritten() throws Exception {
    try (LoadedProgram loaded = load();
        Child child = Child.perTurn("");
        Attachment _ = loaded.attach("scored")) {
      Files.writeString(Path.of("/proc/" + child.pid() + "/oom_score_adj"), "321");
      assertThat(loaded.map(ProcessTools.SCORES).get(child.pid())).isEqualTo(321);
    }
  }

  @KernelTest
  void kinAreThoseOfProc() throws Exception {
    try (LoadedProgram loaded = load();
        Child child = Child.perTurn("");
        KernelWalk<ProcessTools.Kin> walk = loaded.walk("kin", ProcessTools.Kin.class)) {
      List<ProcessTools.Kin> kin = new ArrayList<>();
      walk.forEach(kin::add);
      assertThat(kin)
          .filteredOn(one -> one.pid() == child.pid())
          .singleElement()
          .satisfies(one -> assertThat(one.parent()).isEqualTo(SELF));
      assertThat(kin)
          .filteredOn(one -> one.pid() == SELF)
          .singleElement()
          .satisfies(
              one -> assertThat(one.parent()).isEqualTo(Integer.parseInt(Child.stat(SELF)[1])));
    }
  }
}
