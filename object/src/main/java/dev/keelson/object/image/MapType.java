package dev.keelson.object.image;

/**
 * Map types by their number in {@code enum bpf_map_type}, include/uapi/linux/bpf.h (Linux 6.18).
 */
public enum MapType {
  HASH(1),
  ARRAY(2),
  PROG_ARRAY(3),
  PERCPU_HASH(5),
  PERCPU_ARRAY(6),
  STACK_TRACE(7),
  LRU_HASH(9),
  LRU_PERCPU_HASH(10),
  RINGBUF(27),
  TASK_STORAGE(29),
  USER_RINGBUF(31),
  CGRP_STORAGE(32);

  private final int number;

  MapType(int number) {
    this.number = number;
  }

  /** The number the kernel knows it by. */
  public int number() {
    return number;
  }

  /** Whether it is a stream of records, which has no keys. */
  public boolean ring() {
    return this == RINGBUF || this == USER_RINGBUF;
  }

  /** Whether values lie with an object of the kernel, which is their key. */
  public boolean local() {
    return this == TASK_STORAGE || this == CGRP_STORAGE;
  }

  /** Whether each CPU has a value of its own. */
  public boolean perCpu() {
    return this == PERCPU_HASH || this == PERCPU_ARRAY || this == LRU_PERCPU_HASH;
  }
}
