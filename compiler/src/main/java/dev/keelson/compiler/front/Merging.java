package dev.keelson.compiler.front;

import dev.keelson.compiler.front.Shape.Access;
import dev.keelson.compiler.front.Shape.Nullable;
import dev.keelson.compiler.ir.Condition;
import dev.keelson.compiler.ir.Op.BinaryKind;
import dev.keelson.compiler.ir.Type;
import dev.keelson.compiler.ir.Value;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** What two shapes become where control flow joins, and how an operand takes a wider shape. */
final class Merging {
  private Merging() {}

  /** The narrowest shape that holds both. */
  static Shape merge(Shape a, Shape b) {
    if (a.equals(b)) {
      return a;
    }
    if (a instanceof Shape.Broken || b instanceof Shape.Broken) {
      return new Shape.Broken();
    }
    if (a instanceof Shape.Null && b instanceof Nullable other) {
      return other.nullable(true);
    }
    if (b instanceof Shape.Null && a instanceof Nullable other) {
      return other.nullable(true);
    }
    Shape merged = null;
    if (a instanceof Nullable left && b instanceof Nullable right) {
      boolean nullable = left.nullable() || right.nullable();
      merged = mergeNotNull(left.nullable(false), right.nullable(false));
      if (merged instanceof Nullable both) {
        merged = both.nullable(nullable);
      }
    } else if (a instanceof Shape.Bytes left && b instanceof Shape.Bytes right) {
      if (left.length() == right.length() && mixable(left.access(), right.access())) {
        merged =
            new Shape.Bytes(
                either(left.access(), right.access()),
                left.offset() == right.offset() ? left.offset() : 0,
                left.length());
      }
    }
    return merged == null
        ? new Shape.Unusable(
            "a variable that is different things on different ways here", Shape.Unusable.EACH_KIND)
        : merged;
  }

  private static Shape mergeNotNull(Nullable a, Nullable b) {
    if (a.equals(b)) {
      return a;
    }
    if (a instanceof Shape.View left && b instanceof Shape.View right) {
      if (left.interfaceName().equals(right.interfaceName())
          && mixable(left.access(), right.access())) {
        return new Shape.View(
            left.interfaceName(),
            either(left.access(), right.access()),
            left.offset() == right.offset() ? left.offset() : 0,
            false);
      }
    }
    if (a instanceof Shape.Instance left
        && b instanceof Shape.Instance right
        && left.type().equals(right.type())
        && left.context() == right.context()) {
      Set<String> sites = new HashSet<>(left.sites());
      sites.addAll(right.sites());
      return new Shape.Instance(left.type(), false, left.context(), sites);
    }
    if (a instanceof Shape.Elements left
        && b instanceof Shape.Elements right
        && left.element().equals(right.element())
        && left.length() == right.length()
        && left.context() == right.context()) {
      Set<String> sites = new HashSet<>(left.sites());
      sites.addAll(right.sites());
      return new Shape.Elements(left.element(), left.length(), false, left.context(), sites);
    }
    if (a instanceof Shape.Struct left
        && b instanceof Shape.Struct right
        && left.type().equals(right.type())
        && left.site().equals(right.site())) {
      List<Shape> components = new ArrayList<>();
      for (int i = 0; i < left.components().size(); i++) {
        components.add(merge(left.components().get(i), right.components().get(i)));
      }
      return new Shape.Struct(left.type(), components, false, left.site());
    }
    return Alternatives.merge(a, b);
  }

  private static boolean mixable(Access a, Access b) {
    return a == b || (a != Access.CONTEXT && b != Access.CONTEXT);
  }

  private static Access either(Access a, Access b) {
    if (a == b) {
      return a;
    }
    return a.byBtf() && b.byBtf() ? Access.BTF : Access.PROBE;
  }

  /** An ordering or a case becomes its number; everything else stays: what a join can hold. */
  static Operand settled(Emitter emitter, Operand operand) {
    if (operand.shape() instanceof Shape.Switched(Map<Integer, Integer> cases, int otherwise)) {
      Value number = emitter.int32(otherwise);
      for (Map.Entry<Integer, Integer> one : new TreeMap<>(cases).entrySet()) {
        Value ordinal = emitter.int32(one.getKey());
        Value found = emitter.int32(one.getValue());
        number = emitter.select(Condition.EQ, operand.value(), ordinal, found, number);
      }
      return Operand.number(number);
    }
    if (!(operand.shape() instanceof Shape.Ordering(Type _, boolean unsigned))) {
      return operand;
    }
    Value left = operand.values().get(0);
    Value right = operand.values().get(1);
    Value greater = emitter.compare(unsigned ? Condition.UGT : Condition.GT, left, right);
    Value less = emitter.compare(unsigned ? Condition.ULT : Condition.LT, left, right);
    return Operand.number(emitter.binary(BinaryKind.SUB, greater, less));
  }

  /** The operand's values in the wider shape {@code target}, a result of {@link #merge}. */
  static List<Value> conform(Emitter emitter, Operand operand, Shape target) {
    if (operand.shape().equals(target)) {
      return operand.values();
    }
    if (operand.shape() instanceof Shape.Null) {
      return target.types().stream().map(emitter::zero).toList();
    }
    return switch (target) {
      case Shape.Valueless _ -> List.of();
      case Shape.View(String _, Access _, int offset, boolean _) ->
          List.of(
              emitter.offset(operand.value(), ((Shape.View) operand.shape()).offset() - offset));
      case Shape.Bytes(Access _, int offset, int _) ->
          List.of(
              emitter.offset(operand.value(), ((Shape.Bytes) operand.shape()).offset() - offset));
      case Shape.OneOf sum -> Alternatives.conform(emitter, operand, sum);
      case Shape.Struct struct -> conformStruct(emitter, operand, struct);
      case Shape.Box box -> {
        List<Value> values = new ArrayList<>(operand.values());
        if (box.nullable() && !operand.maybeNull()) {
          values.addFirst(emitter.int32(1));
        }
        yield values;
      }
      case Shape.Instance _, Shape.Elements _, Shape.Enumerated _, Shape.Lambda _ ->
          operand.values();
      case Shape.Packet _,
          Shape.Primitive _,
          Shape.Ordering _,
          Shape.Switched _,
          Shape.Output _,
          Shape.Fetched _,
          Shape.Walk _,
          Shape.Walking _,
          Shape.Numbers _ ->
          throw new AssertionError(operand.shape() + " does not become " + target);
    };
  }

  private static List<Value> conformStruct(Emitter emitter, Operand operand, Shape.Struct target) {
    List<Value> values = new ArrayList<>();
    if (target.nullable()) {
      values.add(operand.maybeNull() ? operand.values().getFirst() : emitter.int32(1));
    }
    for (int i = 0; i < target.components().size(); i++) {
      values.addAll(conform(emitter, operand.component(i), target.components().get(i)));
    }
    return values;
  }
}
