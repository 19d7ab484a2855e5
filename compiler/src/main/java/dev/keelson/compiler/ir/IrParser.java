package dev.keelson.compiler.ir;

import dev.keelson.compiler.ir.Op.BinaryKind;
import dev.keelson.compiler.ir.Op.UnaryKind;
import dev.keelson.compiler.ir.Terminator.Edge;
import dev.keelson.compiler.ir.Terminator.FaultKind;
import dev.keelson.object.image.FieldFact;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Reads the text form of {@link IrText}: what tests are written in. Value and block numbers of the
 * text need not be dense; those of the function are.
 */
public final class IrParser {
  private static final Pattern HEADER = Pattern.compile("function (\\S+)\\((.*)\\) (\\w+)");
  private static final Pattern LABEL = Pattern.compile("(b\\d+)(?:\\((.*)\\))?:");
  private static final Pattern STEP = Pattern.compile("(?:(v\\d+) (\\w+) = )?(.*?)(?: ; (\\d+))?");
  private static final Pattern PLACE = Pattern.compile("(v\\d+)([+-]\\d+)");
  private static final Pattern INDEX = Pattern.compile("(v\\d+), (v\\d+) \\* (\\d+)");
  private static final Pattern EDGE = Pattern.compile("(b\\d+)(?:\\(([^)]*)\\))?");
  private static final Pattern CALL = Pattern.compile("(\\S+)\\((.*)\\)");
  private static final Pattern BRANCH = Pattern.compile("(\\w+) (v\\d+), (v\\d+), (b.*)");
  private static final Pattern SLOT = Pattern.compile("(\\d+) \"(.*)\"");

  private final List<String> lines;
  private final Map<String, Value> values = new HashMap<>();
  private final Map<String, Block> blocks = new HashMap<>();
  private Function function;

  private IrParser(String text) {
    lines = text.lines().map(String::strip).filter(line -> !line.isEmpty()).toList();
  }

  /**
   * The function that {@code text} describes.
   *
   * @throws IllegalArgumentException for a line that is not in the form, which it names
   */
  public static Function parse(String text) {
    return new IrParser(text).run();
  }

  private Function run() {
    Matcher header = match(HEADER, lines.getFirst());
    List<Type> parameters = split(header.group(2)).map(Type::valueOf).toList();
    function = new Function(header.group(1), parameters, Type.valueOf(header.group(3)));
    for (String line : lines.subList(1, lines.size())) {
      Matcher label = LABEL.matcher(line);
      Matcher step = match(STEP, line);
      if (label.matches()) {
        declare(label);
      } else if (step.group(1) != null) {
        values.put(step.group(1), function.newValue(Type.valueOf(step.group(2))));
      }
    }
    Block current = null;
    for (String line : lines.subList(1, lines.size())) {
      Matcher label = LABEL.matcher(line);
      if (label.matches()) {
        current = blocks.get(label.group(1));
      } else {
        step(current, match(STEP, line));
      }
    }
    return function;
  }

  private void declare(Matcher label) {
    Block block = function.newBlock();
    blocks.put(label.group(1), block);
    split(label.group(2))
        .forEach(parameter -> {
          String[] parts = parameter.split(" ", 2);
          Value value = function.newValue(Type.valueOf(parts[1]));
          values.put(parts[0], value);
          block.parameters().add(value);
        });
  }

  private void step(Block block, Matcher step) {
    String text = step.group(3);
    int space = text.indexOf(' ');
    String word = space < 0 ? text : text.substring(0, space);
    String rest = space < 0 ? "" : text.substring(space + 1);
    int line = step.group(4) == null ? 0 : Integer.parseInt(step.group(4));
    Terminator terminator = terminator(word, rest, line);
    if (terminator != null) {
      block.terminate(terminator);
      return;
    }
    Value result = step.group(1) == null ? function.newValue(Type.VOID) : values.get(step.group(1));
    block.instructions().add(new Instruction(result, op(word, rest), line));
  }

  private Terminator terminator(String word, String rest, int line) {
    return switch (word) {
      case "jump" -> new Terminator.Jump(edge(match(EDGE, rest)), line);
      case "branch" -> {
        Matcher branch = match(BRANCH, rest);
        List<Edge> both = edges(branch.group(4));
        yield new Terminator.Branch(
            Condition.valueOf(branch.group(1)),
            value(branch.group(2)),
            value(branch.group(3)),
            both.get(0),
            both.get(1),
            line);
      }
      case "may_goto" -> {
        List<Edge> both = edges(rest);
        yield new Terminator.MayGoto(both.get(0), both.get(1), line);
      }
      case "return" -> new Terminator.Return(values(rest), line);
      case "fault" -> new Terminator.Fault(FaultKind.valueOf(rest), line);
      default -> null;
    };
  }

  private Op op(String word, String rest) {
    return switch (word) {
      case "const" -> new Op.Const(Long.parseLong(rest));
      case "parameter" -> new Op.Parameter(Integer.parseInt(rest));
      case "setting" -> {
        int space = rest.indexOf(' ');
        yield new Op.SettingValue(
            rest.substring(0, space), Long.parseLong(rest.substring(space + 1)));
      }
      case "map" -> new Op.MapAddress(rest);
      case "function" -> new Op.FunctionAddress(rest);
      case "global" -> {
        int plus = rest.indexOf('+');
        yield plus < 0
            ? new Op.GlobalAddress(rest)
            : new Op.GlobalAddress(
                rest.substring(0, plus), Integer.parseInt(rest.substring(plus + 1)));
      }
      case "slot" -> {
        Matcher slot = match(SLOT, rest);
        yield new Op.StackSlot(Integer.parseInt(slot.group(1)), slot.group(2));
      }
      case "compare" -> {
        int space = rest.indexOf(' ');
        List<Value> operands = values(rest.substring(space + 1));
        yield new Op.Compare(
            Condition.valueOf(rest.substring(0, space)), operands.get(0), operands.get(1));
      }
      case "offset" -> {
        Matcher place = match(PLACE, rest);
        yield new Op.Offset(value(place.group(1)), Integer.parseInt(place.group(2)));
      }
      case "index" -> {
        Matcher index = match(INDEX, rest);
        yield new Op.Index(
            value(index.group(1)), value(index.group(2)), Integer.parseInt(index.group(3)));
      }
      case "distance" -> {
        List<Value> operands = values(rest);
        yield new Op.Distance(operands.get(0), operands.get(1));
      }
      case "load" -> load(rest);
      case "field_load", "field_address", "field_number" -> field(word, rest.split(" ", -1));
      case "store" -> {
        String[] parts = rest.split(" ", 3);
        Matcher place = match(PLACE, parts[1].substring(0, parts[1].length() - 1));
        yield new Op.Store(
            value(place.group(1)),
            Integer.parseInt(place.group(2)),
            Integer.parseInt(parts[0]),
            value(parts[2]));
      }
      case "atomic" -> {
        String[] parts = rest.split(" ", 4);
        Matcher place = match(PLACE, parts[2].substring(0, parts[2].length() - 1));
        yield new Op.Atomic(
            Op.AtomicKind.valueOf(parts[0].toUpperCase(Locale.ROOT)),
            value(place.group(1)),
            Integer.parseInt(place.group(2)),
            Integer.parseInt(parts[1]),
            values(parts[3]));
      }
      case "helper" -> {
        Matcher call = match(CALL, rest);
        Helper helper = Helper.valueOf(call.group(1).toUpperCase(Locale.ROOT));
        yield new Op.CallHelper(helper, values(call.group(2)));
      }
      case "kernel" -> {
        Matcher call = match(CALL, rest);
        yield new Op.CallKernel(call.group(1), values(call.group(2)));
      }
      case "call" -> {
        Matcher call = match(CALL, rest);
        yield new Op.CallFunction(call.group(1), values(call.group(2)));
      }
      default -> arithmetic(word.toUpperCase(Locale.ROOT), values(rest));
    };
  }

  private Op load(String rest) {
    boolean stable = rest.startsWith("stable ");
    String[] parts = (stable ? rest.substring("stable ".length()) : rest).split(" ", 3);
    Matcher place = match(PLACE, parts[2]);
    return new Op.Load(
        value(place.group(1)),
        Integer.parseInt(place.group(2)),
        Integer.parseInt(parts[1]),
        parts[0].equals("signed"),
        stable);
  }

  private Op field(String word, String[] parts) {
    FieldReference field = FieldReference.parse(parts[parts.length - 1]);
    Matcher place = PLACE.matcher(parts[parts.length - 2]);
    if (!place.matches()) {
      FieldFact fact = FieldFact.valueOf(parts[0].toUpperCase(Locale.ROOT));
      return new Op.FieldNumber(fact, Integer.parseInt(parts[1]), field);
    }
    Value base = value(place.group(1));
    int bytes = Integer.parseInt(place.group(2));
    return word.equals("field_address")
        ? new Op.FieldAddress(base, bytes, field)
        : new Op.FieldLoad(
            base, bytes, Integer.parseInt(parts[1]), parts[0].equals("signed"), field);
  }

  private static Op arithmetic(String word, List<Value> operands) {
    return operands.size() == 1
        ? new Op.Unary(UnaryKind.valueOf(word), operands.get(0))
        : new Op.Binary(BinaryKind.valueOf(word), operands.get(0), operands.get(1));
  }

  private List<Edge> edges(String text) {
    Matcher matcher = EDGE.matcher(text);
    List<Edge> edges = new ArrayList<>();
    while (matcher.find()) {
      edges.add(edge(matcher));
    }
    return edges;
  }

  private Edge edge(Matcher edge) {
    Block target = blocks.get(edge.group(1));
    if (target == null) {
      throw new IllegalArgumentException("there is no block " + edge.group(1));
    }
    return new Edge(target, values(edge.group(2)));
  }

  private List<Value> values(String names) {
    return split(names).map(this::value).toList();
  }

  private Value value(String name) {
    Value value = values.get(name);
    if (value == null) {
      throw new IllegalArgumentException("there is no value " + name);
    }
    return value;
  }

  private static Stream<String> split(String list) {
    return list == null || list.isEmpty() ? Stream.of() : Stream.of(list.split(", ", -1));
  }

  private static Matcher match(Pattern pattern, String line) {
    Matcher matcher = pattern.matcher(line);
    if (!matcher.matches()) {
      throw new IllegalArgumentException("expected " + pattern + ", found: " + line);
    }
    return matcher;
  }
}
