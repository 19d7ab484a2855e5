package dev.keelson.object.elf;

/**
 * A program header ({@code Elf64_Phdr}, elf(5)): a part of the file as it is mapped.
 *
 * @param type {@code p_type}, for example {@link #LOAD}; unsigned
 * @param flags {@code PF_*} bits: 1 execute, 2 write, 4 read
 * @param offset bytes from the start of the file
 * @param address virtual address; of a shared library, before the loader moves it
 * @param fileBytes bytes taken from the file
 * @param memoryBytes bytes in memory; those past {@code fileBytes} are zero
 */
public record ElfSegment(
    int type, int flags, long offset, long address, long fileBytes, long memoryBytes) {
  public static final int LOAD = 1;
  public static final int NOTE = 4;
}
