package dev.keelson.tracing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keelson.AttachedPrograms;
import dev.keelson.Keelson;
import dev.keelson.LoadedProgram;
import dev.keelson.bpf.btf.KernelBtf;
import dev.keelson.object.btf.Btf;
import dev.keelson.object.btf.FieldPath;
import dev.keelson.program.BtfTracepoint;
import dev.keelson.program.Field;
import dev.keelson.program.HashMap;
import dev.keelson.program.Kernel;
import dev.keelson.program.KernelStruct;
import dev.keelson.program.Maps;
import dev.keelson.program.RawTracepoint;
import dev.keelson.program.Setting;
import dev.keelson.testkit.KernelTest;
import java.lang.invoke.MethodHandles;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * Pointers that tracepoints pass, and places in structs, taken as numbers; a raw tracepoint's word
 * is the witness.
 */
class AddressKernelTest {
  static final class Renamed {
    static long typed;
    static long raw;
    static long place;
    static final Setting<Integer> PROCESS = Setting.of(0);

    private Renamed() {}

    @BtfTracepoint("task_rename")
    static void typed(long task) {
      if (Kernel.processId() == PROCESS.get()) {
        typed = (task >>> 6 ^ task) & ~1L; // none of which the verifier allows on a pointer
      }
    }

    @KernelStruct("task_struct")
    interface Task {
      /** The struct itself, not what is in it. */
      @Field("se")
      long entity();
    }

    @BtfTracepoint("task_rename")
    static void place(Task task) {
      if (Kernel.processId() == PROCESS.get()) {
        place = task.entity();
      }
    }

    @RawTracepoint("task_rename")
    static void raw(long task) {
      if (Kernel.processId() == PROCESS.get()) {
        raw = task;
      }
    }
  }

  static final class Worked {
    static final HashMap<Long, Integer> TYPED = Maps.hash(4096);
    static final HashMap<Long, Integer> RAW = Maps.hash(4096);

    private Worked() {}

    @BtfTracepoint("workqueue_execute_end")
    static void typed(Object work, long function) {
      TYPED.put(function, 1);
    }

    @RawTracepoint("workqueue_execute_end")
    static void raw(Object work, long function) {
      RAW.put(function, 1);
    }
  }

  /** Of a function the verifier knows no struct; what lies before it is not looked at. */
  @KernelTest
  void theAddressOfAFunctionIsANumberToo() {
    try (LoadedProgram loaded = Keelson.program(Worked.class, MethodHandles.lookup()).load();
        AttachedPrograms _ = loaded.attachAll()) {
      long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
      while (loaded.map(Worked.RAW).toMap().isEmpty() && System.nanoTime() < end) {
        Thread.onSpinWait();
      }
      Set<Long> raw = loaded.map(Worked.RAW).toMap().keySet(); // attached last, and read first
      assertThat(raw).isNotEmpty().allMatch(address -> address < 0); // the kernel's half
      assertThat(loaded.map(Worked.TYPED).toMap().keySet()).containsAll(raw);
    }
  }

  @KernelTest
  void anAddressIsANumberToCalculateWith() throws InterruptedException {
    try (LoadedProgram loaded =
            Keelson.program(Renamed.class, MethodHandles.lookup())
                .setting(Renamed.PROCESS, Math.toIntExact(ProcessHandle.current().pid()))
                .load();
        AttachedPrograms _ = loaded.attachAll()) {
      Thread.ofPlatform().name("renamed").start(() -> {}).join();
      long raw = loaded.global("raw", Long.class).get();
      assertThat(raw).isNegative(); // the kernel's half of the addresses
      assertThat(loaded.global("typed", Long.class).get()).isEqualTo((raw >>> 6 ^ raw) & ~1L);
      Btf kernel = KernelBtf.load();
      int entity =
          FieldPath.resolve(kernel, KernelBtf.structId("task_struct"), "se")
              .orElseThrow()
              .byteOffset();
      assertThat(loaded.global("place", Long.class).get()).isEqualTo(raw + entity);
    }
  }
}
