package dev.keelson.bpf;

import java.util.List;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The verifier's most common refusals and what they mean for a Java program. Its words are those of
 * kernel/bpf/verifier.c, Linux 6.18, as this kernel prints them; a test provokes each.
 */
final class VerifierRules {
  /** Further back a log is about instructions that were accepted. */
  private static final int LINES_LOOKED_AT = 6;

  /** What a rule makes of its match. */
  @FunctionalInterface
  private interface Reading {
    /** Meaning, variable, change. */
    String[] of(MatchResult found, VerifierScene scene);
  }

  private static final String GAVE_UP =
      "^(?:BPF program is too large\\. Processed \\d+ insn|The sequence of \\d+ jumps is too"
          + " complex.*)";

  private record Rule(Pattern words, Reading reading) {}

  /** Whether these words of the verifier say that there was too much to follow. */
  static boolean gaveUp(String words) {
    return Pattern.compile(GAVE_UP).matcher(words).find();
  }

  private static Rule rule(String words, Reading reading) {
    return new Rule(Pattern.compile(words), reading);
  }

  private static String[] says(String meaning, String variable, String change) {
    return new String[] {meaning, variable, change};
  }

  private static final List<Rule> RULES =
      List.of(
          // Pointers that may be null, or are none.
          rule(
              "^R(\\d+) (?:invalid mem access '\\w+_or_null'|pointer arithmetic on \\w+_or_null"
                  + " prohibited, null-check it first)",
              (found, scene) ->
                  says(
                      "It may be null there: not every way to it has compared it with null.",
                      register(found, scene),
                      "Compare it with null first: if (entry != null) { ... }.")),
          rule(
              "^R(\\d+) invalid mem access '(?:scalar|inv)'",
              (found, scene) ->
                  says(
                      "A number is used as an address.",
                      register(found, scene),
                      "Read through a @KernelStruct interface, or a map's entry, not through a"
                          + " long.")),
          rule(
              "^R(\\d+) !read_ok",
              (found, scene) ->
                  scene.stoppedAt("exit")
                      ? says(
                          "The program ends without a result.",
                          "r0",
                          "Return a value on every way.")
                      : says(
                          "It is read before anything was put there.",
                          "r" + found.group(1) + "; calls leave r1 to r5 unset",
                          "Give the variable a value on every way to its use.")),
          rule(
              "^R(\\d+) pointer (?:arithmetic (?:with|on)|\\S+ pointer prohibited).*",
              (found, scene) ->
                  says(
                      "Arithmetic on an address that could lead anywhere.",
                      register(found, scene),
                      "Index an array with a checked int instead; subtract no objects.")),
          // Memory: map values, stack, context, kernel objects.
          rule(
              "^R(\\d+) max value is outside of the allowed memory range",
              (found, scene) ->
                  says(
                      "The index can be larger than the array.",
                      scene.index(Integer.parseInt(found.group(1))),
                      "Bound it: if (index >= 0 && index < array.length) { ... }, or mask it.")),
          rule(
              "^R(\\d+) min value is negative.*",
              (found, scene) ->
                  says(
                      "A length or an index may be negative there.",
                      register(found, scene),
                      "Check it before: if (length >= 0 && length <= LIMIT) { ... }.")),
          rule(
              "^R(\\d+) min value is outside of the allowed memory range",
              (found, scene) ->
                  says(
                      "The access begins before or behind what may be accessed.",
                      register(found, scene),
                      "Compare the index with 0 and with the length before the access.")),
          rule(
              "(?:math between \\w+ pointer and register with unbounded min value is not allowed"
                  + "|R\\d+ unbounded memory access.*)",
              (found, scene) ->
                  says(
                      "Nothing bounds the index from below and from above.",
                      scene.addedIndex(),
                      "Check it with 0 <= index && index < length, in one variable that does not"
                          + " change between check and use.")),
          rule(
              "^write into map forbidden.*",
              (found, scene) ->
                  says(
                      "The map holds constants; programs cannot write it.",
                      "a static final field or its array",
                      "Take a static field that is not final, or a map.")),
          rule(
              "^invalid (?:read from|write to|indirect read from|indirect write to) stack"
                  + " (?:R\\d+ )?(?:off=|off )?(\\S+).*",
              (found, scene) ->
                  says(
                      "The access is outside the 512 bytes of stack, or reads bytes that nothing"
                          + " wrote.",
                      "the stack at " + found.group(1),
                      "Use fewer or smaller local objects; set every field before passing one on.")),
          rule(
              "^misaligned stack access off (?:\\S*\\+)?(-?\\d+) size (\\d+)",
              (found, scene) ->
                  says(
                      "An access of %s bytes must begin at a multiple of that."
                          .formatted(found.group(2)),
                      "the stack at " + found.group(1),
                      "Order the fields of the struct from large to small.")),
          rule(
              "^invalid bpf_context access off=(\\d+) size=(\\d+)",
              (found, scene) ->
                  says(
                      "This kind of program has no such field in its context, or only of another"
                          + " size.",
                      "bytes %s to %d of the context"
                          .formatted(
                              found.group(1),
                              Integer.parseInt(found.group(1))
                                  + Integer.parseInt(found.group(2))
                                  - 1),
                      "Take only the parameters that the attach point has in this kernel.")),
          rule(
              "^access beyond struct (\\w+) at off (\\d+) size (\\d+)",
              (found, scene) ->
                  says(
                      "The kernel's struct is smaller: the program was compiled for another kernel.",
                      "struct %s at byte %s".formatted(found.group(1), found.group(2)),
                      "Compile for this kernel, or relocate the image for it.")),
          rule(
              "^only read is supported",
              (found, scene) ->
                  says(
                      "Kernel objects are read-only for programs.",
                      "the object that is written",
                      "Keep what you compute in a map.")),
          rule(
              "^invalid access to packet, off=(-?\\d+) size=(\\d+).*",
              (found, scene) ->
                  says(
                      "Nothing has compared these bytes with the end of the packet.",
                      "%s bytes from byte %s of the packet"
                          .formatted(found.group(2), found.group(1)),
                      "Check the packet's length before the access, on the same way.")),
          // Control flow and size.
          rule(
              "^infinite loop detected at insn (\\d+)",
              (found, scene) ->
                  says(
                      "A turn of the loop changes nothing, so that it never ends.",
                      "the loop " + scene.place(Integer.parseInt(found.group(1))),
                      "Count the turns: for (int i = 0; i < LIMIT; i++).")),
          rule(
              "^unreachable insn (\\d+)",
              (found, scene) ->
                  says(
                      "No way leads to an instruction.",
                      "the instruction " + scene.place(Integer.parseInt(found.group(1))),
                      "Nothing in Java does this: report it.")),
          rule(
              "^(?:jump out of range from insn (\\d+) to \\d+|last insn is not an exit or jmp)",
              (found, scene) ->
                  says(
                      "A way leaves the program's code.",
                      found.group(1) == null
                          ? "the last instruction"
                          : "the jump " + scene.place(Integer.parseInt(found.group(1))),
                      "Nothing in Java does this: report it.")),
          rule(
              GAVE_UP,
              (found, scene) ->
                  says(
                      "There are more ways through the program than the verifier follows.",
                      "the loops with many turns or branches",
                      "Give loops fewer turns or fewer branches, or do the work in several"
                          + " programs.")),
          rule(
              "^combined stack size of (\\d+) calls is (\\d+). Too large",
              (found, scene) ->
                  says(
                      "The functions of a chain of calls share 512 bytes.",
                      "%s bytes in %s functions".formatted(found.group(2), found.group(1)),
                      "Use smaller local objects, or keep them in a map with one entry.")),
          rule(
              "^the call stack of (\\d+) frames is too deep.*",
              (found, scene) ->
                  says(
                      "At most 8 functions may be under way.",
                      "a chain of %s calls".formatted(found.group(1)),
                      "Let fewer methods call each other.")),
          // Helpers.
          rule(
              "^invalid func unknown#195896080",
              (found, scene) ->
                  says(
                      "The program reads a kernel field that this kernel does not have.",
                      "the field read at this line",
                      "Give the method of the @KernelStruct interface a default body for such"
                          + " kernels.")),
          rule(
              "^invalid func (\\S+)#(\\d+)",
              (found, scene) ->
                  says(
                      "This kernel has no such helper.",
                      "helper number " + found.group(2),
                      "Use a newer kernel, or a call that this one has.")),
          rule(
              "^(?:program of this type cannot use helper|unknown func) (\\S+)#\\d+",
              (found, scene) ->
                  says(
                      "Programs at this attach point may not call it.",
                      found.group(1),
                      "Do this in a program of another kind; both can share a map.")),
          rule(
              "^cannot call GPL-restricted function from non-GPL compatible program",
              (found, scene) ->
                  says(
                      "The helper is for programs under the GPL only.",
                      "the licence of the image",
                      "License the program under the GPL, or call another helper.")),
          rule(
              "^cannot pass map_type (\\d+) into func (\\S+)#\\d+",
              (found, scene) ->
                  says(
                      "The helper works on another kind of map.",
                      "a map of type %s, given to %s".formatted(found.group(1), found.group(2)),
                      "Declare the map with the factory of Maps that this call is made for.")),
          rule(
              "^R(\\d+) type=(\\S+) expected=(.*)",
              (found, scene) ->
                  says(
                      "A helper is given %s where it takes %s."
                          .formatted(found.group(2), shortened(found.group(3))),
                      register(found, scene) + ", argument " + found.group(1),
                      "Pass what the call takes, from a variable that is the same on every way.")),
          rule(
              "^Unreleased reference id=(\\d+) alloc_insn=(\\d+)",
              (found, scene) ->
                  says(
                      "The program ends on some way without giving back what it holds.",
                      "what was acquired " + scene.place(Integer.parseInt(found.group(2))),
                      "Release it on every way out: submit or discard the record.")));

  private VerifierRules() {}

  private static String register(MatchResult found, VerifierScene scene) {
    return scene.register(Integer.parseInt(found.group(1)));
  }

  private static String shortened(String alternatives) {
    String[] all = alternatives.split(", ", -1);
    return all.length <= 3
        ? alternatives
        : "%s, %s, %s or the like".formatted(all[0], all[1], all[2]);
  }

  /** What the end of a log means; empty when no rule knows its words. */
  static Optional<VerifierExplanation> explain(VerifierLog log, SourceLines source) {
    List<String> said = log.said();
    VerifierScene scene = new VerifierScene(log, source);
    for (String line :
        said.subList(Math.max(0, said.size() - LINES_LOOKED_AT), said.size()).reversed()) {
      for (Rule rule : RULES) {
        Matcher matcher = rule.words().matcher(line);
        if (matcher.find()) {
          String[] says = rule.reading().of(matcher, scene);
          return Optional.of(new VerifierExplanation(line, says[0], says[1], says[2]));
        }
      }
    }
    return Optional.empty();
  }
}
