/**
 * A measurement in a file, so that it can be analysed again where there is no such kernel and no
 * such JVM. A file is a row of frames that is only ever appended to: one that was cut off is good
 * up to its last whole frame, and a frame of a kind that the reader does not know is passed over.
 *
 * <pre>
 *   KEELSON 1 | frame | frame | ...        frame = kind (1) | length (varint) | payload | CRC-32C (4)
 *
 *   payload = numbers as zigzag varints, texts as numbers of TEXT frames that came before
 * </pre>
 *
 * <p>Start reading at {@link dev.keelson.latency.recording.RecordingWriter}; {@link
 * dev.keelson.latency.recording.FactCodec} has the payloads.
 */
package dev.keelson.latency.recording;
