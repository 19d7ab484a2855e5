package dev.keelson.compiler.front;

import java.lang.classfile.FieldModel;
import java.lang.classfile.Instruction;
import java.lang.classfile.Opcode;
import java.lang.classfile.instruction.ArrayStoreInstruction;
import java.lang.classfile.instruction.ConstantInstruction;
import java.lang.classfile.instruction.FieldInstruction;
import java.lang.reflect.AccessFlag;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Enum classes: the names of their constants, in order, and the tables of switches over them. */
final class Enums {
  private static final String SWITCH_TABLE = "$SwitchMap$";

  private final ClassLibrary library;

  Enums(ClassLibrary library) {
    this.library = library;
  }

  boolean isEnum(String className) {
    return !className.startsWith("java.")
        && library
            .find(className)
            .filter(source -> source.model().flags().has(AccessFlag.ENUM))
            .isPresent();
  }

  /** The constants' names; the index is the ordinal. */
  List<String> constants(String className) {
    return library.get(className).model().fields().stream()
        .filter(field -> field.flags().has(AccessFlag.ENUM))
        .map(FieldModel::fieldName)
        .map(name -> name.stringValue())
        .toList();
  }

  /** The ordinal of the constant in a static field, if it is one. */
  Optional<Integer> ordinal(String owner, String field) {
    int ordinal = isEnum(owner) ? constants(owner).indexOf(field) : -1;
    return ordinal < 0 ? Optional.empty() : Optional.of(ordinal);
  }

  /**
   * What javac's array {@code $SwitchMap$...} in a class of its own gives each ordinal: the number
   * of its case. The class fills it as {@code table[Color.RED.ordinal()] = 1}.
   */
  Optional<Map<Integer, Integer>> switchTable(String owner, String field) {
    if (!field.startsWith(SWITCH_TABLE)) {
      return Optional.empty();
    }
    MethodBody filled =
        library
            .get(owner)
            .method("<clinit>", "()V")
            .orElseThrow(() -> Malformed.because(owner + " fills no switch table"));
    Map<Integer, Integer> table = new HashMap<>();
    List<Instruction> steps = filled.steps().stream().map(MethodBody.Step::instruction).toList();
    for (int i = 0; i + 4 < steps.size(); i++) {
      if (steps.get(i) instanceof FieldInstruction array
          && array.opcode() == Opcode.GETSTATIC
          && array.name().equalsString(field)
          && steps.get(i + 1) instanceof FieldInstruction constant
          && steps.get(i + 3) instanceof ConstantInstruction number
          && number.constantValue() instanceof Integer value
          && steps.get(i + 4) instanceof ArrayStoreInstruction) {
        ordinal(ClassLibrary.nameOf(constant.owner().asSymbol()), constant.name().stringValue())
            .ifPresent(ordinal -> table.put(ordinal, value));
      }
    }
    return Optional.of(table);
  }

  /** Whether a constant of it may be of a class of its own, with other methods. */
  boolean hasBodies(String className) {
    return !library.get(className).model().flags().has(AccessFlag.FINAL);
  }
}
