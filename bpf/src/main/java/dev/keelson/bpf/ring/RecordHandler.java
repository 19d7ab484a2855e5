package dev.keelson.bpf.ring;

import java.lang.foreign.MemorySegment;

/** Takes the records of a ring, one call each. */
@FunctionalInterface
public interface RecordHandler {
  /**
   * A record, valid during the call: the kernel overwrites it afterwards.
   *
   * @param data read-only memory that holds the record
   * @param offset where it begins in {@code data}, 8-byte aligned
   * @param sizeBytes its size without header
   */
  void record(MemorySegment data, long offset, int sizeBytes);
}
