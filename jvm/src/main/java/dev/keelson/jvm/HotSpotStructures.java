package dev.keelson.jvm;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Predicate;

/**
 * What HotSpot says of its own structures: the table that its serviceability agent reads.
 *
 * <pre>
 *   gHotSpotVMStructs -> | type name | field name | type of field | static? | offset | address | ...
 * </pre>
 *
 * <p>Where in an entry each of these stands is given by more exported variables
 * (src/hotspot/share/runtime/vmStructs.hpp). Immutable.
 */
final class HotSpotStructures {
  private static final String TABLE = "gHotSpotVMStructs";
  private static final String STRIDE = "gHotSpotVMStructEntryArrayStride";
  private static final String TYPE_NAME = "gHotSpotVMStructEntryTypeNameOffset";
  private static final String FIELD_NAME = "gHotSpotVMStructEntryFieldNameOffset";
  private static final String IS_STATIC = "gHotSpotVMStructEntryIsStaticOffset";
  private static final String OFFSET = "gHotSpotVMStructEntryOffsetOffset";
  private static final String ADDRESS = "gHotSpotVMStructEntryAddressOffset";
  private static final Set<String> SYMBOLS =
      Set.of(TABLE, STRIDE, TYPE_NAME, FIELD_NAME, IS_STATIC, OFFSET, ADDRESS);

  private static final int MOST_ENTRIES = 20_000;
  private static final int LARGEST_ENTRY = 256;
  private static final int ENTRIES_AT_ONCE = 64;

  private final Map<String, Long> fields;

  private HotSpotStructures(Map<String, Long> fields) {
    this.fields = Map.copyOf(fields);
  }

  /**
   * Reads the table.
   *
   * @param types whose fields are wanted
   * @throws IOException when the JVM has none, or is still making it
   */
  static HotSpotStructures read(JvmProcess jvm, RemoteMemory memory, Predicate<String> types)
      throws IOException {
    Map<String, Long> symbols = LibrarySymbols.addresses(jvm, SYMBOLS);
    if (!symbols.keySet().containsAll(SYMBOLS)) {
      throw new IOException(jvm.library() + " has no " + TABLE + ": it is no HotSpot JVM");
    }
    long table = memory.word(symbols.get(TABLE));
    int stride = number(memory, symbols, STRIDE);
    int typeName = number(memory, symbols, TYPE_NAME);
    int fieldName = number(memory, symbols, FIELD_NAME);
    int isStatic = number(memory, symbols, IS_STATIC);
    int offset = number(memory, symbols, OFFSET);
    int address = number(memory, symbols, ADDRESS);
    if (table == 0 || stride <= 0) {
      throw new IOException("the JVM has not filled " + TABLE + " yet: it is just starting");
    }
    Map<String, Long> fields = new HashMap<>();
    for (int entry = 0; entry < MOST_ENTRIES; entry += ENTRIES_AT_ONCE) {
      ByteBuffer entries = memory.range(table + (long) entry * stride, ENTRIES_AT_ONCE * stride);
      for (int at = 0; at < entries.capacity(); at += stride) {
        long name = entries.getLong(at + typeName);
        if (name == 0) {
          return new HotSpotStructures(fields);
        }
        String type = memory.constant(name);
        if (types.test(type)) {
          boolean global = entries.getInt(at + isStatic) != 0;
          fields.put(
              type + "::" + memory.constant(entries.getLong(at + fieldName)),
              entries.getLong(at + (global ? address : offset)));
        }
      }
    }
    throw new IOException(TABLE + " does not end");
  }

  private static int number(RemoteMemory memory, Map<String, Long> symbols, String name)
      throws IOException {
    long value = memory.word(symbols.get(name));
    if (value < 0 || value > LARGEST_ENTRY) {
      throw new IOException("%s is %d, expected at most %d".formatted(name, value, LARGEST_ENTRY));
    }
    return (int) value;
  }

  /**
   * The offset of a field in its structure, or the address of a static one.
   *
   * @param field for example {@code Thread::_osthread}
   */
  OptionalLong find(String field) {
    Long found = fields.get(field);
    return found == null ? OptionalLong.empty() : OptionalLong.of(found);
  }

  /**
   * As {@link #find}.
   *
   * @throws IOException when the JVM has no such field
   */
  long get(String field) throws IOException {
    return find(field).orElseThrow(() -> new IOException("this JVM's tables do not list " + field));
  }
}
