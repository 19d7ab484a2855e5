package dev.keelson.compiler.front;

import dev.keelson.compiler.ir.Type;
import dev.keelson.object.layout.DataType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What a local variable or stack entry is, without its values: how many SSA values stand for it, of
 * which types, and what Java may do with it. Two shapes that are equal are interchangeable.
 */
sealed interface Shape {
  /** Types of the values behind an operand of this shape, in order. */
  List<Type> types();

  /** The places of the program that made what is in it, each standing for one piece of memory. */
  default Set<String> madeAt() {
    return switch (this) {
      case Instance instance -> instance.sites();
      case Elements array -> array.sites();
      case Struct struct ->
          struct.components().stream()
              .flatMap(component -> component.madeAt().stream())
              .collect(Collectors.toSet());
      case Lambda lambda ->
          lambda.captured().stream()
              .flatMap(captured -> captured.madeAt().stream())
              .collect(Collectors.toSet());
      case OneOf sum ->
          sum.alternatives().stream()
              .flatMap(alternative -> alternative.madeAt().stream())
              .collect(Collectors.toSet());
      case Primitive _,
          Ordering _,
          Switched _,
          Box _,
          Enumerated _,
          View _,
          Bytes _,
          Numbers _,
          Output _,
          Fetched _,
          Packet _,
          Walk _,
          Walking _,
          Valueless _ ->
          Set.of();
    };
  }

  /** An {@code int} (and its smaller kin) or a {@code long}. */
  record Primitive(Type type) implements Shape {

    @Override
    public List<Type> types() {
      return List.of(type);
    }
  }

  /** The -1, 0 or 1 of two numbers compared, not yet computed. */
  record Ordering(Type type, boolean unsigned) implements Shape {
    @Override
    public List<Type> types() {
      return List.of(type, type);
    }
  }

  /** A shape that can stand for {@code null}. */
  sealed interface Nullable extends Shape
      permits Box, Struct, Instance, OneOf, Elements, Enumerated, View {
    boolean nullable();

    /** The same, known not to be null or known to be perhaps null. */
    Nullable nullable(boolean value);

    /** Whether null is told by a leading {@code present} value rather than by a null pointer. */
    boolean hasPresence();
  }

  /** A box, erased: its number, after a {@code present} flag where it may be null. */
  record Box(DataType.Scalar kind, boolean nullable) implements Nullable {
    @Override
    public List<Type> types() {
      Type number = kind == DataType.Scalar.LONG ? Type.I64 : Type.I32;
      return nullable ? List.of(Type.I32, number) : List.of(number);
    }

    @Override
    public Box nullable(boolean value) {
      return new Box(kind, value);
    }

    @Override
    public boolean hasPresence() {
      return true;
    }
  }

  /**
   * A record, taken apart: its components one after the other.
   *
   * @param site where it is being constructed, as long as its constructor runs; empty afterwards
   */
  record Struct(StructType type, List<Shape> components, boolean nullable, String site)
      implements Nullable {
    public Struct {
      components = List.copyOf(components);
    }

    @Override
    public List<Type> types() {
      List<Type> types = new ArrayList<>();
      if (nullable) {
        types.add(Type.I32);
      }
      components.forEach(component -> types.addAll(component.types()));
      return types;
    }

    @Override
    public Struct nullable(boolean value) {
      return new Struct(type, components, value, site);
    }

    @Override
    public boolean hasPresence() {
      return true;
    }
  }

  /**
   * An object of a plain class: a pointer to its fields.
   *
   * @param context whether it lies in the program's context, which helpers do not take
   * @param sites the places whose {@code new} may have made it; none for an entry of a map
   */
  record Instance(StructType type, boolean nullable, boolean context, Set<String> sites)
      implements Nullable {
    public Instance {
      sites = Set.copyOf(sites);
    }

    @Override
    public List<Type> types() {
      return List.of(Type.POINTER);
    }

    @Override
    public Instance nullable(boolean value) {
      return new Instance(type, value, context, sites);
    }

    @Override
    public boolean hasPresence() {
      return false;
    }
  }

  /**
   * A record or object of one of several classes: the number of its class, from 1 on and 0 for
   * null, then the values of each alternative, of which only those of its own class mean something.
   *
   * @param alternatives none of them null, in the order of their class names
   */
  record OneOf(List<Nullable> alternatives, boolean nullable) implements Nullable {
    public OneOf {
      alternatives = List.copyOf(alternatives);
    }

    @Override
    public List<Type> types() {
      List<Type> types = new ArrayList<>(List.of(Type.I32));
      alternatives.forEach(alternative -> types.addAll(alternative.types()));
      return types;
    }

    @Override
    public OneOf nullable(boolean value) {
      return new OneOf(alternatives, value);
    }

    @Override
    public boolean hasPresence() {
      return false;
    }
  }

  /** A kernel struct, seen through an interface, {@code offset} bytes behind a pointer. */
  record View(String interfaceName, Access access, int offset, boolean nullable)
      implements Nullable {
    @Override
    public List<Type> types() {
      return List.of(Type.POINTER);
    }

    @Override
    public View nullable(boolean value) {
      return new View(interfaceName, access, offset, value);
    }

    @Override
    public boolean hasPresence() {
      return false;
    }
  }

  /** {@code length} bytes of kernel memory, {@code offset} bytes behind a pointer. */
  record Bytes(Access access, int offset, int length) implements Shape {
    @Override
    public List<Type> types() {
      return List.of(Type.POINTER);
    }
  }

  /** {@code length} numbers of kernel memory, {@code offset} bytes behind a pointer. */
  record Numbers(Access access, int offset, DataType.Scalar element, int length) implements Shape {
    @Override
    public List<Type> types() {
      return List.of(Type.POINTER);
    }
  }

  /**
   * An array: a pointer to its elements, which lie in a row.
   *
   * @param context whether they lie in the program's context, where an index must be constant
   * @param sites the places that may have made it; none for a part of something that lives longer
   */
  record Elements(
      ValueType element, int length, boolean nullable, boolean context, Set<String> sites)
      implements Nullable {
    public Elements {
      sites = Set.copyOf(sites);
    }

    @Override
    public List<Type> types() {
      return List.of(Type.POINTER);
    }

    @Override
    public Elements nullable(boolean value) {
      return new Elements(element, length, value, context, sites);
    }

    @Override
    public boolean hasPresence() {
      return false;
    }

    DataType.Array layout() {
      return new DataType.Array(element.dataType(), length);
    }
  }

  /** A constant of an enum: its ordinal and one more, so that 0 is null. */
  record Enumerated(String className, boolean nullable) implements Nullable {
    @Override
    public List<Type> types() {
      return List.of(Type.I32);
    }

    @Override
    public Enumerated nullable(boolean value) {
      return new Enumerated(className, value);
    }

    @Override
    public boolean hasPresence() {
      return false;
    }
  }

  /** All constants of an enum: what {@code values()} gives. */
  record Constants(String className) implements Valueless {}

  /** javac's table from ordinals to the numbers of cases. */
  record SwitchTable(Map<Integer, Integer> cases) implements Valueless {
    public SwitchTable {
      cases = Map.copyOf(cases);
    }
  }

  /**
   * A number that leads to cases: what such a table gives for an ordinal, not yet looked up, and
   * where it says nothing {@code otherwise}, which is no case.
   */
  record Switched(Map<Integer, Integer> cases, int otherwise) implements Shape {
    public Switched {
      cases = Map.copyOf(cases);
    }

    @Override
    public List<Type> types() {
      return List.of(Type.I32);
    }
  }

  /** A network packet: the context that tells where its bytes are. */
  record Packet(PacketContext context) implements Shape {
    @Override
    public List<Type> types() {
      return List.of(Type.POINTER);
    }
  }

  /** A new array on its way into the field of an object, which becomes the array. */
  record Zeros(ValueType element, int length) implements Valueless {}

  /** Where an iterator writes: a {@code struct seq_file} of the kernel. */
  record Output(ValueType record) implements Shape {
    @Override
    public List<Type> types() {
      return List.of(Type.POINTER);
    }
  }

  /** Bytes or addresses that are read when they are stored: nothing but a record holds them. */
  record Fetched(Source source, int length) implements Shape {
    @Override
    public List<Type> types() {
      return source.hasAddress() ? List.of(Type.I64) : List.of();
    }

    /** What the elements are. */
    DataType.Scalar element() {
      return source == Source.KERNEL_STACK || source == Source.USER_STACK
          ? DataType.Scalar.LONG
          : DataType.Scalar.BYTE;
    }

    /** Where they come from. */
    enum Source {
      COMM,
      KERNEL_STACK,
      USER_STACK,
      USER_STRING,
      KERNEL_STRING,
      USER_BYTES,
      KERNEL_BYTES;

      boolean hasAddress() {
        return this != COMM && this != KERNEL_STACK && this != USER_STACK;
      }
    }
  }

  /** A lambda or method reference: the method behind it, and the values it has captured. */
  record Lambda(MethodBody body, List<Shape> captured) implements Shape {
    public Lambda {
      captured = List.copyOf(captured);
    }

    @Override
    public List<Type> types() {
      return captured.stream().flatMap(shape -> shape.types().stream()).toList();
    }
  }

  /** What {@code Kernel.processes} and its kin give: what the kernel will walk, and how. */
  record Walk(WalkKind kind, String view) implements Shape {
    @Override
    public List<Type> types() {
      return kind.types();
    }
  }

  /**
   * A walk under way: the place of the kernel's iterator, and behind it what comes next when that
   * was asked for and there is something.
   */
  record Walking(WalkKind kind, String view, boolean ready) implements Shape {
    @Override
    public List<Type> types() {
      return ready ? List.of(Type.POINTER, Type.POINTER) : List.of(Type.POINTER);
    }
  }

  /** The constant {@code null}. */
  record Null() implements Valueless {}

  /** A declared map. */
  record MapReference(MapInfo map) implements Valueless {}

  /**
   * A declared setting.
   *
   * @param value what this compilation gives it, or what it is declared with
   * @param open whether the loader may give it another value
   */
  record SettingReference(String name, Object value, boolean open) implements Valueless {}

  /** A string constant. */
  record Text(String text) implements Valueless {}

  /** The object of a program class, of which there is none in the kernel: its methods remain. */
  record Self(String className) implements Valueless {}

  /** A {@code VarHandle} of a field of a plain class, or of a static field. */
  record FieldHandle(String className, String field, boolean isStatic) implements Valueless {}

  /** A class literal. */
  record ClassLiteral(String className) implements Valueless {}

  /** An exception on its way to be thrown. */
  record Thrown(String className) implements Valueless {}

  /** What nothing may be done with, for a diagnostic: why, and what to write instead. */
  record Unusable(String reason, String remedy) implements Valueless {
    static final String EACH_KIND = "Use a variable for each kind, or do the work on each way.";
  }

  /** What an instruction with an error would have given: accepted everywhere, told of once. */
  record Broken() implements Valueless {}

  /** Shapes that are known entirely. */
  sealed interface Valueless extends Shape
      permits Null,
          Zeros,
          Constants,
          SwitchTable,
          FieldHandle,
          MapReference,
          SettingReference,
          Text,
          ClassLiteral,
          Self,
          Thrown,
          Unusable,
          Broken {
    @Override
    default List<Type> types() {
      return List.of();
    }
  }

  /** How the memory behind a pointer may be read. */
  enum Access {
    /** As {@code BTF}, and the kernel keeps the object at least as long as the program runs. */
    TRUSTED,
    /** As {@code BTF}, and the kernel keeps the object while {@code rcu_read_lock} is held. */
    RCU,
    /** Directly: a kernel object the verifier knows by BTF; a bad address reads as zero. */
    BTF,
    /** By a probe read. */
    PROBE,
    /** Directly: the program's context. */
    CONTEXT;

    /** Whether the verifier knows by BTF what is there. */
    boolean byBtf() {
      return this == TRUSTED || this == RCU || this == BTF;
    }
  }
}
