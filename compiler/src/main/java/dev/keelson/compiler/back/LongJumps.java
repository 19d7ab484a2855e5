package dev.keelson.compiler.back;

import dev.keelson.compiler.CompileException;
import dev.keelson.compiler.Diagnostic;
import dev.keelson.compiler.back.MachineBlock.Step;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A jump says in 16 bits how far it goes. One that has further to go does so in steps: long code is
 * divided into segments with islands between them, and on an island stands, for each block that is
 * far away, one that only jumps on to it, or to the next island.
 *
 * <pre>
 *   segment 0      island 0      segment 1      island 1       segment 2
 *   if c goto s    s: goto t     N2...          t: goto far    far: F
 *   N1...
 *   goto N2
 * </pre>
 *
 * <p>This works for every kernel. The jump with 32 bits (ISA v4) does not: Linux 6.6, which brought
 * it, held it to 16 bits as soon as the verifier put something in between (repaired by upstream
 * commit dfce9cb31405).
 */
final class LongJumps {
  /**
   * Slots that a jump passes over at most. Half of what 16 bits hold, because the kernel puts
   * instructions of its own in between and refuses a jump that grows too long by that
   * (bpf_adj_delta_to_off, kernel/bpf/core.c).
   */
  static final int REACH = 1 << 14;

  /** {@code BPF_COMPLEXITY_LIMIT_INSNS}, include/linux/bpf.h (6.18). */
  static final int MOST_SLOTS = 1_000_000;

  private final MachineFunction function;
  private final List<MachineBlock> order;
  private final int reach;
  private final List<List<MachineBlock>> segments = new ArrayList<>();
  private final Map<MachineBlock, Integer> segmentOf = new HashMap<>();

  /** Behind each segment: who jumps on, by where to. */
  private final List<Map<MachineBlock, MachineBlock>> islands = new ArrayList<>();

  private LongJumps(MachineFunction function, List<MachineBlock> order, int reach) {
    this.function = function;
    this.order = new ArrayList<>(order);
    this.reach = reach;
  }

  /**
   * The blocks in order, islands between them where they are needed.
   *
   * @param reach what a jump can pass over, in slots, at least 32
   * @param room the slots that the program has left
   * @param sourceFile named in the diagnostic
   * @throws CompileException id {@code program-size} when there is not enough room, or too many
   *     jumps have far to go
   */
  static List<MachineBlock> bridge(
      MachineFunction function, List<MachineBlock> order, int reach, int room, String sourceFile) {
    int slots = slots(order);
    if (slots <= Math.min(reach, room)) {
      return order;
    }
    LongJumps jumps = new LongJumps(function, order, reach);
    if (slots > room || !jumps.bridge()) {
      throw tooLarge(function.name, order, sourceFile);
    }
    List<MachineBlock> bridged = jumps.all();
    if (slots(bridged) > room) {
      throw tooLarge(function.name, bridged, sourceFile);
    }
    return bridged;
  }

  /**
   * Whether it could be done. A segment is at most 3/8 of the reach long, an island 1/4: so a jump
   * from segment to next segment is short enough, and one from island to next island.
   */
  private boolean bridge() {
    cut(reach / 8);
    divide(reach / 4);
    for (int segment = 0; segment < segments.size(); segment++) {
      for (MachineBlock block : segments.get(segment)) {
        int here = segment;
        boolean jumps = block.last() instanceof MachineOp.Jump;
        block.retarget(target -> jumps && target.exitsOnly() ? target : step(here, target));
      }
    }
    return islands.stream().allMatch(island -> island.size() < reach / 4);
  }

  /** Leaves no block longer than that. */
  private void cut(int longest) {
    for (int i = 0; i < order.size(); i++) {
      MachineBlock block = order.get(i);
      int last = block.steps.size() - 1;
      int size = 0;
      int kept = 0;
      while (kept < last && size < longest - 3) {
        size += slots(block.steps.get(kept).op());
        kept++;
      }
      if (kept < last) {
        MachineBlock rest = function.newBlock(block.loopDepth);
        List<Step> moved = block.steps.subList(kept, block.steps.size());
        rest.steps.addAll(moved);
        moved.clear();
        block.add(new MachineOp.Jump(rest), 0);
        order.add(i + 1, rest);
      }
    }
  }

  /** Makes segments that end with the block with which they have that length. */
  private void divide(int length) {
    int size = length;
    for (MachineBlock block : order) {
      if (size >= length) {
        segments.add(new ArrayList<>());
        islands.add(new LinkedHashMap<>());
        size = 0;
      }
      segments.getLast().add(block);
      segmentOf.put(block, segments.size() - 1);
      size += slots(block, null);
    }
  }

  /** Where code of a segment jumps to, to get to {@code target}. */
  private MachineBlock step(int segment, MachineBlock target) {
    int distance = segmentOf.get(target) - segment;
    return Math.abs(distance) <= 1 ? target : station(distance > 0 ? segment : segment - 1, target);
  }

  private MachineBlock station(int island, MachineBlock target) {
    MachineBlock known = islands.get(island).get(target);
    if (known != null) {
      return known;
    }
    MachineBlock station = function.newBlock(0);
    islands.get(island).put(target, station);
    int at = segmentOf.get(target);
    // A jump to where the function ends is written as that end.
    boolean arrives = at == island || at == island + 1 || target.exitsOnly();
    MachineBlock next = arrives ? target : station(at > island ? island + 1 : island - 1, target);
    station.add(new MachineOp.Jump(next), 0);
    return station;
  }

  private List<MachineBlock> all() {
    List<MachineBlock> blocks = new ArrayList<>();
    for (int i = 0; i < segments.size(); i++) {
      blocks.addAll(segments.get(i));
      blocks.addAll(islands.get(i).values());
    }
    return blocks;
  }

  private static int slots(List<MachineBlock> order) {
    int sum = 0;
    for (int i = 0; i < order.size(); i++) {
      sum += slots(order.get(i), i + 1 < order.size() ? order.get(i + 1) : null);
    }
    return sum;
  }

  private static int slots(MachineBlock block, MachineBlock next) {
    int sum = 0;
    for (Step step : block.steps.subList(0, block.steps.size() - 1)) {
      sum += slots(step.op());
    }
    return sum
        + switch (block.last()) {
          case MachineOp.Branch branch -> branch.yes() == next || branch.no() == next ? 1 : 2;
          case MachineOp.Jump jump -> jump.target() == next ? 0 : 1;
          case MachineOp.MayGoto may -> may.next() == next ? 1 : 2;
          default -> 1;
        };
  }

  private static int slots(MachineOp op) {
    return switch (op) {
      case MachineOp.MapAddress _,
          MachineOp.FunctionAddress _,
          MachineOp.GlobalAddress _,
          MachineOp.SlotAddress _ ->
          2;
      case MachineOp.Constant constant -> Emission.takesTwoSlots(constant) ? 2 : 1;
      case MachineOp.SettingConstant setting -> setting.wide() ? 2 : 1;
      default -> 1;
    };
  }

  private static CompileException tooLarge(
      String function, List<MachineBlock> order, String sourceFile) {
    int line =
        order.stream()
            .flatMap(block -> block.steps.stream())
            .mapToInt(Step::line)
            .filter(number -> number != 0)
            .findFirst()
            .orElse(0);
    return new CompileException(
        List.of(
            new Diagnostic(
                sourceFile,
                line,
                "program-size",
                "%s is too long for a program: %,d instructions".formatted(function, slots(order)),
                "The kernel takes 1,000,000, and jumps of 16 bits. A short method is put in the place"
                    + " of each of its calls.",
                "Write: a loop in place of calls that repeat, or several programs.")));
  }
}
