package dev.keelson.latency;

import dev.keelson.AttachedPrograms;
import dev.keelson.Keelson;
import dev.keelson.LoadedProgram;
import dev.keelson.ProgramLoader;
import dev.keelson.latency.program.KernelWork;
import dev.keelson.latency.program.ThreadTurns;
import java.lang.invoke.MethodHandles;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The programs that add to the turns what the kernel does by itself: {@link KernelWork}, loaded and
 * attached. Confined to one thread at a time.
 */
final class KernelWorkProbe implements AutoCloseable {
  /** What costs much where interrupts are many, and can be gone without. */
  private static final Set<String> AT_INTERRUPTS =
      Set.of(
          "interruptEntered",
          "interruptLeft",
          "localTimerEntered",
          "localTimerLeft",
          "timerLeft",
          "softInterruptEntered",
          "softInterruptLeft");

  private final LoadedProgram turns;
  private final LoadedProgram loaded;
  private final AttachedPrograms attached;
  private final AttachedPrograms atInterrupts;

  /**
   * Compiles, loads and attaches.
   *
   * @param turns the loaded {@link ThreadTurns}; closed after this
   * @param images where compiled programs are kept, if anywhere
   */
  KernelWorkProbe(LoadedProgram turns, Optional<Path> images) {
    this.turns = turns;
    ProgramLoader loader =
        Keelson.program(KernelWork.class, MethodHandles.lookup())
            .sharing(turns, ThreadTurns.CPUS, ThreadTurns.THREADS, ThreadTurns.TIMERS);
    images.ifPresent(loader::cache);
    loaded = loader.load();
    try {
      boolean localTimers = has("localTimerLeft");
      loaded.global("timersAreInterrupts", Boolean.class).set(!localTimers);
      attached = loaded.attachAll(method -> !AT_INTERRUPTS.contains(method));
      atInterrupts = attachAtInterrupts(localTimers);
      interruptsSeen(true);
    } catch (Throwable e) {
      loaded.close();
      throw e;
    }
  }

  private AttachedPrograms attachAtInterrupts(boolean localTimers) {
    try {
      return loaded.attachAll(
          method -> AT_INTERRUPTS.contains(method) && !(localTimers && method.equals("timerLeft")));
    } catch (Throwable e) {
      attached.close();
      throw e;
    }
  }

  /** Whether a program was made from the method of that name. */
  boolean has(String method) {
    return loaded.object().programs().stream()
        .anyMatch(program -> program.spec().name().equals(method));
  }

  LoadedProgram loaded() {
    return loaded;
  }

  /** Goes on without the time in interrupts, and without who woke whom. */
  void dropInterrupts() {
    interruptsSeen(false);
    atInterrupts.close();
  }

  /** Ends the measuring. Idempotent. */
  void detach() {
    dropInterrupts();
    attached.close();
  }

  private void interruptsSeen(boolean seen) {
    for (LoadedProgram program : List.of(loaded, turns)) {
      program.global("Interrupts.seen", Boolean.class).set(seen);
    }
  }

  @Override
  public void close() {
    try (loaded) {
      detach();
    }
  }
}
