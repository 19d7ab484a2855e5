package dev.keelson.bpf.btf;

import dev.keelson.linux.SystemInfo;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;

/**
 * Which kernel this is, to tell whether what was compiled for one fits another. The linker makes
 * the build id of everything in the kernel's file, its types included (scripts/link-vmlinux.sh,
 * Makefile: {@code --build-id=sha1}; Linux 6.12).
 */
public final class KernelIdentity {
  /** The notes of the running kernel's file. */
  private static final Path NOTES = Path.of("/sys/kernel/notes");

  // Elf_Nhdr: name size, content size, type; include/uapi/linux/elf.h, NT_GNU_BUILD_ID of elf.h
  private static final int HEADER_BYTES = 12;
  private static final int BUILD_ID = 3;
  private static final int ALIGNMENT = 4;
  private static final byte[] GNU = "GNU\0".getBytes(StandardCharsets.US_ASCII);

  private KernelIdentity() {}

  /**
   * The same text for the same kernel, another one for another. A kernel without a build id is told
   * by its types, which takes as long as reading them.
   *
   * @throws UnsupportedKernelException when it shows neither
   */
  public static String current() {
    return SystemInfo.kernel().release() + " " + identity(NOTES, KernelBtf.VMLINUX);
  }

  static String identity(Path notes, Path types) {
    try {
      Optional<String> id = buildId(Files.readAllBytes(notes));
      if (id.isPresent()) {
        return "build " + id.get() + ", types of " + Files.size(types) + " bytes";
      }
    } catch (IOException _) {
      // no notes to be read: the types then
    }
    try {
      MessageDigest sum = MessageDigest.getInstance("SHA-256");
      return "types " + HexFormat.of().formatHex(sum.digest(KernelBtf.bytes(types)));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java platform has SHA-256", e);
    }
  }

  /** The build id among ELF notes, in hexadecimal. */
  static Optional<String> buildId(byte[] notes) {
    ByteBuffer bytes = ByteBuffer.wrap(notes).order(ByteOrder.nativeOrder());
    while (bytes.remaining() >= HEADER_BYTES) {
      int nameSize = bytes.getInt();
      int size = bytes.getInt();
      int type = bytes.getInt();
      long next = bytes.position() + aligned(nameSize) + aligned(size);
      if (nameSize < 0 || size < 0 || next > notes.length) {
        return Optional.empty();
      }
      byte[] name = new byte[nameSize];
      bytes.get(name);
      if (type == BUILD_ID && Arrays.equals(name, GNU)) {
        byte[] id = new byte[size];
        bytes.get((int) (next - aligned(size)), id);
        return Optional.of(HexFormat.of().formatHex(id));
      }
      bytes.position((int) next);
    }
    return Optional.empty();
  }

  private static long aligned(int size) {
    return ((long) size + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
  }
}
