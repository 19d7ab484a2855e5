package dev.keelson.object.image;

/**
 * What of a kernel struct's field an instruction holds as a number: some of {@code enum
 * bpf_core_relo_kind}, include/uapi/linux/bpf.h (Linux 6.18).
 */
public enum FieldFact {
  /** Bytes from the start of the struct; of a bit field, to the word that holds it. */
  BYTE_OFFSET(0),
  /** 1 when the kernel has the field, else 0. */
  EXISTS(2),
  /** Bits that the loaded word is shifted up in 64, so that the field's highest is the highest. */
  LEFT_SHIFT(4),
  /** Bits that it is shifted down again: 64 less the width of the field. */
  RIGHT_SHIFT(5);

  private final int number;

  FieldFact(int number) {
    this.number = number;
  }

  /** The number that object files know it by. */
  public int number() {
    return number;
  }
}
