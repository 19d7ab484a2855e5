package dev.keelson.linux;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MemoryTest {
  @TempDir Path directory;

  @Test
  void aWriteToAMappedFileIsInTheFile() throws Exception {
    Path file = directory.resolve("mapped");
    java.nio.file.Files.write(file, new byte[Memory.pageSizeBytes() + 8]);

    try (FileDescriptor fd = Files.open(file.toString(), OpenFlag.READ_WRITE);
        Mapping second = Memory.map(fd, Memory.pageSizeBytes(), 8, Protection.READ_WRITE)) {
      second.segment().set(JAVA_BYTE, 3, (byte) 42);
    }

    assertThat(java.nio.file.Files.readAllBytes(file)[Memory.pageSizeBytes() + 3])
        .isEqualTo((byte) 42);
  }

  @Test
  void anonymousMemoryIsZeroAndWritable() {
    try (Mapping mapping = Memory.mapAnonymous(1 << 20, Protection.READ_WRITE)) {
      assertThat(mapping.segment().byteSize()).isEqualTo(1 << 20);
      assertThat(mapping.segment().get(JAVA_LONG, 4096)).isZero();
      mapping.segment().set(JAVA_LONG, 4096, 7);
      assertThat(mapping.segment().get(JAVA_LONG, 4096)).isEqualTo(7);
    }
  }

  @Test
  void aWriteToAReadOnlyMappingThrowsInsteadOfEndingTheJvm() {
    try (Mapping mapping = Memory.mapAnonymous(4096, Protection.READ)) {
      assertThatThrownBy(() -> mapping.segment().set(JAVA_BYTE, 0, (byte) 1))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void afterCloseTheMemoryIsUnmappedAndItsUseThrows() throws Exception {
    Mapping mapping = Memory.mapAnonymous(4096, Protection.READ_WRITE);
    MemorySegment segment = mapping.segment();
    String begin = Long.toHexString(segment.address()) + "-";
    assertThat(Path.of("/proc/self/maps")).content().contains(begin);

    mapping.close();
    mapping.close();

    assertThatThrownBy(() -> segment.get(JAVA_BYTE, 0)).isInstanceOf(IllegalStateException.class);
    assertThat(Path.of("/proc/self/maps")).content().doesNotContain(begin);
  }

  @Test
  void anOffsetInsideAPageIsRefusedBeforeTheKernelSeesIt() {
    try (FileDescriptor zero = Files.open("/dev/zero")) {
      assertThatThrownBy(() -> Memory.map(zero, 100, 4096, Protection.READ))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("offset 100");
    }
  }

  @Test
  void aDescriptorThatCannotBeMappedIsTheKernelsAnswer() {
    try (FileDescriptor directoryFd = Files.open(directory.toString(), OpenFlag.DIRECTORY)) {
      assertThatThrownBy(() -> Memory.map(directoryFd, 0, 4096, Protection.READ))
          .isInstanceOfSatisfying(
              SyscallException.class, e -> assertThat(e.errno()).isEqualTo(Errno.ENODEV))
          .hasMessageStartingWith("mmap(4096 bytes, READ, offset 0) of ");
    }
  }
}
