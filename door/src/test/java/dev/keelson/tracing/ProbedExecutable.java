package dev.keelson.tracing;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/**
 * An x86-64 program of a kilobyte with one static probe: it puts known values where the probe's
 * arguments say they are, passes the probe, and exits with its semaphore as status.
 *
 * <pre>
 *   header | 2 program headers | code | data: semaphore, long at 8, int at 16 | notes | names | sections
 * </pre>
 */
final class ProbedExecutable {
  static final String ARGUMENTS =
      "-4@%ecx 4@%ecx 1@%cl -2@$-9 8@8(%rbx) -4@16(%rbx) 8@(%rbx,%rdx,4) 2@8(%rbx)";

  private static final long BASE = 0x40_0000;
  private static final long WRITABLE = 0x50_0000;
  private static final int CODE = 64 + 2 * 56;
  private static final int DATA = 0x200;
  private static final int NOTES = 0x240;
  private static final String NAMES = "\0.note.stapsdt\0.stapsdt.base\0.shstrtab\0";

  private ProbedExecutable() {}

  static void write(Path file) throws IOException {
    ByteBuffer code = ByteBuffer.allocate(64).order(ByteOrder.LITTLE_ENDIAN);
    code.put((byte) 0xb9).putInt(-5); // mov ecx, -5
    code.put((byte) 0x48).put((byte) 0xc7).put((byte) 0xc3); // mov rbx, data
    code.putInt((int) (WRITABLE + DATA));
    code.put((byte) 0xba).putInt(2); // mov edx, 2
    final int probe = CODE + code.position();
    code.put((byte) 0x90); // nop: the probe
    code.put((byte) 0x0f).put((byte) 0xb7).put((byte) 0x3b); // movzx edi, word [rbx]
    code.put((byte) 0xb8).putInt(60); // mov eax, exit
    code.put((byte) 0x0f).put((byte) 0x05); // syscall

    byte[] texts = ("keelson\0passed\0" + ARGUMENTS + "\0").getBytes(StandardCharsets.UTF_8);
    int noteBytes = 20 + ((24 + texts.length + 3) & -4);
    int names = NOTES + noteBytes;
    int sections = (names + NAMES.length() + 7) & -8;
    ByteBuffer bytes = ByteBuffer.allocate(sections + 4 * 64).order(ByteOrder.LITTLE_ENDIAN);
    bytes.put(new byte[] {0x7f, 'E', 'L', 'F', 2, 1, 1}).position(16);
    bytes.putShort((short) 2).putShort((short) 62).putInt(1); // ET_EXEC, EM_X86_64
    bytes.putLong(BASE + CODE).putLong(64).putLong(sections).putInt(0).putShort((short) 64);
    bytes.putShort((short) 56).putShort((short) 2);
    bytes.putShort((short) 64).putShort((short) 4).putShort((short) 3);
    segment(bytes, 5, BASE); // code, read and execute
    segment(bytes, 6, WRITABLE); // data, read and write: the same bytes, mapped again
    bytes.put(CODE, code.array());
    bytes.putLong(DATA + 8, 0x1122_3344_5566_7788L).putInt(DATA + 16, -7);
    bytes.position(NOTES);
    bytes.putInt(8).putInt(24 + texts.length).putInt(3);
    bytes.put("stapsdt\0".getBytes(StandardCharsets.UTF_8));
    bytes.putLong(BASE + probe).putLong(BASE).putLong(WRITABLE + DATA).put(texts);
    bytes.position(names);
    bytes.put(NAMES.getBytes(StandardCharsets.UTF_8)).position(sections);
    section(bytes, 0, 0, 0, 0, 0);
    section(bytes, 1, 7, 0, NOTES, noteBytes);
    section(bytes, 15, 1, BASE, 0, 1);
    section(bytes, 29, 3, 0, names, NAMES.length());
    Files.write(file, bytes.array());
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private static void segment(ByteBuffer bytes, int flags, long address) {
    bytes.putInt(1).putInt(flags).putLong(0).putLong(address).putLong(address);
    bytes.putLong(bytes.capacity()).putLong(bytes.capacity()).putLong(0x1000);
  }

  private static void section(
      ByteBuffer bytes, int name, int type, long address, long at, long size) {
    bytes.putInt(name).putInt(type).putLong(0).putLong(address).putLong(at).putLong(size);
    bytes.putInt(0).putInt(0).putLong(1).putLong(0);
  }
}
