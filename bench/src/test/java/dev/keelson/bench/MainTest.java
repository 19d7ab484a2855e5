package dev.keelson.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class MainTest {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  private int run(String... words) throws Exception {
    return Main.run(
        List.of(words),
        new PrintStream(out, true, StandardCharsets.UTF_8),
        new PrintStream(err, true, StandardCharsets.UTF_8));
  }

  @Test
  void withoutANameTheNamesAreListedOneALine() throws Exception {
    assertThat(run()).isZero();

    assertThat(out.toString(StandardCharsets.UTF_8).lines())
        .satisfiesExactly(
            line -> assertThat(line).startsWith("ring "),
            line -> assertThat(line).startsWith("start "),
            line -> assertThat(line).startsWith("programs "),
            line -> assertThat(line).startsWith("kernels "),
            line -> assertThat(line).startsWith("overhead "),
            line -> assertThat(line).startsWith("compile "));
  }

  @Test
  void anUnknownNameIsOneSentenceAndStatus2() throws Exception {
    assertThat(run("rings", "--write")).isEqualTo(2);

    assertThat(err.toString(StandardCharsets.UTF_8))
        .isEqualTo(
            "keelson-bench: there is no comparison \"rings\"; there are ring, start, programs, kernels, overhead, compile.\n");
    assertThat(out.size()).isZero();
  }

  @Test
  void twoNamesAreNotOne() throws Exception {
    assertThat(run("ring", "start")).isEqualTo(2);

    assertThat(err.toString(StandardCharsets.UTF_8)).contains("no comparison \"ring start\"");
  }

  @Test
  void missingPeersAreNamedWithTheScriptThatInstallsThem(@TempDir Path folder) throws Exception {
    assertThat(Files.createFile(folder.resolve("here")).toFile().setExecutable(true)).isTrue();
    assertThat(Files.createFile(folder.resolve("not-executable"))).exists();

    List<String> missing = Peers.missing(folder.toString(), "here", "not-executable", "absent");

    assertThat(missing).containsExactly("not-executable", "absent");
    assertThat(new Peers.MissingException(missing))
        .hasMessage(
            "not-executable, absent are not installed: run bench/peers/install, which takes them"
                + " from Debian's packages.");
  }
}
