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
import dev.keelson.program.Kernel;
import dev.keelson.program.KernelStruct;
import dev.keelson.program.RawTracepoint;
import dev.keelson.program.Setting;
import dev.keelson.testkit.KernelTest;
import java.lang.invoke.MethodHandles;

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
