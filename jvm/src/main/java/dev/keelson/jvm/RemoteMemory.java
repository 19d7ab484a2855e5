package dev.keelson.jvm;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.Map;

/**
 * The memory of another process, through /proc/PID/mem, proc_pid_mem(5): of the program that ran
 * when it was opened; once that has ended or become another, nothing can be read. Confined to one
 * thread.
 */
final class RemoteMemory implements AutoCloseable {
  private static final int PAGE_BYTES = 1 << 14;
  private static final int LONGEST_TEXT = 256;

  private final FileChannel memory;
  private final Map<Long, byte[]> constants = new HashMap<>();
  private final ByteBuffer word = buffer(Long.BYTES);

  private RemoteMemory(FileChannel memory) {
    this.memory = memory;
  }

  /**
   * Opens it.
   *
   * @throws IOException when there is no such process, or it is another user's
   */
  static RemoteMemory open(int pid) throws IOException {
    return new RemoteMemory(
        FileChannel.open(Path.of("/proc/" + pid, "mem"), StandardOpenOption.READ));
  }

  /**
   * Reads a word as it is now.
   *
   * @throws IOException when nothing is mapped there
   */
  long word(long address) throws IOException {
    fill(word, address);
    return word.getLong(0);
  }

  /** Reads the lower half of a word; as {@link #word}. */
  int half(long address) throws IOException {
    word.limit(Integer.BYTES);
    fill(word, address);
    return word.getInt(0);
  }

  /** Reads a range as it is now; as {@link #word}. */
  ByteBuffer range(long address, int sizeBytes) throws IOException {
    ByteBuffer bytes = buffer(sizeBytes);
    fill(bytes, address);
    return bytes;
  }

  /** A text that never changes, ended by a zero; empty for a null pointer. Read once. */
  String constant(long address) throws IOException {
    if (address == 0) {
      return "";
    }
    byte[] text = new byte[LONGEST_TEXT];
    for (int length = 0; length < text.length; length++) {
      byte one = constantByte(address + length);
      if (one == 0) {
        return new String(text, 0, length, StandardCharsets.UTF_8);
      }
      text[length] = one;
    }
    throw new IOException("no text at 0x%x".formatted(address));
  }

  private byte constantByte(long address) throws IOException {
    long start = address & -PAGE_BYTES;
    byte[] page = constants.get(start);
    if (page == null) {
      ByteBuffer bytes = buffer(PAGE_BYTES);
      int read = at(bytes, start);
      page = new byte[Math.max(0, read)];
      bytes.flip().get(page);
      constants.put(start, page);
    }
    int offset = (int) (address - start);
    if (offset >= page.length) {
      throw unreadable(address);
    }
    return page[offset];
  }

  private void fill(ByteBuffer bytes, long address) throws IOException {
    bytes.rewind();
    while (bytes.hasRemaining()) {
      int read = at(bytes, address + bytes.position());
      if (read <= 0) {
        bytes.clear();
        throw unreadable(address);
      }
    }
    bytes.clear();
  }

  private int at(ByteBuffer bytes, long address) throws IOException {
    if (address < 0) {
      throw unreadable(address); // not of user space
    }
    return memory.read(bytes, address);
  }

  private static IOException unreadable(long address) {
    return new IOException("no memory at 0x%x".formatted(address));
  }

  private static ByteBuffer buffer(int sizeBytes) {
    return ByteBuffer.allocateDirect(sizeBytes).order(ByteOrder.nativeOrder());
  }

  @Override
  public void close() throws IOException {
    memory.close();
  }
}
