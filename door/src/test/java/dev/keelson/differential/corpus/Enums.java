package dev.keelson.differential.corpus;

import dev.keelson.differential.Numbers;
import dev.keelson.program.Array;
import dev.keelson.program.HashMap;
import dev.keelson.program.Maps;
import dev.keelson.program.SyscallProgram;

/** Enums as their ordinals, and switches over them, over numbers and over constant strings. */
@SuppressWarnings({
  "EnumOrdinal",
  "IntLongMath",
  "CompareToZero",
  "StatementSwitchToExpressionSwitch"
}) // the subject
public final class Enums {
  enum State {
    RUNNING,
    SLEEPING,
    STOPPED,
    ZOMBIE,
    DEAD,
    IDLE;

    boolean gone() {
      return this == ZOMBIE || this == DEAD;
    }

    State next() {
      return values()[(ordinal() + 1) % values().length];
    }

    static State of(int number) {
      return values()[number & 3];
    }
  }

  record Change(State from, State to, int at) {}

  static final class Worker {
    State state;
    State before = State.IDLE;
    int changes;
  }

  static final State FIRST = State.SLEEPING;
  static final HashMap<State, Long> COUNTS = Maps.hash(16);
  static final HashMap<Integer, State> STATES = Maps.hash(16);
  static final HashMap<Integer, Change> CHANGES = Maps.hash(16);
  static final Array<Worker> WORKERS = Maps.array(4);

  private Enums() {}

  @SyscallProgram
  static void constants(Numbers n) {
    State state = n.c > 0 ? State.STOPPED : n.d > 0 ? State.RUNNING : FIRST;
    n.small = state.ordinal();
    n.flag = (state == State.STOPPED ? 1 : 0) + (state != FIRST ? 2 : 0) + (state.gone() ? 4 : 0);
    n.result = State.values().length + state.next().ordinal() * 10;
    n.result += state.compareTo(State.DEAD) * 100 + (state.equals(FIRST) ? 1000 : 0);
  }

  @SyscallProgram
  static void valuesByNumber(Numbers n) {
    n.small = State.of(n.c).ordinal();
    n.flag = 1;
    State any = State.values()[n.d];
    n.flag = any.ordinal() + 2;
  }

  @SyscallProgram
  static void loopOverValues(Numbers n) {
    for (State state : State.values()) {
      if (!state.gone()) {
        n.result = n.result * 7 + state.ordinal();
      }
    }
  }

  @SyscallProgram
  static void switched(Numbers n) {
    State state = n.c == 9 ? null : State.values()[n.c & 7];
    n.small = weight(state);
    n.flag =
        switch (state) {
          case RUNNING, IDLE -> 1;
          case SLEEPING -> n.d;
          case STOPPED -> n.d * 2;
          default -> -1;
        };
  }

  private static int weight(State state) {
    switch (state) {
      case RUNNING:
        return 5;
      case ZOMBIE:
      case DEAD:
        return -5;
      default:
        return 0;
    }
  }

  @SyscallProgram
  static void nullConstants(Numbers n) {
    State state = null;
    if (n.c > 0) {
      state = State.DEAD;
    }
    n.flag = state == null ? 1 : 2;
    if (state != State.DEAD) {
      n.small = 3;
    }
    n.result = state.ordinal();
    n.flag += 8;
  }

  @SyscallProgram
  static void inMaps(Numbers n) {
    State state = State.of(n.c);
    Long count = COUNTS.get(state);
    COUNTS.put(state, count == null ? 1 : count + 1);
    State before = STATES.get(n.d & 3);
    n.small = before == null ? -1 : before.ordinal();
    STATES.put(n.d & 3, state);
    Change change = CHANGES.get(n.d & 1);
    if (change != null) {
      n.flag = change.from() == null ? 100 : change.from().ordinal() + change.to().ordinal() * 10;
    }
    CHANGES.put(n.d & 1, new Change(before, state, n.c));
    n.result = count == null ? 0 : count;
  }

  @SyscallProgram
  static void inObjects(Numbers n) {
    Worker worker = WORKERS.get(n.c & 3);
    if (worker != null) {
      n.flag = (worker.state == null ? 1 : 0) + (worker.before == State.IDLE ? 2 : 0);
      worker.before = worker.state;
      worker.state = n.d == 7 ? null : State.of(n.d);
      worker.changes++;
      n.small = worker.changes;
    }
    Worker local = new Worker();
    n.flag += local.state == null && local.before == State.IDLE ? 10 : 20;
    local.state = State.of(n.c);
    n.result = local.state.ordinal();
  }

  @SyscallProgram
  static void largeSwitch(Numbers n) {
    n.small =
        switch (n.c) {
          case -20 -> 1;
          case -7, 7 -> 2;
          case 0 -> 3;
          case 1 -> n.d;
          case 2 -> n.d + 1;
          case 3 -> 6;
          case 8 -> 7;
          case 13 -> 8;
          case 21 -> 9;
          case 65_536 -> 10;
          case Integer.MAX_VALUE -> 11;
          case Integer.MIN_VALUE -> 12;
          default -> 13;
        };
  }

  @SyscallProgram
  static void strings(Numbers n) {
    n.small = length("java") + length("") * 10 + length("AaBB") * 100 + length("BBAa") * 1000;
    String text = "kworker";
    n.flag = text.length() + text.charAt(2) + (text.equals("kworker") ? 1 : 0);
    n.result = text.hashCode() + (text.startsWith("kw") ? 1 : 0) + (text.isEmpty() ? 5 : 0);
    n.result += text.charAt(n.d);
  }

  private static int length(String text) {
    return switch (text) {
      case "java" -> 4;
      case "AaBB" -> 5; // has the hash code of the next one
      case "BBAa" -> 6;
      default -> 7;
    };
  }
}
