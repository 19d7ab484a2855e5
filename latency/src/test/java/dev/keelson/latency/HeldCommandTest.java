package dev.keelson.latency;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HeldCommandTest {
  private static final Duration LONG = Duration.ofSeconds(20);

  @TempDir private Path folder;

  @Test
  void theCommandBeginsWhenItIsReleasedAndKeepsItsPid() throws InterruptedException, IOException {
    Path told = folder.resolve("told");
    try (HeldCommand command =
        HeldCommand.start(List.of("sh", "-c", "echo $$ > " + told + "; exit 7"))) {
      assertThat(command.awaitEnd(Duration.ofMillis(50))).isFalse();
      assertThat(told).doesNotExist();

      command.release();

      assertThat(command.awaitEnd(LONG)).isTrue();
      assertThat(command.exitStatus()).hasValue(7);
      assertThat(Files.readString(told).strip()).isEqualTo(Integer.toString(command.pid()));
    }
  }

  @Test
  void argumentsArriveAsTheyAre() throws InterruptedException, IOException {
    Path told = folder.resolve("told");
    List<String> odd = List.of("two words", "$HOME", "'\"", "");
    try (HeldCommand command =
        HeldCommand.start(
            List.of(
                "sh",
                "-c",
                "out=$1; shift; printf '%s\\n' \"$@\" > \"$out\"",
                "sh",
                told.toString(),
                odd.get(0),
                odd.get(1),
                odd.get(2),
                odd.get(3)))) {
      command.release();
      assertThat(command.awaitEnd(LONG)).isTrue();
    }
    assertThat(Files.readAllLines(told)).isEqualTo(odd);
  }

  @Test
  void aCommandThatIsNeverReleasedEndsWithTheGate() throws InterruptedException {
    HeldCommand command = HeldCommand.start(List.of("sleep", "100"));
    command.close();

    assertThat(command.awaitEnd(LONG)).isTrue();
    assertThat(command.exitStatus().orElseThrow()).isIn(125, 128 + 15);
  }

  @Test
  void aCommandThatRunsIsEndedByClose() throws InterruptedException {
    HeldCommand command = HeldCommand.start(List.of("sleep", "100"));
    command.release();
    command.close();

    assertThat(command.awaitEnd(LONG)).isTrue();
  }

  @Test
  void whatTheCommandHasStartedIsEndedWithIt() throws InterruptedException, IOException {
    Path told = folder.resolve("told");
    HeldCommand command =
        HeldCommand.start(List.of("sh", "-c", "sleep 100 & echo $! > " + told + "; wait"));
    command.release();
    while (!Files.exists(told) || Files.size(told) == 0) {
      assertThat(command.awaitEnd(Duration.ofMillis(5))).isFalse();
    }
    ProcessHandle child =
        ProcessHandle.of(Long.parseLong(Files.readString(told).strip())).orElseThrow();
    command.close();

    assertThat(child.onExit()).succeedsWithin(LONG);
  }

  @Test
  void aCommandThatIsNotThereIsToldInASentence() {
    assertThatThrownBy(() -> HeldCommand.start(List.of("no-such-command")))
        .isInstanceOf(TargetException.class)
        .hasMessage(
            "The command no-such-command was not found:"
                + " name a program on the PATH, or the path of one.")
        .extracting(e -> ((TargetException) e).exitStatus())
        .isEqualTo(127);
  }

  @Test
  void aCommandThatCannotBeExecutedIsToldInASentence() {
    assertThatThrownBy(() -> HeldCommand.start(List.of(folder.toString())))
        .isInstanceOf(TargetException.class)
        .hasMessageContaining("cannot be executed")
        .extracting(e -> ((TargetException) e).exitStatus())
        .isEqualTo(126);
  }

  @Test
  void aProgramIsFoundOnThePath() throws IOException {
    Path program = Files.writeString(folder.resolve("mine"), "#!/bin/sh\n");
    assertThat(program.toFile().setExecutable(true)).isTrue();

    HeldCommand.requireExecutable("mine", "/nonexistent:" + folder);
  }
}
