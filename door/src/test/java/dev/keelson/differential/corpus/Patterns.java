package dev.keelson.differential.corpus;

import dev.keelson.differential.Numbers;
import dev.keelson.program.SyscallProgram;

/** Sealed types that do not escape: told apart by patterns and by their own methods. */
public final class Patterns {
  sealed interface Event permits Opened, Closed, Failed {
    int weight();

    default int doubled() {
      return 2 * weight();
    }
  }

  record Opened(int file, long size) implements Event {
    @Override
    public int weight() {
      return file & 7;
    }
  }

  record Closed(int file) implements Event {
    @Override
    public int weight() {
      return 100;
    }

    @Override
    public int doubled() {
      return -1;
    }
  }

  static final class Failed implements Event {
    int reason;

    @Override
    public int weight() {
      return reason;
    }
  }

  record Both(Opened first, Closed second) {}

  enum Level {
    LOW,
    MIDDLE,
    HIGH
  }

  private Patterns() {}

  private static Event event(Numbers n) {
    if (n.c > 20) {
      return new Opened(n.c, n.a);
    }
    if (n.c >= 0) {
      return new Closed(n.d);
    }
    Failed failed = new Failed();
    failed.reason = n.c;
    return failed;
  }

  @SyscallProgram
  static void patternSwitch(Numbers n) {
    Event event = event(n);
    n.small =
        switch (event) {
          case Opened(int file, long size) when size > 0 -> file;
          case Opened opened -> opened.file() + 1;
          case Closed(int file) -> file * 3;
          case Failed failed -> failed.reason;
        };
    n.flag = event.weight() + 10 * event.doubled();
  }

  @SyscallProgram
  static void instanceOf(Numbers n) {
    Event event = event(n);
    if (event instanceof Opened(int file, long size) && file > 30) {
      n.result = size;
    } else if (event instanceof Closed closed) {
      n.result = closed.file();
    }
    n.flag = event instanceof Failed ? 1 : 2;
  }

  @SyscallProgram
  static void casts(Numbers n) {
    Event event = event(n);
    n.flag = 1;
    if (n.d > 0) {
      Closed closed = (Closed) event;
      n.small = closed.file();
      n.flag = 2;
    }
    Opened opened = (Opened) event;
    n.result = opened.size();
    n.flag = 3;
  }

  @SyscallProgram
  static void nullSelector(Numbers n) {
    Event event = n.c == 7 ? null : event(n);
    n.small =
        switch (event) {
          case null -> -5;
          case Closed closed when closed.file() > 3 -> 1;
          case Opened _ -> 2;
          default -> 3;
        };
    n.flag = event instanceof Closed ? 1 : 0;
    n.flag += 2;
    n.result = event.weight();
    n.flag += 4;
  }

  @SyscallProgram
  static void nullIsNoCase(Numbers n) {
    Event event = n.d == 7 ? null : event(n);
    n.flag = 1;
    n.small =
        switch (event) {
          case Opened _ -> 2;
          case Closed _, Failed _ -> 3;
        };
    n.flag = 2;
  }

  @SyscallProgram
  static void nested(Numbers n) {
    Both both = new Both(new Opened(n.c, n.b), new Closed(n.d));
    if (both instanceof Both(Opened(var file, var size), Closed(var other)) && file != other) {
      n.result = size + file - other;
    }
  }

  @SyscallProgram
  static void enumPatterns(Numbers n) {
    Level level = n.c < 0 ? null : Level.values()[n.c & 3];
    n.small =
        switch (level) {
          case null -> -1;
          case LOW -> 1;
          case HIGH -> n.d;
          case MIDDLE -> 5;
        };
  }

  @SyscallProgram
  static void inALoop(Numbers n) {
    Event event = new Closed(0);
    for (int i = 0; i < 5; i++) {
      n.small += event.weight();
      event =
          switch (event) {
            case Closed(int file) -> new Opened(n.c + file, i);
            case Opened(int file, long size) when (file & 1) == 0 -> new Closed((int) size);
            case Opened opened -> opened;
            case Failed _ -> event;
          };
    }
    n.flag = event instanceof Opened ? 1 : 2;
  }

  @SyscallProgram
  static void castsThatNeverSucceed(Numbers n) {
    Event event = n.c > 0 ? new Closed(1) : null;
    n.flag = 1;
    Opened opened = (Opened) event;
    n.flag = opened == null ? 2 : 3;
    Event other = new Closed(n.d);
    n.small = n.d > 0 ? ((Opened) other).file() : other.weight();
    n.flag += 10;
  }

  record Small(byte tag, char letter) implements Sorted {}

  record Large(long size) implements Sorted {}

  sealed interface Sorted permits Small, Large {}

  /** javac makes one switch of the first two cases, over the tag. */
  @SyscallProgram
  static void guardsOnNumbers(Numbers n) {
    Sorted sorted = n.c > 0 ? new Small((byte) n.d, (char) n.a) : new Large(n.b);
    n.small =
        switch (sorted) {
          case Small(byte tag, char letter) when tag > 3 -> letter;
          case Small(byte tag, char letter) when letter != 7 -> tag;
          case Small(byte tag, char letter) -> tag + letter;
          case Large(long size) when size > 0 -> 1;
          case Large(long size) -> (int) size;
        };
  }
}
