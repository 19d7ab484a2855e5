package dev.keelson.examples;

import dev.keelson.AttachedPrograms;
import dev.keelson.Keelson;
import dev.keelson.LoadedProgram;
import dev.keelson.program.BtfTracepoint;
import dev.keelson.program.HashMap;
import dev.keelson.program.Kernel;
import dev.keelson.program.KernelStruct;
import dev.keelson.program.Maps;
import java.lang.invoke.MethodHandles;
import java.nio.charset.StandardCharsets;
import java.util.Scanner;

/** How many system calls each process makes: counted in the kernel, read when somebody looks. */
public final class SyscallCounts {
  /** Lives in the map: {@code get} gives the entry itself, so that counting is one addition. */
  static final class Count {
    long calls;
  }

  @KernelStruct("pt_regs")
  interface Registers {}

  static final HashMap<Integer, Count> COUNTS = Maps.lruHash(4_096); // process id -> its calls

  private SyscallCounts() {}

  /** Prints the counts at each press of Enter, until the end of input. */
  public static void main(String[] arguments) {
    try (LoadedProgram loaded =
            Keelson.program(SyscallCounts.class, MethodHandles.lookup()).load();
        AttachedPrograms _ = loaded.attachAll();
        Scanner input = new Scanner(System.in, StandardCharsets.UTF_8)) {
      while (input.hasNextLine()) {
        input.nextLine();
        loaded
            .map(COUNTS)
            .forEach((process, count) -> System.out.println(process + " " + count.calls));
      }
    }
  }

  @BtfTracepoint("sys_enter")
  static void entered(Registers registers, long number) {
    Count count = COUNTS.get(Kernel.processId());
    if (count == null) {
      count = new Count();
      count.calls = 1;
      COUNTS.put(Kernel.processId(), count);
    } else {
      count.calls++; // threads on two CPUs may lose one now and then; a count, not an account
    }
  }
}
