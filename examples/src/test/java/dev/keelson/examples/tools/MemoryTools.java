package dev.keelson.examples.tools;

import dev.keelson.program.BpfIterator;
import dev.keelson.program.BtfTracepoint;
import dev.keelson.program.HashMap;
import dev.keelson.program.Kernel;
import dev.keelson.program.KernelStruct;
import dev.keelson.program.Maps;
import dev.keelson.program.SeqFile;
import dev.keelson.program.Setting;
import dev.keelson.program.Tracepoint;

/** Memory that is asked for, touched, and kept of files. */
final class MemoryTools {
  // AT_PAGESZ, include/uapi/linux/auxvec.h
  private static final long PAGE_SIZE_TAG = 6;

  record Page(int thread, long number) {}

  record FilePages(long inode, boolean added) {}

  record PageSize(int process, long bytes) {}

  @KernelStruct("trace_event_raw_sys_enter")
  interface Entered {
    long[] args();
  }

  @KernelStruct("trace_event_raw_mm_filemap_op_page_cache")
  interface Cached {
    long iIno();

    byte order();
  }

  @KernelStruct("task_struct")
  interface Task {
    int pid();

    int tgid();

    Memory mm();
  }

  @KernelStruct("mm_struct")
  interface Memory {
    long[] savedAuxv();
  }

  static final HashMap<Page, Long> FAULTS = Maps.hash(100_000);
  static final Setting<Long> FROM = Setting.of(0L);
  static final Setting<Long> TO = Setting.of(Long.MAX_VALUE);
  static final HashMap<Integer, Long> MAPPED = Maps.hash(10_240);
  static final HashMap<FilePages, Long> CACHE = Maps.lruHash(100_000);
  static final HashMap<Integer, Integer> VICTIMS = Maps.hash(1_024);

  private MemoryTools() {}

  private static <K> void add(HashMap<K, Long> sums, K key, long amount) {
    Long before = sums.get(key);
    sums.put(key, before == null ? amount : before + amount);
  }

  /** faults: pages that a thread touched for the first time, in a range of addresses. */
  @BtfTracepoint("page_fault_user")
  static void faulted(long address) {
    if (address >= FROM.get() && address < TO.get()) {
      add(FAULTS, new Page(Kernel.threadId(), address >>> 12), 1);
    }
  }

  /** Bytes that processes mapped by mmap(2). */
  @Tracepoint("syscalls:sys_enter_mmap")
  static void mapped(Entered mmap) {
    add(MAPPED, Kernel.processId(), mmap.args()[1]);
  }

  /** Pages of files that came into the page cache: each is a miss, or new. */
  @Tracepoint("filemap:mm_filemap_add_to_page_cache")
  static void added(Cached pages) {
    add(CACHE, new FilePages(pages.iIno(), true), 1L << pages.order());
  }

  /** Pages of files that left it. */
  @Tracepoint("filemap:mm_filemap_delete_from_page_cache")
  static void left(Cached pages) {
    add(CACHE, new FilePages(pages.iIno(), false), 1L << pages.order());
  }

  /** oomkill: who was killed because memory ran out. */
  @BtfTracepoint("mark_victim")
  static void killed(Task victim, int user) {
    VICTIMS.put(victim.tgid(), user);
  }

  /** The page size that each process was told, out of its auxiliary vector. */
  @BpfIterator("task")
  static void pageSizes(Task task, SeqFile<PageSize> out) {
    Memory memory = task.mm();
    if (task.pid() != task.tgid() || memory == null) {
      return; // a thread of a process, or of the kernel
    }
    long[] vector = memory.savedAuxv();
    for (int i = 0; i + 1 < vector.length; i += 2) {
      if (vector[i] == PAGE_SIZE_TAG) {
        out.write(new PageSize(task.tgid(), vector[i + 1]));
      }
    }
  }
}
