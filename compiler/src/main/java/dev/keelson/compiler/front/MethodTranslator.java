package dev.keelson.compiler.front;

import dev.keelson.compiler.front.Joins.Header;
import dev.keelson.compiler.front.Joins.Joined;
import dev.keelson.compiler.front.Joins.Path;
import dev.keelson.compiler.front.MethodBody.Step;
import dev.keelson.compiler.front.Translation.Result;
import java.lang.classfile.Instruction;
import java.lang.classfile.Label;
import java.lang.classfile.TypeKind;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.classfile.instruction.LoadInstruction;
import java.lang.classfile.instruction.ReturnInstruction;
import java.lang.classfile.instruction.StackInstruction;
import java.lang.classfile.instruction.StoreInstruction;
import java.lang.classfile.instruction.TypeCheckInstruction;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Walks the blocks of one method and brings their ways together. Within a block it may follow a few
 * ways at once: after {@code map.get} the one with the entry and the one without, so that the null
 * check that mostly follows costs nothing; the next step of substance joins them.
 */
final class MethodTranslator {
  private static final int MOST_WAYS = 4;

  private final Translation translation;
  private final Emitter emitter;
  private final MethodBody body;
  private final String place;
  private final ControlFlow flow;
  private final Joins joins;
  private final StepTranslator steps;
  private final int callLine;
  private final Map<Integer, List<Path>> arrivals = new HashMap<>();
  private final Map<Integer, Header> headers = new HashMap<>();
  private final Set<Integer> translated = new HashSet<>();
  private final List<Result> results = new ArrayList<>();
  private List<Resource> openAtStart = List.of();

  /**
   * @param place names this call of the method within the translation
   */
  MethodTranslator(Translation translation, MethodBody body, String place) {
    this.translation = translation;
    this.emitter = translation.emitter();
    this.body = body;
    this.place = place;
    this.flow = new ControlFlow(body);
    this.joins = new Joins(emitter);
    this.steps = new StepTranslator(translation, body, place, this::arrive);
    this.callLine = emitter.line();
  }

  /** Translates the method from where the emitter stands: the ways on which it returns. */
  List<Result> translate(Frame start) {
    if (body.catches()) {
      throw new Refusal(
          "exceptions",
          body.shownName() + " catches exceptions",
          "What would throw ends a kernel program: there is no unwinding.",
          "Test for the condition instead: a null check, a bound, a divisor of zero.");
    }
    openAtStart = start.open();
    arrivals.put(0, new ArrayList<>(List.of(new Path(emitter.block(), start))));
    translateInOrder();
    while (!arrivals.isEmpty()) {
      // A loop with several entries, whose first one no way takes: it begins where this one leads.
      startAgain();
      translateInOrder();
    }
    return results;
  }

  private void translateInOrder() {
    for (int leader : flow.order()) {
      List<Path> paths = arrivals.remove(leader);
      if (paths != null) {
        translateBlock(leader, enter(leader, paths));
      }
    }
  }

  /** What comes after the first block to translate is translated anew, for the ways from there. */
  private void startAgain() {
    List<Integer> order = flow.order();
    int first = 0;
    while (!arrivals.containsKey(order.get(first))) {
      first++;
    }
    order.subList(first + 1, order.size()).forEach(headers::remove);
  }

  private Path enter(int leader, List<Path> paths) {
    if (!flow.isLoopHeader(leader)) {
      return joins.join(paths);
    }
    String header = place + "@" + leader;
    Joined joined =
        joins.join(
            paths, flow.storedInLoop(leader), body.maxLocals(), translation.loopShapes(header));
    headers.put(leader, joined.header());
    return new Path(joined.header().block(), joined.frame());
  }

  private void translateBlock(int leader, Path entry) {
    translated.add(leader);
    int end = flow.end(leader);
    List<Path> paths = List.of(entry);
    for (int i = leader; i < end && !paths.isEmpty(); i++) {
      Step step = body.steps().get(i);
      emitter.line(lineOf(step));
      if (paths.size() > 1 && (paths.size() > MOST_WAYS || !keepsWaysApart(step.instruction()))) {
        paths = List.of(joins.join(paths));
      }
      List<Path> next = new ArrayList<>();
      for (Path path : paths) {
        emitter.line(lineOf(step));
        emitter.at(path.block());
        emitter.held(path.frame().lock());
        emitter.opened(path.frame().open());
        next.addAll(translateStep(i, step, path.frame()));
      }
      paths = next;
    }
    if (!ControlFlow.neverFallsThrough(body.steps().get(end - 1).instruction())) {
      for (Path path : paths) {
        emitter.at(path.block());
        arrive(end, path.frame());
      }
    }
  }

  /** An image names one source file: what comes from another counts as the line of its call. */
  private int lineOf(Step step) {
    return translation.isOfProgramFile(body) ? step.line() : callLine;
  }

  private List<Path> translateStep(int index, Step step, Frame frame) {
    translation.compilation().countStep(body.owner().file(), step.line());
    Frame before = frame.copy();
    try {
      if (step.instruction() instanceof ReturnInstruction instruction) {
        Operand value = returned(instruction, frame);
        leave(frame, value);
        results.add(new Result(emitter.block(), value));
        return List.of();
      }
      return steps.translate(index, step.instruction(), frame);
    } catch (Translation.Ended _) {
      return List.of();
    } catch (Refusal refusal) {
      translation.compilation().problems().add(body.owner().file(), step.line(), refusal);
      emitter.at(emitter.newBlock());
      emitter.held(null);
      emitter.opened(before.open());
      Recovery.apply(emitter, step.instruction(), before);
      for (Label label : MethodBody.labels(step.instruction())) {
        arrive(body.target(label), before.copy());
        emitter.at(emitter.newBlock());
      }
      return ControlFlow.neverFallsThrough(step.instruction())
          ? List.of()
          : List.of(new Path(emitter.block(), before));
    }
  }

  /** What the method has got goes with it; what it was called with stays. */
  private void leave(Frame frame, Operand value) {
    for (Resource resource : frame.open()) {
      boolean own = openAtStart.stream().noneMatch(one -> one.object() == resource.object());
      if (own
          && resource.presence() != Resource.Presence.NONE
          && (resource.closed() || value.values().contains(resource.object()))) {
        throw new Refusal(
            "resource",
            "%s is not closed when the method returns".formatted(resource.what()),
            "The kernel counts who uses it, and the program must give it back on every way.",
            "Write: try (Task task = ...) { ... }.");
      }
    }
    Resource.leave(emitter, frame, openAtStart);
  }

  private Operand returned(ReturnInstruction instruction, Frame frame) {
    if (body.name().equals("<init>")) {
      return frame.local(0);
    }
    return instruction.typeKind() == TypeKind.VOID
        ? Operand.UNSET
        : Narrowing.of(emitter, frame.pop(), body.type().returnType());
  }

  /** Control reaches step {@code target} from where the emitter stands. */
  private void arrive(int target, Frame frame) {
    Path path = new Path(emitter.block(), frame);
    Header header = headers.get(target);
    if (header == null && translated.contains(target) && PatternSwitch.isHead(body, target)) {
      // A guard failed: the question is asked again, here, and leads to later cases only.
      translateBlock(target, path);
      return;
    }
    if (header == null) {
      arrivals.computeIfAbsent(target, _ -> new ArrayList<>()).add(path);
      return;
    }
    Path settled = joins.settled(path);
    Resource.leave(emitter, settled.frame(), header.open());
    List<Operand> operands = settled.frame().operands();
    List<Shape> needed = new ArrayList<>();
    boolean fits = true;
    for (int i = 0; i < header.positions().size(); i++) {
      Shape brought = operands.get(i).shape();
      Shape has = header.positions().get(i).orElse(brought);
      Shape needs = has instanceof Shape.Unusable ? has : Merging.merge(has, brought);
      fits &= needs.equals(has);
      needed.add(needs);
    }
    if (!fits) {
      throw translation.restartWith(place + "@" + target, needed);
    }
    joins.jump(settled, header);
  }

  /** Whether an instruction means so little that ways need not be joined before it. */
  private static boolean keepsWaysApart(Instruction instruction) {
    return switch (instruction) {
      case LoadInstruction _,
          StoreInstruction _,
          StackInstruction _,
          TypeCheckInstruction _,
          ReturnInstruction _ ->
          true;
      case InvokeInstruction invoke ->
          invoke.owner().asInternalName().startsWith("java/lang/")
              && invoke.name().stringValue().endsWith("Value");
      default ->
          switch (instruction.opcode()) {
            case GOTO, IFEQ, IFNE, IFNULL, IFNONNULL, ICONST_0, ICONST_1 -> true;
            default -> false;
          };
    };
  }
}
