package dev.keelson.bpf;

import java.util.List;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The place at which the verifier stopped: what is in a register there, and where it came from. The
 * log is read backwards, as far as it follows one way through the program.
 */
final class VerifierScene {
  /** {@code from 10 to 22: R0=...}: before it another way was followed. */
  private static final Pattern OTHER_WAY = Pattern.compile("^from \\d+ to \\d+.*");

  private static final Pattern ASSIGNMENT =
      Pattern.compile("^\\d+: \\([0-9a-f]{2}\\) [rw](\\d+) = (.*?) *(;.*)?$");
  private static final Pattern CALL =
      Pattern.compile("^\\d+: \\([0-9a-f]{2}\\) call (\\S+) *(;.*)?$");
  private static final Pattern ADDITION =
      Pattern.compile("^\\d+: \\([0-9a-f]{2}\\) [rw](\\d+) [+-]= [rw](\\d+)\\b.*");
  private static final Pattern MOVE = Pattern.compile("[rw](\\d+)");

  private final List<String> said;
  private final SourceLines source;

  VerifierScene(VerifierLog log, SourceLines source) {
    this.said = log.said();
    this.source = source;
  }

  /** {@code at File.java:19}, or {@code at instruction 7} where no line is known. */
  String place(int slot) {
    String line = source.at(slot);
    return "at " + (line.isEmpty() ? "instruction " + slot : line);
  }

  /** Whether the instruction it stopped at begins with these words. */
  boolean stoppedAt(String words) {
    return said.reversed().stream()
        .filter(line -> VerifierLog.slot(line).isPresent())
        .findFirst()
        .filter(line -> line.substring(line.indexOf(')') + 2).startsWith(words))
        .isPresent();
  }

  /** A register: its name, what it holds, which instruction put that there, and where. */
  String register(int number) {
    return register(number, lastInstruction());
  }

  private String register(int number, int before) {
    String held = held(number);
    return "r%d%s%s"
        .formatted(number, held.isEmpty() ? "" : ", " + held, origin(number, before - 1));
  }

  /** The register that was last added to {@code pointer}: an index; else the pointer itself. */
  String index(int pointer) {
    for (int i = lastInstruction(); i >= 0 && i < said.size(); i--) {
      Matcher added = ADDITION.matcher(said.get(i));
      if (added.matches() && Integer.parseInt(added.group(1)) == pointer) {
        return register(Integer.parseInt(added.group(2)), i);
      }
    }
    return register(pointer);
  }

  /** The register that the refused instruction adds to an address. */
  String addedIndex() {
    int last = lastInstruction();
    Matcher added = ADDITION.matcher(last < said.size() ? said.get(last) : "");
    return added.matches()
        ? register(Integer.parseInt(added.group(2)), last)
        : "the index added to an address";
  }

  /** Index of the line of the instruction that was refused; it may overwrite its own operand. */
  private int lastInstruction() {
    for (int i = said.size() - 1; i >= 0; i--) {
      if (VerifierLog.slot(said.get(i)).isPresent()) {
        return i;
      }
    }
    return said.size();
  }

  private String origin(int number, int from) {
    int register = number;
    for (int i = from; i >= 0 && !OTHER_WAY.matcher(said.get(i)).matches(); i--) {
      String line = said.get(i);
      OptionalInt slot = VerifierLog.slot(line);
      Matcher assignment = ASSIGNMENT.matcher(line);
      Matcher call = CALL.matcher(line);
      if (slot.isEmpty()) {
        continue;
      }
      if (call.matches() && register == 0) {
        return ", from %s %s".formatted(call.group(1), place(slot.getAsInt()));
      }
      if (!assignment.matches() || Integer.parseInt(assignment.group(1)) != register) {
        continue;
      }
      Matcher move = MOVE.matcher(assignment.group(2));
      if (!move.matches()) {
        return ", set %s".formatted(place(slot.getAsInt()));
      }
      register = Integer.parseInt(move.group(1));
    }
    return "";
  }

  /** What the verifier last said the register holds, in words. */
  private String held(int number) {
    Pattern state =
        Pattern.compile(
            "\\bR%d(?:_[a-zA-Z]+)?=P?([a-z_0-9]+)(?:\\((?:id=\\d+,|ref_obj_id=\\d+,)*map=([\\w.]+))?"
                .formatted(number));
    for (int i = said.size() - 1; i >= 0; i--) {
      Matcher matcher = state.matcher(said.get(i));
      String type = "";
      String map = "";
      while (matcher.find()) {
        type = matcher.group(1);
        map = matcher.group(2) == null ? "" : " " + matcher.group(2);
      }
      if (!type.isEmpty()) {
        return words(type, map, bounds(said.get(i), number));
      }
    }
    return "";
  }

  /** {@code up to 255}, where the verifier knows a bound. */
  private static String bounds(String line, int number) {
    Matcher bound =
        Pattern.compile(
                "\\bR%d(?:_[a-zA-Z]+)?=P?scalar\\([^)]*?\\bumax=(?:\\w+=)*(\\w+)".formatted(number))
            .matcher(line);
    return bound.find() ? " up to " + bound.group(1) : "";
  }

  private static String words(String type, String map, String bounds) {
    return switch (type) {
      case "map_value", "map_value_or_null" -> "an entry of map" + map;
      case "map_ptr" -> "the map" + map;
      case "ctx" -> "the program's context";
      case "scalar", "inv" -> "a number" + bounds;
      case "mem", "mem_or_null", "ringbuf_mem", "ringbuf_mem_or_null" -> "a record of a ring";
      case "pkt", "pkt_meta" -> "the packet";
      case "pkt_end" -> "the end of the packet";
      default -> {
        if (type.startsWith("fp")) {
          yield "an address on the stack";
        }
        if (type.matches("\\d+|0x[0-9a-f]+")) {
          yield "the number " + type;
        }
        int struct = type.indexOf("ptr_");
        yield struct < 0 ? type : "a struct " + type.substring(struct + "ptr_".length());
      }
    };
  }
}
