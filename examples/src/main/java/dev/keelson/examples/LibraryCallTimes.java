package dev.keelson.examples;

import dev.keelson.EventRing;
import dev.keelson.Keelson;
import dev.keelson.LoadedProgram;
import dev.keelson.bpf.attach.Attachment;
import dev.keelson.bpf.attach.UprobeTarget;
import dev.keelson.program.HashMap;
import dev.keelson.program.Kernel;
import dev.keelson.program.Maps;
import dev.keelson.program.RingBuffer;
import dev.keelson.program.Uprobe;
import java.lang.invoke.MethodHandles;
import java.nio.file.Path;
import java.time.Duration;

/** How long one function of a library takes, in every process that calls it. */
public final class LibraryCallTimes {
  record Call(int processId, int threadId, long nanos) {}

  static final HashMap<Integer, Long> ENTERED = Maps.hash(4_096); // thread id -> when it entered
  static final RingBuffer<Call> CALLS = Maps.ringBuffer(1 << 18);

  private LibraryCallTimes() {}

  /** Prints each call of a function, given as library file and symbol, until Ctrl-C. */
  public static void main(String[] arguments) {
    UprobeTarget function =
        UprobeTarget.function(Path.of(arguments[0]), arguments[1], UprobeTarget.ANY_PROCESS);
    try (LoadedProgram loaded =
            Keelson.program(LibraryCallTimes.class, MethodHandles.lookup()).load();
        EventRing<Call> calls = loaded.ring(CALLS);
        Attachment _ = loaded.attach("entered", function);
        Attachment _ = loaded.attach("returned", function)) {
      while (true) {
        calls.poll(Duration.ofSeconds(1), System.out::println);
      }
    }
  }

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
