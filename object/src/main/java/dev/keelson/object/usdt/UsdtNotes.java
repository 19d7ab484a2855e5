package dev.keelson.object.usdt;

import dev.keelson.object.MalformedObjectException;
import dev.keelson.object.elf.ElfFile;
import dev.keelson.object.elf.ElfSection;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Reads the notes of a file's static probes, version 3 of the format.
 *
 * <pre>
 *   0          4           8       12          20 ...        (padded to 4)
 *   | namesz 8 | descsz    | type 3 | "stapsdt\0" | address | base | semaphore | provider\0 probe\0 arguments\0
 * </pre>
 *
 * <p>Addresses are those of the link; where a tool has moved the file since, the section {@code
 * .stapsdt.base} has moved with it, and the difference to {@code base} corrects them
 * (sourceware.org/systemtap/wiki/UserSpaceProbeImplementation).
 */
public final class UsdtNotes {
  private static final String SECTION = ".note.stapsdt";
  private static final String BASE_SECTION = ".stapsdt.base";
  private static final String OWNER = "stapsdt\0";
  private static final int TYPE = 3;
  private static final int HEADER_BYTES = 12;
  private static final int ADDRESS_BYTES = 3 * Long.BYTES;

  private final ElfFile file;
  private final String what;
  private final long sectionOffset;
  private final ByteBuffer notes;
  private final OptionalLong base;

  private UsdtNotes(ElfFile file, String what, ElfSection section) {
    this.file = file;
    this.what = what;
    this.sectionOffset = section.offset();
    this.notes = file.content(section);
    this.base = file.section(BASE_SECTION).stream().mapToLong(ElfSection::address).findFirst();
  }

  /**
   * All places of all probes, in the order of the file; none when the file has no such notes.
   *
   * @param what what the file is, for errors
   * @throws MalformedObjectException when a note does not end where it says, or is not within the
   *     file
   */
  public static List<UsdtNote> read(ElfFile file, String what) {
    return file.section(SECTION)
        .map(section -> new UsdtNotes(file, what, section).all())
        .orElse(List.of());
  }

  private List<UsdtNote> all() {
    List<UsdtNote> all = new ArrayList<>();
    int at = 0;
    while (at < notes.capacity()) {
      need(at, HEADER_BYTES, "the header of a note");
      int nameBytes = padded(notes.getInt(at), at);
      int descriptionBytes = notes.getInt(at + 4);
      int description = at + HEADER_BYTES + nameBytes;
      int end = description + padded(descriptionBytes, at + 4);
      need(at, end - at, "a note");
      if (notes.getInt(at + 8) == TYPE && text(at + HEADER_BYTES, nameBytes).equals(OWNER)) {
        note(description, description + descriptionBytes).ifPresent(all::add);
      }
      at = end;
    }
    return all;
  }

  /** Empty when the linker has dropped the code or the counter, and kept the note. */
  private Optional<UsdtNote> note(int from, int to) {
    need(from, ADDRESS_BYTES, "three addresses");
    if (to - from < ADDRESS_BYTES) {
      throw malformed(from, "three addresses in the note");
    }
    long moved = base.isPresent() ? base.getAsLong() - notes.getLong(from + 8) : 0;
    long address = notes.getLong(from) + moved;
    long semaphore = notes.getLong(from + 16);
    List<String> texts = texts(from + ADDRESS_BYTES, to);
    OptionalLong place = file.fileOffset(address);
    OptionalLong counter = semaphore == 0 ? OptionalLong.of(0) : file.fileOffset(semaphore + moved);
    if (place.isEmpty() || counter.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new UsdtNote(
            texts.get(0),
            texts.get(1),
            place.getAsLong(),
            counter.getAsLong(),
            UsdtArguments.parse(texts.get(2), file.machine())));
  }

  /** Three strings, each ended by a zero. */
  private List<String> texts(int from, int to) {
    List<String> texts = new ArrayList<>();
    int start = from;
    for (int at = from; at < to && texts.size() < 3; at++) {
      if (notes.get(at) == 0) {
        texts.add(text(start, at - start));
        start = at + 1;
      }
    }
    if (texts.size() < 3) {
      throw malformed(from, "provider, probe and arguments, each ended by a zero");
    }
    return texts;
  }

  private String text(int at, int length) {
    byte[] bytes = new byte[length];
    notes.get(at, bytes);
    return new String(bytes, StandardCharsets.UTF_8);
  }

  private int padded(int length, int at) {
    if (length < 0 || length > notes.capacity()) {
      throw malformed(at, "a length within the notes, not " + Integer.toUnsignedString(length));
    }
    return (length + 3) & -4;
  }

  private void need(int at, int length, String part) {
    if (at > notes.capacity() - length) {
      throw malformed(at, "%s of %d bytes within its section".formatted(part, length));
    }
  }

  private MalformedObjectException malformed(int at, String expected) {
    return new MalformedObjectException(what, sectionOffset + at, expected);
  }
}
