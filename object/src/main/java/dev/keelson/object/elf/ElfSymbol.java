package dev.keelson.object.elf;

/**
 * An entry of a symbol table ({@code Elf64_Sym}, elf(5)).
 *
 * @param name without a version
 * @param type {@code STT_*}, for example {@link #FUNCTION}
 * @param binding {@code STB_*}: 0 local, 1 global, 2 weak
 * @param section index of the section that it lies in, {@link #UNDEFINED}, or a special index from
 *     0xff00 on
 * @param value virtual address; in a relocatable file, offset into the section
 * @param sizeBytes size of the function or object, 0 if unknown
 */
public record ElfSymbol(
    String name, int type, int binding, int section, long value, long sizeBytes) {
  // Bindings.
  public static final int LOCAL = 0;
  public static final int GLOBAL = 1;

  // Types.
  public static final int UNTYPED = 0;
  public static final int OBJECT = 1;
  public static final int FUNCTION = 2;
  public static final int SECTION = 3;

  /** A function chosen at load time, such as glibc's {@code memcpy}. */
  public static final int INDIRECT_FUNCTION = 10;

  public static final int UNDEFINED = 0;

  /** Whether this file holds what the symbol names. */
  public boolean isDefined() {
    return section != UNDEFINED;
  }
}
