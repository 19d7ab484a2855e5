/**
 * As much ELF as locating a symbol in a file and reading its sections takes (elf(5)).
 *
 * <p>Start reading at {@link dev.keelson.object.elf.ElfFile}.
 */
package dev.keelson.object.elf;
