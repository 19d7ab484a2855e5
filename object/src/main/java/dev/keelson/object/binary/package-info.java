/**
 * Images as bytes for our own use: compact, versioned, and sealed, so that damage is noticed. What
 * others read is the ELF object of {@code dev.keelson.object.file}. Bytes that are not what was
 * written give {@link dev.keelson.object.MalformedObjectException}, whatever they are.
 *
 * <pre>
 *   | u32 format | u32 CRC-32C of the rest | numbers, texts, byte strings, lists ... |
 * </pre>
 *
 * Start reading at {@link dev.keelson.object.binary.ImageBinary}.
 */
package dev.keelson.object.binary;
