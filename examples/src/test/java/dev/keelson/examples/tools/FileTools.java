package dev.keelson.examples.tools;

import dev.keelson.program.BpfIterator;
import dev.keelson.program.HashMap;
import dev.keelson.program.Kernel;
import dev.keelson.program.KernelStruct;
import dev.keelson.program.Length;
import dev.keelson.program.Maps;
import dev.keelson.program.RingBuffer;
import dev.keelson.program.SeqFile;
import dev.keelson.program.Tracepoint;

/** Files that are opened, read, removed, renamed, locked and brought to disk. */
final class FileTools {
  record Opening(int flags, @Length(96) byte[] path) {}

  record Opened(int process, int flags, int result, @Length(96) byte[] path) {}

  record Removed(int process, @Length(96) byte[] path) {}

  record Renamed(int process, @Length(96) byte[] from, @Length(96) byte[] to) {}

  record Locked(int process, long inode, int type, int result) {}

  record Sync(int process, long nanos) {}

  record Descriptor(int process, int number, long inode) {}

  @KernelStruct("trace_event_raw_sys_enter")
  interface Entered {
    long[] args();
  }

  @KernelStruct("trace_event_raw_sys_exit")
  interface Left {
    long ret();
  }

  @KernelStruct("task_struct")
  interface Task {
    int tgid();
  }

  @KernelStruct("file")
  interface File {
    Inode fInode();
  }

  @KernelStruct("inode")
  interface Inode {
    long iIno();
  }

  @KernelStruct("trace_event_raw_filelock_lock")
  interface Lock {
    long iIno();

    byte type();

    int ret();
  }

  static final HashMap<Integer, Opening> OPENING = Maps.hash(10_240);
  static final RingBuffer<Opened> OPENED = Maps.ringBuffer(1 << 20);
  static final RingBuffer<Removed> REMOVED = Maps.ringBuffer(1 << 18);
  static final RingBuffer<Renamed> RENAMED = Maps.ringBuffer(1 << 18);
  static final HashMap<Integer, Long> SYNCING = Maps.hash(10_240);
  static final RingBuffer<Sync> SYNCS = Maps.ringBuffer(1 << 16);
  static final RingBuffer<Locked> LOCKED = Maps.ringBuffer(1 << 16);

  private FileTools() {}

  /** opensnoop, its beginning: the path is only sure to be readable later. */
  @Tracepoint("syscalls:sys_enter_openat")
  static void opening(Entered open) {
    OPENING.put(
        Kernel.threadId(),
        new Opening((int) open.args()[2], Kernel.userString(open.args()[1], 96)));
  }

  /** opensnoop, its end: the descriptor or the error. */
  @Tracepoint("syscalls:sys_exit_openat")
  static void opened(Left open) {
    Opening opening = OPENING.remove(Kernel.threadId());
    if (opening != null) {
      OPENED.emit(
          new Opened(Kernel.processId(), opening.flags(), (int) open.ret(), opening.path()));
    }
  }

  /** Who removes which file. */
  @Tracepoint("syscalls:sys_enter_unlink")
  static void removed(Entered unlink) {
    REMOVED.emit(new Removed(Kernel.processId(), Kernel.userString(unlink.args()[0], 96)));
  }

  /** Who renames a file, from what to what. */
  @Tracepoint("syscalls:sys_enter_rename")
  static void renamed(Entered rename) {
    long[] names = rename.args();
    RENAMED.emit(
        new Renamed(
            Kernel.processId(), Kernel.userString(names[0], 96), Kernel.userString(names[1], 96)));
  }

  /** syncsnoop: the start of an fsync(2). */
  @Tracepoint("syscalls:sys_enter_fsync")
  static void syncing(Entered sync) {
    SYNCING.put(Kernel.threadId(), Kernel.nanoTime());
  }

  /** How long it took. */
  @Tracepoint("syscalls:sys_exit_fsync")
  static void synced(Left sync) {
    Long since = SYNCING.remove(Kernel.threadId());
    if (since != null) {
      SYNCS.emit(new Sync(Kernel.processId(), Kernel.nanoTime() - since));
    }
  }

  /** Who locks which file by flock(2). */
  @Tracepoint("filelock:flock_lock_inode")
  static void locked(Lock lock) {
    LOCKED.emit(new Locked(Kernel.processId(), lock.iIno(), lock.type(), lock.ret()));
  }

  /** lsof: which process has which file open. */
  @BpfIterator("task_file")
  static void descriptors(Task task, int number, File file, SeqFile<Descriptor> out) {
    out.write(new Descriptor(task.tgid(), number, file.fInode().iIno()));
  }
}
