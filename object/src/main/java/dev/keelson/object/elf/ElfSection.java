package dev.keelson.object.elf;

/**
 * A section header ({@code Elf64_Shdr}, elf(5)).
 *
 * @param type {@code sh_type}, for example {@link #SYMBOL_TABLE}; unsigned
 * @param flags {@code SHF_*} bits
 * @param address virtual address once loaded, 0 if it is not
 * @param offset bytes from the start of the file
 * @param sizeBytes size in memory, and in the file unless the type is {@link #NO_BITS}
 * @param link index of a related section: of a symbol table, its strings
 * @param info meaning depends on the type
 * @param entryBytes size of an entry if the section is a table, otherwise 0
 */
public record ElfSection(
    String name,
    int type,
    long flags,
    long address,
    long offset,
    long sizeBytes,
    int link,
    int info,
    long entryBytes) {
  // Flags.
  public static final long WRITE = 1;
  public static final long ALLOCATED = 2;
  public static final long EXECUTABLE = 4;

  // Types.
  public static final int PROGRAM_BITS = 1;
  public static final int SYMBOL_TABLE = 2;
  public static final int STRING_TABLE = 3;
  public static final int RELOCATIONS_WITH_ADDEND = 4;
  public static final int NOTE = 7;
  public static final int NO_BITS = 8;
  public static final int RELOCATIONS = 9;
  public static final int DYNAMIC_SYMBOL_TABLE = 11;
}
