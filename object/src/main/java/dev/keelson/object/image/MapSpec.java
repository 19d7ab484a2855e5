package dev.keelson.object.image;

/**
 * A map to create.
 *
 * @param name at most 15 bytes reach the kernel, the rest is cut there
 * @param keySize bytes of a key; 0 for a ring buffer
 * @param valueSize bytes of a value; 0 for a ring buffer
 * @param maxEntries entries, or bytes for a ring buffer
 * @param flags {@code BPF_F_*} flags of map creation
 * @param keyTypeId BTF type id of the key in the image's BTF, 0 for none
 * @param valueTypeId BTF type id of the value in the image's BTF, 0 for none
 */
public record MapSpec(
    String name,
    MapType type,
    int keySize,
    int valueSize,
    int maxEntries,
    int flags,
    int keyTypeId,
    int valueTypeId) {}
