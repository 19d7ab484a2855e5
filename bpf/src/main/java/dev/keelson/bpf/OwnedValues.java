package dev.keelson.bpf;

import dev.keelson.linux.FileDescriptor;
import dev.keelson.linux.Files;
import dev.keelson.linux.OpenFlag;
import dev.keelson.linux.Pidfd;
import dev.keelson.object.image.MapType;
import java.nio.file.Path;

/**
 * Values that lie with tasks or with cgroups, as user space sees them: it names the owner by a
 * descriptor, which this class opens for each call. They cannot be listed. Safe for use by any
 * thread.
 */
public final class OwnedValues<V> {
  private final BpfMap map;
  private final TypedMap<Integer, V> byDescriptor;

  OwnedValues(BpfMap map, TypedMap<Integer, V> byDescriptor) {
    this.map = map;
    this.byDescriptor = byDescriptor;
  }

  /** The map behind it. */
  public BpfMap raw() {
    return map;
  }

  /**
   * The value of a thread, or {@code null} when it has none.
   *
   * @param tid of a process's first thread before Linux 6.9, of any thread since
   * @throws dev.keelson.linux.SyscallException ESRCH when there is no such thread
   */
  public V ofThread(int tid) {
    try (FileDescriptor owner = thread(tid)) {
      return byDescriptor.get(owner.number());
    }
  }

  /**
   * Sets the value of a thread.
   *
   * @throws dev.keelson.linux.SyscallException ESRCH when there is no such thread
   */
  public void putOfThread(int tid, V value) {
    try (FileDescriptor owner = thread(tid)) {
      byDescriptor.put(owner.number(), value);
    }
  }

  /** Removes the value of a thread; false when it had none. */
  public boolean removeOfThread(int tid) {
    try (FileDescriptor owner = thread(tid)) {
      return byDescriptor.remove(owner.number());
    }
  }

  /**
   * The value of a cgroup, or {@code null} when it has none.
   *
   * @param folder in a cgroup2 file system
   */
  public V ofCgroup(Path folder) {
    try (FileDescriptor owner = cgroup(folder)) {
      return byDescriptor.get(owner.number());
    }
  }

  /** Sets the value of a cgroup. */
  public void putOfCgroup(Path folder, V value) {
    try (FileDescriptor owner = cgroup(folder)) {
      byDescriptor.put(owner.number(), value);
    }
  }

  /** Removes the value of a cgroup; false when it had none. */
  public boolean removeOfCgroup(Path folder) {
    try (FileDescriptor owner = cgroup(folder)) {
      return byDescriptor.remove(owner.number());
    }
  }

  private FileDescriptor thread(int tid) {
    require(MapType.TASK_STORAGE, "tasks");
    return Pidfd.openThread(tid);
  }

  private FileDescriptor cgroup(Path folder) {
    require(MapType.CGRP_STORAGE, "cgroups");
    return Files.open(folder.toString(), OpenFlag.DIRECTORY);
  }

  private void require(MapType type, String owners) {
    if (map.spec().type() != type) {
      throw new IllegalArgumentException(
          "map \"%s\" is a %s: its values do not lie with %s"
              .formatted(map.name(), map.spec().type(), owners));
    }
  }
}
