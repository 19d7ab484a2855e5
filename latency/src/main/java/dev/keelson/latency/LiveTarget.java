package dev.keelson.latency;

import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** A live target: what a {@link Target} describes, found or started. */
sealed interface LiveTarget extends AutoCloseable {
  /**
   * Finds the process, or starts the command and holds it.
   *
   * @throws TargetException when there is no such process or command
   */
  static LiveTarget open(Target target) {
    return switch (target) {
      case Target.RunningProcess(int pid) -> new Running(pid, WatchedProcess.open(pid));
      case Target.Command(List<String> command) -> new Started(HeldCommand.start(command));
      case Target.All all -> new Machine(new CountDownLatch(1));
    };
  }

  /** Its process id; 0 for all processes. */
  int process();

  /** Lets it begin, if it waits for that. */
  void begin();

  /** Waits for its end, at most so long; whether it has ended. */
  boolean awaitEnd(Duration limit) throws InterruptedException;

  /** How it ended, where that is known. */
  OptionalInt exitStatus();

  @Override
  void close();

  /** A process that ran before. */
  record Running(int process, WatchedProcess watched) implements LiveTarget {
    @Override
    public void begin() {
      // runs already
    }

    @Override
    public boolean awaitEnd(Duration limit) {
      return watched.awaitEnd(limit);
    }

    @Override
    public OptionalInt exitStatus() {
      return OptionalInt.empty();
    }

    @Override
    public void close() {
      watched.close();
    }
  }

  /** A command of our own. */
  record Started(HeldCommand command) implements LiveTarget {
    @Override
    public int process() {
      return command.pid();
    }

    @Override
    public void begin() {
      command.release();
    }

    @Override
    public boolean awaitEnd(Duration limit) throws InterruptedException {
      return command.awaitEnd(limit);
    }

    @Override
    public OptionalInt exitStatus() {
      return command.exitStatus();
    }

    @Override
    public void close() {
      command.close();
    }
  }

  /** The whole machine, which does not end. */
  record Machine(CountDownLatch closed) implements LiveTarget {
    @Override
    public int process() {
      return 0;
    }

    @Override
    public void begin() {
      // runs already
    }

    @Override
    public boolean awaitEnd(Duration limit) throws InterruptedException {
      boolean _ = closed.await(limit.toNanos(), TimeUnit.NANOSECONDS);
      return false;
    }

    @Override
    public OptionalInt exitStatus() {
      return OptionalInt.empty();
    }

    @Override
    public void close() {
      closed.countDown();
    }
  }
}
