package dev.keelson.compiler.front;

import dev.keelson.program.Array;
import dev.keelson.program.BtfTracepoint;
import dev.keelson.program.Field;
import dev.keelson.program.HashMap;
import dev.keelson.program.Kernel;
import dev.keelson.program.KernelStruct;
import dev.keelson.program.Length;
import dev.keelson.program.Maps;
import dev.keelson.program.RingBuffer;
import dev.keelson.program.Setting;
import dev.keelson.program.SyscallProgram;
import dev.keelson.program.Tracepoint;
import dev.keelson.program.Uprobe;
import java.util.function.IntBinaryOperator;
import java.util.function.IntConsumer;

/** Programs that must not compile: each says why in {@code rejected-programs.txt}. */
@SuppressWarnings({"all", "rawtypes"}) // wrong on purpose
final class RejectedPrograms {
  private RejectedPrograms() {}

  record Wait(int tid, long nanos) {}

  static final class Context {
    int number;
    long wide;
  }

  @KernelStruct("task_struct")
  interface Task {
    int pid();
  }

  static final class EscapingRecord {
    static Wait last;

    @SyscallProgram
    static void program() {
      last = new Wait(1, 2);
    }
  }

  static final class ComputedInitialiser {
    static final Array<Long> COUNTS = Maps.array((int) System.nanoTime());

    @SyscallProgram
    static void program() {
      COUNTS.put(0, 1L);
    }
  }

  static final class RawMap {
    static final HashMap COUNTS = Maps.hash(1);

    @SyscallProgram
    static void program() {}
  }

  static final class MapNotFinal {
    static HashMap<Integer, Long> counts = Maps.hash(1);

    @SyscallProgram
    static void program() {}
  }

  static final class EmptyMap {
    static final HashMap<Integer, Long> COUNTS = Maps.hash(0);

    @SyscallProgram
    static void program() {}
  }

  static final class OddRing {
    static final RingBuffer<Wait> WAITS = Maps.ringBuffer(5000);

    @SyscallProgram
    static void program() {}
  }

  static final class StringValue {
    static final HashMap<Integer, String> NAMES = Maps.hash(1);

    @SyscallProgram
    static void program() {}
  }

  static final class ArrayWithoutLength {
    record Named(byte[] name) {}

    static final RingBuffer<Named> NAMES = Maps.ringBuffer(4096);

    @SyscallProgram
    static void program() {}
  }

  static final class RemovedObject {
    static final HashMap<Integer, Context> ALL = Maps.hash(1);

    @SyscallProgram
    static int program() {
      Context context = ALL.remove(1);
      return context == null ? 0 : context.number;
    }
  }

  static final class UserSpaceCall {
    static final RingBuffer<Wait> WAITS = Maps.ringBuffer(4096);

    @SyscallProgram
    static int program() {
      return WAITS.sizeBytes();
    }
  }

  static final class Recursion {
    @SyscallProgram
    static int program(Context context) {
      return even(context.number) ? 1 : 0;
    }

    static boolean even(int n) {
      return n == 0 || odd(n - 1);
    }

    static boolean odd(int n) {
      return n != 0 && even(n - 1);
    }
  }

  static final class FloatingPoint {
    @SyscallProgram
    static int program(Context context) {
      double half = context.number * 0.5;
      return (int) half;
    }
  }

  static final class Catches {
    @SyscallProgram
    static int program(Context context) {
      try {
        return 1 / context.number;
      } catch (ArithmeticException expected) {
        return 0;
      }
    }
  }

  static final class Synchronized {
    @SyscallProgram
    static int program(Context context) {
      return locked(context.number);
    }

    static synchronized int locked(int n) {
      return n;
    }
  }

  static final class LibraryCall {
    @SyscallProgram
    static long program(Context context) {
      return System.currentTimeMillis();
    }
  }

  static final class LibraryObject {
    @SyscallProgram
    static void program(Context context) {
      new Thread().start();
    }
  }

  static final class Lambda {
    @SyscallProgram
    static void program(Context context) {
      IntBinaryOperator order = Integer::compare;
      context.number = order.applyAsInt(context.number, 1);
    }
  }

  static final class OneLambdaOrAnother {
    @SyscallProgram
    static void program(Context context) {
      IntConsumer body = i -> context.number += i;
      if (context.number > 0) {
        body = i -> context.number -= i;
      }
      Kernel.loop(3, body);
    }
  }

  static final class Text {
    @SyscallProgram
    static int program(Context context) {
      String text = "number " + context.number;
      return text.length();
    }
  }

  static final class PrintFormat {
    @SyscallProgram
    static void program(Context context) {
      Kernel.print("{} {}", context.number);
    }
  }

  static final class MissingField {
    @KernelStruct("task_struct")
    interface Other {
      int pidd();

      @Field("se.vruntim")
      long nested();
    }

    @BtfTracepoint("sched_wakeup")
    static void program(Other task) {
      if (task.pidd() == 0 && task.nested() == 0) {
        Kernel.print("zero");
      }
    }
  }

  static final class WrongFieldType {
    @KernelStruct("task_struct")
    interface Other {
      int utime();

      Other mm();
    }

    @BtfTracepoint("sched_wakeup")
    static void program(Other task) {
      if (task.utime() == 0 && task.mm() != null) {
        Kernel.print("zero");
      }
    }
  }

  static final class MissingStruct {
    @KernelStruct("task_structure")
    interface Other {
      int pid();
    }

    @BtfTracepoint("sched_wakeup")
    static void program(Other task) {}
  }

  static final class MissingTracepoint {
    @BtfTracepoint("sched_wake")
    static void program(Task task) {}
  }

  static final class WrongParameter {
    @BtfTracepoint("sched_switch")
    static void program(Task task) {}
  }

  static final class TooManyParameters {
    @BtfTracepoint("sched_wakeup")
    static void program(Task task, int more) {}
  }

  static final class NamelessTracepoint {
    @Tracepoint("sched_switch")
    static void program() {}
  }

  static final class RegisterParameters {
    @Uprobe(symbol = "malloc", onReturn = true)
    static void program(long size, long more) {}
  }

  static final class ContextParameter {
    @SyscallProgram
    static void program(int number) {}
  }

  static final class TwoAttachPoints {
    @SyscallProgram
    @BtfTracepoint("sched_wakeup")
    static void program() {}
  }

  static final class InstanceProgram {
    @SyscallProgram
    void program() {}
  }

  static final class WideResult {
    @SyscallProgram
    static long program() {
      return 1;
    }
  }

  static final class SameName {
    @SyscallProgram
    static void program() {}

    @SyscallProgram
    static void program(Context context) {}
  }

  static final class NoProgram {
    static int notAProgram() {
      return 1;
    }
  }

  static final class Identity {
    @SyscallProgram
    static int program(Context context) {
      Wait one = new Wait(1, 2);
      Wait other = new Wait(1, 2);
      return one == other ? 1 : 0;
    }
  }

  static final class EarlierTurn {
    @SyscallProgram
    static int program(Context context) {
      Context previous = new Context();
      for (int i = 0; i < 4; i++) {
        Context next = new Context();
        next.number = i;
        previous = i == 2 ? previous : next;
      }
      return previous.number;
    }
  }

  static final class SeveralMistakes {
    record Named(@Length(16) byte[] name) {}

    static Thread last;
    static final HashMap<Integer, Named> NAMES = Maps.hash(1);
    static final Setting<String> TEXT = Setting.of("text");

    @SyscallProgram
    static int first(Context context) {
      last = null;
      float third = context.number / 3f;
      long now = System.currentTimeMillis();
      return now > third ? 1 : 0;
    }

    @SyscallProgram
    static int second(Context context) {
      Named named = NAMES.get(1);
      return TEXT.get().length();
    }
  }
}
