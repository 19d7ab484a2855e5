package dev.keelson.object.image;

/** A slot of a program whose operand depends on the kernel that it is loaded into. */
public sealed interface Relocation {
  /** Index of the (first) instruction slot to patch. */
  int slot();

  /** A 64-bit immediate load that becomes the address of a map. */
  record MapAddress(int slot, String map) implements Relocation {}

  /** A 64-bit immediate load that becomes the address of a byte of the first value of an array. */
  record MapValue(int slot, String map, int offset) implements Relocation {}

  /**
   * A number that becomes the value of a setting: a 64-bit immediate load, or an immediate operand
   * of 32 bits. The instruction has the value that the setting is declared with.
   *
   * @param name the field of the program class
   */
  record Setting(int slot, String name) implements Relocation {}

  /**
   * A number that depends on where the running kernel has a field of one of its structs. The
   * instruction is right for the kernel that the image was compiled for.
   *
   * @param typeId the struct in the image's BTF
   * @param access the way to the field: {@code 0}, then the index of a member for each step, for
   *     example {@code 0:3:1}
   */
  record KernelField(int slot, int typeId, String access, FieldFact fact) implements Relocation {}

  /**
   * A call of a function of the kernel: the instruction has its type id in the BTF of the kernel
   * that the image was compiled for, and gets that of the kernel it is loaded into.
   *
   * @param typeId the function in the image's BTF
   */
  record KernelFunction(int slot, String name, int typeId) implements Relocation {}
}
