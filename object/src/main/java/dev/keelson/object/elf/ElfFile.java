package dev.keelson.object.elf;

/** A 64-bit little-endian ELF file, read from memory. */
public final class ElfFile {
  private ElfFile() {}
}
