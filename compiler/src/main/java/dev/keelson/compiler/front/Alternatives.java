package dev.keelson.compiler.front;

import dev.keelson.compiler.front.Shape.Nullable;
import dev.keelson.compiler.ir.Condition;
import dev.keelson.compiler.ir.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Records and objects of different classes become one variable, which remembers what it is. */
final class Alternatives {
  private Alternatives() {}

  /** The choice of both; null when they are not records or objects. */
  static Shape merge(Nullable a, Nullable b) {
    Map<String, Nullable> all = new TreeMap<>();
    for (Nullable side : List.of(a, b)) {
      for (Nullable one : alternatives(side)) {
        String name = className(one);
        if (name.isEmpty()) {
          return null;
        }
        Nullable before = all.get(name);
        if (before == null) {
          all.put(name, one);
        } else if (Merging.merge(before, one) instanceof Nullable both) {
          all.put(name, both);
        } else {
          return null;
        }
      }
    }
    return new Shape.OneOf(List.copyOf(all.values()), false);
  }

  private static List<Nullable> alternatives(Nullable shape) {
    return shape instanceof Shape.OneOf sum ? sum.alternatives() : List.of(shape);
  }

  /** Of a record or object that is complete; empty for anything else. */
  private static String className(Nullable shape) {
    return switch (shape) {
      case Shape.Struct struct when struct.site().isEmpty() -> struct.type().className();
      case Shape.Instance instance -> instance.type().className();
      case Shape.Struct _,
          Shape.Box _,
          Shape.OneOf _,
          Shape.Elements _,
          Shape.Enumerated _,
          Shape.View _ ->
          "";
    };
  }

  /** The values of an operand as those of the wider choice. */
  static List<Value> conform(Emitter emitter, Operand operand, Shape.OneOf target) {
    Nullable shape = (Nullable) operand.shape();
    List<Nullable> own = alternatives(shape.nullable(false));
    Value tag = tag(emitter, operand, own, target);
    Operand present = operand.shape() instanceof Shape.OneOf ? operand : operand.notNull();
    List<Value> values = new ArrayList<>(List.of(tag));
    for (Nullable wanted : target.alternatives()) {
      int index = indexOf(own, className(wanted));
      if (index < 0) {
        wanted.types().forEach(type -> values.add(emitter.zero(type)));
      } else {
        Operand one = present.shape() instanceof Shape.OneOf ? present.alternative(index) : present;
        values.addAll(Merging.conform(emitter, one, wanted));
      }
    }
    return values;
  }

  private static Value tag(
      Emitter emitter, Operand operand, List<Nullable> own, Shape.OneOf target) {
    if (!(operand.shape() instanceof Shape.OneOf)) {
      Value tag = emitter.int32(1 + indexOf(target.alternatives(), className(own.getFirst())));
      if (!operand.maybeNull()) {
        return tag;
      }
      Value witness = operand.value(0);
      Value none = emitter.int32(0);
      return emitter.select(Condition.EQ, witness, emitter.zero(witness.type()), none, tag);
    }
    Value tag = emitter.int32(0);
    for (int i = 0; i < own.size(); i++) {
      Value here = emitter.int32(i + 1);
      Value there = emitter.int32(1 + indexOf(target.alternatives(), className(own.get(i))));
      tag = emitter.select(Condition.EQ, operand.value(0), here, there, tag);
    }
    return tag;
  }

  private static int indexOf(List<Nullable> alternatives, String className) {
    return alternatives.stream().map(Alternatives::className).toList().indexOf(className);
  }
}
