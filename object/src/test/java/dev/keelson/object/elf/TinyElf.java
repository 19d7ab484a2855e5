package dev.keelson.object.elf;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * A shared library of 700 bytes, written field by field from elf(5).
 *
 * <pre>
 *   header | 1 program header | .text | .dynsym | .dynstr | .shstrtab | 6 section headers
 * </pre>
 */
final class TinyElf {
  private TinyElf() {}

  static final long TEXT_ADDRESS = 0x40_1078;
  static final int TEXT_OFFSET = 0x78;
  private static final int TEXT_BYTES = 16;
  private static final String NAMES = "\0.text\0.dynsym\0.dynstr\0.bss\0.shstrtab\0";
  private static final String SYMBOL_NAMES = "\0start\0imported\0far\0";

  static byte[] sharedLibrary() {
    int symbols = TEXT_OFFSET + TEXT_BYTES;
    int symbolNames = symbols + 4 * 24;
    int names = symbolNames + SYMBOL_NAMES.length();
    int headers = names + NAMES.length();
    ByteBuffer file = ByteBuffer.allocate(headers + 6 * 64).order(ByteOrder.LITTLE_ENDIAN);

    file.put(new byte[] {0x7f, 'E', 'L', 'F', 2, 1, 1}).position(16);
    file.putShort((short) 3).putShort((short) 62).putInt(1); // ET_DYN, EM_X86_64, EV_CURRENT
    file.putLong(0).putLong(64).putLong(headers); // entry, program headers, section headers
    file.putInt(0).putShort((short) 64); // flags, size of this header
    file.putShort((short) 56).putShort((short) 1);
    file.putShort((short) 64).putShort((short) 6).putShort((short) 5);

    file.putInt(1).putInt(5).putLong(TEXT_OFFSET); // PT_LOAD, read and execute
    file.putLong(TEXT_ADDRESS).putLong(TEXT_ADDRESS);
    file.putLong(TEXT_BYTES).putLong(0x1000).putLong(0x1000);

    file.position(symbols);
    symbol(file, 0, 0, 0, 0, 0);
    symbol(file, 1, 0x12, 1, TEXT_ADDRESS + 4, 8); // start: a global function in .text
    symbol(file, 7, 0x12, 0, 0, 0); // imported: undefined
    symbol(file, 16, 0x12, 4, TEXT_ADDRESS + TEXT_BYTES, 8); // far: past what the file holds
    file.put(SYMBOL_NAMES.getBytes(StandardCharsets.UTF_8));
    file.put(NAMES.getBytes(StandardCharsets.UTF_8));

    section(file, 0, 0, 0, 0, 0, 0, 0);
    section(file, 1, 1, TEXT_ADDRESS, TEXT_OFFSET, TEXT_BYTES, 0, 0);
    section(file, 7, 11, 0, symbols, 4 * 24, 3, 24);
    section(file, 15, 3, 0, symbolNames, SYMBOL_NAMES.length(), 0, 0);
    section(file, 23, 8, TEXT_ADDRESS + TEXT_BYTES, symbols, 0x1000, 0, 0);
    section(file, 28, 3, 0, names, NAMES.length(), 0, 0);
    return file.array();
  }

  private static void symbol(
      ByteBuffer file, int name, int info, int section, long value, long size) {
    file.putInt(name).put((byte) info).put((byte) 0).putShort((short) section);
    file.putLong(value).putLong(size);
  }

  private static void section(
      ByteBuffer file, int name, int type, long address, long at, long size, int link, int entry) {
    file.putInt(name).putInt(type).putLong(0).putLong(address).putLong(at).putLong(size);
    file.putInt(link).putInt(0).putLong(8).putLong(entry);
  }
}
