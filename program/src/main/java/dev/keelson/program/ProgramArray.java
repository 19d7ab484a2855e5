package dev.keelson.program;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.ToIntFunction;

/**
 * Programs that another one can hand its packet, or its event, on to (a tail call): it ends there,
 * and what the other one returns is the result. User space can replace them while they run. On the
 * JVM they call each other.
 */
public final class ProgramArray<C> {
  // MAX_TAIL_CALL_CNT, include/linux/bpf.h
  private static final int DEEPEST = 33;

  private static final ScopedValue<Integer> DEPTH = ScopedValue.newInstance();

  private final List<ToIntFunction<C>> programs = new ArrayList<>();

  ProgramArray() {}

  void add(ToIntFunction<C> program) {
    programs.add(Objects.requireNonNull(program));
  }

  /**
   * The result of the program at {@code index}, which runs in the place of this one. It is the last
   * thing a program does: {@code return STEPS.call(index, packet, Xdp.PASS);}.
   *
   * @param context what this program was given
   * @param otherwise the result where there is no program, or after 33 calls of each other
   */
  public int call(int index, C context, int otherwise) {
    int depth = DEPTH.orElse(0);
    if (index < 0 || index >= programs.size() || programs.get(index) == null || depth >= DEEPEST) {
      return otherwise;
    }
    ToIntFunction<C> program = programs.get(index);
    return ScopedValue.where(DEPTH, depth + 1).call(() -> program.applyAsInt(context));
  }

  /**
   * On the JVM only: puts another program there; in the kernel {@code loaded.slots(STEPS)} does.
   *
   * @param program or null for none
   */
  public void set(int index, ToIntFunction<C> program) {
    programs.set(index, program);
  }
}
