package dev.keelson.compiler.front;

import dev.keelson.compiler.front.Shape.Nullable;
import dev.keelson.compiler.ir.Type;
import dev.keelson.compiler.ir.Value;
import java.util.ArrayList;
import java.util.List;

/** A local variable or stack entry: its shape, and the SSA values that stand for it. */
record Operand(Shape shape, List<Value> values) {
  static final Operand NULL = of(new Shape.Null());
  static final Operand BROKEN = of(new Shape.Broken());
  static final Operand UNSET =
      of(new Shape.Unusable("a variable that is not set", Shape.Unusable.EACH_KIND));

  Operand {
    values = List.copyOf(values);
    if (values.size() != shape.types().size()) {
      throw new AssertionError(shape + " with " + values.size() + " values");
    }
  }

  static Operand of(Shape shape, Value... values) {
    return new Operand(shape, List.of(values));
  }

  static Operand number(Value value) {
    return of(new Shape.Primitive(value.type()), value);
  }

  /** The one value of a shape that has one. */
  Value value() {
    return values.getLast();
  }

  Value value(int index) {
    return values.get(index);
  }

  /** Alternative {@code index} of a choice of classes, which it is. */
  Operand alternative(int index) {
    Shape.OneOf sum = (Shape.OneOf) shape;
    int from = 1;
    for (int i = 0; i < index; i++) {
      from += sum.alternatives().get(i).types().size();
    }
    Shape alternative = sum.alternatives().get(index);
    return new Operand(alternative, values.subList(from, from + alternative.types().size()));
  }

  boolean broken() {
    return shape instanceof Shape.Broken;
  }

  /** Whether the JVM gives it two places. */
  boolean wide() {
    return shape instanceof Shape.Primitive(Type type) && type == Type.I64;
  }

  boolean maybeNull() {
    return shape instanceof Nullable nullable && nullable.nullable();
  }

  /** The same, after a null check has passed. */
  Operand notNull() {
    if (!(shape instanceof Nullable nullable) || !nullable.nullable()) {
      return this;
    }
    return new Operand(
        nullable.nullable(false),
        nullable.hasPresence() ? values.subList(1, values.size()) : values);
  }

  /** Component {@code index} of a record that is not null. */
  Operand component(int index) {
    Shape.Struct struct = (Shape.Struct) shape;
    int from = struct.nullable() ? 1 : 0;
    for (int i = 0; i < index; i++) {
      from += struct.components().get(i).types().size();
    }
    Shape component = struct.components().get(index);
    return new Operand(component, values.subList(from, from + component.types().size()));
  }

  /** The record with another component, where {@code component} may differ in shape. */
  Operand withComponent(int index, Operand component) {
    Shape.Struct struct = (Shape.Struct) shape;
    List<Operand> components = new ArrayList<>();
    for (int i = 0; i < struct.components().size(); i++) {
      components.add(i == index ? component : component(i));
    }
    return struct(struct.type(), components, struct.site());
  }

  /** A record that is not null. */
  static Operand struct(StructType type, List<Operand> components, String site) {
    return new Operand(
        new Shape.Struct(type, components.stream().map(Operand::shape).toList(), false, site),
        components.stream().flatMap(component -> component.values().stream()).toList());
  }
}
