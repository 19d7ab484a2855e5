package dev.keelson.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FilesTest {
  @TempDir Path directory;

  @Test
  void whatIsWrittenIsReadBackFromItsPosition() throws Exception {
    Path file = directory.resolve("written");
    try (Arena arena = Arena.ofConfined();
        FileDescriptor fd = Files.open(file.toString(), OpenFlag.CREATE, OpenFlag.READ_WRITE)) {
      MemorySegment text = arena.allocateFrom("keelson");

      assertThat(Files.write(fd, text.asSlice(0, 7))).isEqualTo(7);
      assertThat(java.nio.file.Files.readString(file)).isEqualTo("keelson");

      MemorySegment tail = arena.allocate(16);
      assertThat(Files.readAt(fd, tail, 4)).isEqualTo(3);
      assertThat(tail.getString(0)).isEqualTo("son");
      assertThat(Files.read(fd, tail)).as("the descriptor's own position is at the end").isZero();
    }
  }

  @Test
  void aFileIsReadBelowADirectoryThroughItsDescriptor() throws Exception {
    String text = "a".repeat(10_000);
    java.nio.file.Files.writeString(directory.resolve("long"), text, StandardCharsets.UTF_8);

    try (FileDescriptor fd = Files.open(directory.toString(), OpenFlag.DIRECTORY)) {
      assertThat(Files.readText(fd, "long")).isEqualTo(text);
    }
  }

  @Test
  void aMissingFileIsNamedWithCauseAndRemedy() {
    assertThatThrownBy(() -> Files.open("/no/such/file"))
        .isInstanceOfSatisfying(
            SyscallException.class, e -> assertThat(e.errno()).isEqualTo(Errno.ENOENT))
        .hasMessage(
            """
            openat("/no/such/file"): ENOENT
                There is no such file. Check the path, and that its file system is mounted.\
            """);
  }

  @Test
  void heapMemoryIsRefusedBeforeTheKernelSeesIt() {
    try (FileDescriptor zero = Files.open("/dev/zero")) {
      assertThatThrownBy(() -> Files.read(zero, MemorySegment.ofArray(new byte[8])))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void closedMemoryIsRefusedBeforeTheKernelSeesIt() {
    MemorySegment gone;
    try (Arena arena = Arena.ofConfined()) {
      gone = arena.allocate(8);
    }

    try (FileDescriptor zero = Files.open("/dev/zero")) {
      assertThatThrownBy(() -> Files.read(zero, gone)).isInstanceOf(IllegalStateException.class);
    }
  }
}
