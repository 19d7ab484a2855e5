package dev.keelson.object.usdt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keelson.object.MalformedObjectException;
import dev.keelson.object.elf.ElfFile;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/** Notes of a file made here, field by field; the kernel tests read those of real files. */
class UsdtNotesTest {
  private static final long LOADED_AT = 0x40_0000;
  private static final String NAMES = "\0.note.stapsdt\0.stapsdt.base\0.shstrtab\0";
  private static final int NOTES = 64 + 56;

  private static byte[] note(long address, long base, long semaphore, String texts) {
    byte[] text = texts.getBytes(StandardCharsets.UTF_8);
    int size = 24 + text.length;
    ByteBuffer note = ByteBuffer.allocate(20 + ((size + 3) & -4)).order(ByteOrder.LITTLE_ENDIAN);
    note.putInt(8).putInt(size).putInt(3).put("stapsdt\0".getBytes(StandardCharsets.UTF_8));
    note.putLong(address).putLong(base).putLong(semaphore).put(text);
    return note.array();
  }

  /** One loaded segment of 64 KiB, of which the file is the beginning. */
  private static byte[] file(long baseAddress, byte[]... notes) {
    int noteBytes = 0;
    for (byte[] note : notes) {
      noteBytes += note.length;
    }
    int names = NOTES + noteBytes;
    int headers = names + NAMES.length();
    ByteBuffer file = ByteBuffer.allocate(headers + 4 * 64).order(ByteOrder.LITTLE_ENDIAN);
    file.put(new byte[] {0x7f, 'E', 'L', 'F', 2, 1, 1}).position(16);
    file.putShort((short) 3).putShort((short) 62).putInt(1);
    file.putLong(0).putLong(64).putLong(headers).putInt(0).putShort((short) 64);
    file.putShort((short) 56).putShort((short) 1);
    file.putShort((short) 64).putShort((short) 4).putShort((short) 3);
    file.putInt(1).putInt(5).putLong(0).putLong(LOADED_AT).putLong(LOADED_AT);
    file.putLong(file.capacity()).putLong(0x10000).putLong(0x1000);
    file.position(NOTES);
    for (byte[] note : notes) {
      file.put(note);
    }
    file.put(NAMES.getBytes(StandardCharsets.UTF_8));
    section(file, 0, 0, 0, 0, 0);
    section(file, 1, 7, 0, NOTES, noteBytes);
    section(file, 15, 1, baseAddress, 0, 1);
    section(file, 29, 3, 0, names, NAMES.length());
    return file.array();
  }

  private static void section(ByteBuffer file, int name, int type, long address, long at, int n) {
    file.putInt(name).putInt(type).putLong(0).putLong(address).putLong(at).putLong(n);
    file.putInt(0).putInt(0).putLong(1).putLong(0);
  }

  private static List<UsdtNote> read(byte[] file) {
    return UsdtNotes.read(ElfFile.read(MemorySegment.ofArray(file), "made here"), "made here");
  }

  @Test
  void aNoteNamesItsPlaceItsCounterAndItsArguments() {
    byte[] file =
        file(
            0x40_0050,
            note(0x40_0010, 0x40_0050, 0x40_0020, "maker\0thing__done\0-4@%eax 8@(%rbx)\0"));
    assertThat(read(file))
        .containsExactly(
            new UsdtNote(
                "maker",
                "thing__done",
                0x10,
                0x20,
                List.of(
                    new UsdtArgument.Register(4, true, "ax"),
                    new UsdtArgument.Memory(8, false, "bx", 0))));
  }

  @Test
  void whatMovedSinceTheLinkIsCorrectedByTheBase() {
    byte[] file = file(0x40_0050, note(0x10_0010, 0x10_0050, 0x10_0020, "m\0p\0\0"));
    assertThat(read(file)).containsExactly(new UsdtNote("m", "p", 0x10, 0x20, List.of()));
  }

  @Test
  void notesOfDroppedCodeArePassedOver() {
    byte[] file =
        file(
            0x40_0050,
            note(0, 0x40_0050, 0, "m\0dropped\0\0"),
            note(0x40_0001, 0x40_0050, 0, "m\0kept\0\0"));
    assertThat(read(file)).extracting(UsdtNote::probe).containsExactly("kept");
  }

  @Test
  void aNoteThatDoesNotEndIsNamedWithItsPlace() {
    byte[] file = file(0x40_0050, note(0x40_0010, 0x40_0050, 0, "m\0no end"));
    assertThatThrownBy(() -> read(file))
        .isInstanceOf(MalformedObjectException.class)
        .hasMessageContaining("provider, probe and arguments, each ended by a zero");
    file[NOTES + 4] = 100;
    assertThatThrownBy(() -> read(file)).isInstanceOf(MalformedObjectException.class);
  }

  @Property(tries = 2000)
  void damagedNotesGiveOneKindOfException(
      @ForAll @IntRange(min = NOTES, max = NOTES + 100) int at, @ForAll byte value) {
    byte[] file =
        file(0x40_0050, note(0x40_0010, 0x40_0050, 0x40_0020, "maker\0p\0-4@%eax 8@(%rbx)\0"));
    file[at] = value;
    try {
      assertThat(read(file)).hasSizeLessThanOrEqualTo(2);
    } catch (MalformedObjectException expected) {
      assertThat(expected).hasMessageContaining("made here");
    }
  }
}
