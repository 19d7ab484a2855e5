package dev.keelson.examples;

import dev.keelson.program.HashMap;
import dev.keelson.program.Kernel;
import dev.keelson.program.Maps;
import dev.keelson.program.RingBuffer;
import dev.keelson.program.Uprobe;

/** How long one function of a library takes, in every process that calls it. */
public final class LibraryCallTimes {
  record Call(int processId, int threadId, long nanos) {}

  static final HashMap<Integer, Long> ENTERED = Maps.hash(4_096); // thread id -> when it entered
  static final RingBuffer<Call> CALLS = Maps.ringBuffer(1 << 18);

  private LibraryCallTimes() {}

  @Uprobe
  static void entered() {
    ENTERED.put(Kernel.threadId(), Kernel.nanoTime());
  }

  @Uprobe(onReturn = true)
  static void returned() {
    Long since = ENTERED.remove(Kernel.threadId());
    if (since != null) {
      CALLS.emit(new Call(Kernel.processId(), Kernel.threadId(), Kernel.nanoTime() - since));
    }
  }
}
