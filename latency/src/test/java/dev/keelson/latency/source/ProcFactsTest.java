package dev.keelson.latency.source;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keelson.latency.fact.Fact;
import dev.keelson.latency.fact.Turn;
import dev.keelson.latency.fact.Turn.Blocked;
import dev.keelson.latency.fact.Turn.Occupant;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProcFactsTest {
  private static final int READ = 0;
  private static final int POLL = 7;
  private static final long SECOND = 1_000_000_000;

  @TempDir private Path proc;
  private final List<Fact> facts = new ArrayList<>();
  private ProcFacts source;

  @BeforeEach
  void aProcessWithAnOpenFile() throws IOException {
    Files.createDirectories(proc.resolve("42/fd"));
    Files.createSymbolicLink(proc.resolve("42/fd/5"), Files.createFile(proc.resolve("data")));
    source = new ProcFacts(proc, 42, "x86_64", facts::add);
  }

  @Test
  void theDescriptorOfALongReadIsTold() {
    source.seen(blocked(2_000_000, READ, 5), SECOND);

    assertThat(facts)
        .containsExactly(
            new Fact.Descriptor(
                7, 5, SECOND, Fact.Descriptor.Kind.FILE, proc.resolve("data").toString()));
  }

  @Test
  void aShortReadAndAPollAreNotWorthALook() {
    source.seen(blocked(900_000, READ, 5), SECOND);
    source.seen(blocked(2_000_000, POLL, 5), SECOND);
    source.seen(blocked(2_000_000, READ, 6), SECOND); // closed meanwhile
    source.seen(blocked(2_000_000, READ, -1), SECOND);

    assertThat(facts).isEmpty();
  }

  @Test
  void aQuotaIsToldWhenItChanges() throws IOException {
    Path group = Files.createDirectories(proc.resolve("cgroup/app"));
    Files.createDirectories(proc.resolve("self"));
    Files.writeString(
        proc.resolve("self/mountinfo"),
        "30 20 0:26 / %s rw - cgroup2 cgroup2 rw\n".formatted(proc.resolve("cgroup")));
    Files.writeString(proc.resolve("42/cgroup"), "0::/app\n");
    Files.writeString(group.resolve("cpu.max"), "50000 100000\n");
    source.look(0);
    source.look(2 * SECOND);
    Files.writeString(group.resolve("cpu.max"), "60000 100000\n");
    source.look(2 * SECOND + 1); // not yet
    source.look(4 * SECOND);

    assertThat(facts)
        .containsExactly(
            new Fact.Quota("/app", 50_000_000, 100_000_000),
            new Fact.Quota("/app", 60_000_000, 100_000_000));
  }

  private static Turn blocked(long nanos, int call, long descriptor) {
    return new Turn(
        8,
        7,
        0,
        Turn.Kind.WOKEN,
        SECOND,
        0,
        nanos,
        0,
        0,
        0,
        0,
        0,
        new Blocked(1, call, descriptor, 0, 0, false, false, 0, 0),
        Occupant.NONE,
        "");
  }
}
