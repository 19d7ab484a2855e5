package dev.keelson.object.btf;

/**
 * Where a field lies in a struct and how to load it.
 *
 * <pre>
 *   ordinary:    bytes byteOffset .. byteOffset + sizeBytes, bitSize 0
 *   bit field:   load sizeBytes at byteOffset, then take bitSize bits from bit bitOffset on,
 *                bit 0 being the lowest of the loaded word
 * </pre>
 *
 * @param byteOffset first byte to load, from the start of the struct; of a bit field, aligned to
 *     {@code sizeBytes}
 * @param typeId the declared type, typedefs and qualifiers included
 * @param bitOffset of a bit field, its lowest bit in the loaded word; otherwise 0
 * @param bitSize of a bit field, its width in bits; otherwise 0
 * @param sizeBytes bytes to load: 1, 2, 4 or 8 for a bit field, otherwise the size of the type (0
 *     for an array of unknown length)
 */
public record ResolvedField(int byteOffset, int typeId, int bitOffset, int bitSize, int sizeBytes) {

  /** Whether the field is some bits of the loaded word. */
  public boolean isBitField() {
    return bitSize != 0;
  }
}
