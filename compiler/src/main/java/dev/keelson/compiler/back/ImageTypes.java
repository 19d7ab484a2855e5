package dev.keelson.compiler.back;

import dev.keelson.compiler.ir.Function;
import dev.keelson.compiler.ir.Type;
import dev.keelson.object.btf.BtfBuilder;
import dev.keelson.object.btf.BtfName;
import dev.keelson.object.btf.BtfType;
import dev.keelson.object.image.Bytes;
import dev.keelson.object.image.ProgramSpec.LineInfo;
import dev.keelson.object.layout.DataType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The BTF of an image: types of keys and values, of functions, and the texts of source lines. Names
 * become C identifiers, because the kernel refuses others ({@code btf_name_valid_identifier}).
 */
final class ImageTypes {
  private final BtfBuilder btf = new BtfBuilder();
  private final String sourceFile;
  private final Map<DataType, Integer> data = new HashMap<>();
  private final Map<Type, Integer> machine = new HashMap<>();
  private final Map<String, Integer> functions = new HashMap<>();

  ImageTypes(String sourceFile) {
    this.sourceFile = sourceFile;
  }

  /** Adds a type of its own and gives its id. */
  int add(BtfType type) {
    return btf.add(type);
  }

  /** Type id of a key, a value, or a part of one. */
  int id(DataType type) {
    Integer known = data.get(type);
    if (known != null) {
      return known;
    }
    int id =
        switch (type) {
          case DataType.Scalar scalar -> btf.add(scalar(scalar));
          case DataType.Array array -> {
            int element = id(array.element());
            yield btf.add(new BtfType.Array(element, id(DataType.Scalar.INT), array.length()));
          }
          case DataType.Struct struct -> struct(struct);
          case DataType.Choice choice -> choice(choice);
        };
    data.put(type, id);
    return id;
  }

  /** Type id of a function with its prototype. */
  int id(Function function) {
    return functions.computeIfAbsent(function.name(), name -> add(function));
  }

  /** Type id of a section of global data. */
  int section(String name, int sizeBytes, List<DataSections.Variable> variables) {
    List<BtfType.SectionVariable> placed = new ArrayList<>();
    for (DataSections.Variable variable : variables) {
      DataType type = variable.global().type();
      int id =
          btf.add(
              new BtfType.Variable(
                  BtfName.identifier(variable.global().name()), id(type), BtfType.Linkage.GLOBAL));
      placed.add(new BtfType.SectionVariable(id, variable.offset(), type.sizeBytes()));
    }
    return btf.add(new BtfType.DataSection(name, sizeBytes, placed));
  }

  /** Line info for the instruction at {@code slot}; the text is the place, as in a stack trace. */
  LineInfo line(int slot, int line, String function) {
    String text = sourceFile + ":" + line + " " + function;
    return new LineInfo(
        slot, btf.string(printable(sourceFile)), btf.string(printable(text)), line, 0);
  }

  /** The JVM allows almost every character in a name; BTF's strings end at a zero. */
  private static String printable(String text) {
    return text.replace('\0', '?');
  }

  Bytes encode() {
    return Bytes.copyOf(btf.encode());
  }

  private int add(Function function) {
    List<BtfType.Parameter> parameters = new ArrayList<>();
    for (Type type : function.parameterTypes()) {
      parameters.add(new BtfType.Parameter("p" + parameters.size(), id(type)));
    }
    int prototype = btf.add(new BtfType.Prototype(id(function.returnType()), parameters));
    return btf.add(
        new BtfType.Function(
            BtfName.identifier(function.name()), prototype, BtfType.Linkage.STATIC));
  }

  private int id(Type type) {
    return switch (type) {
      case VOID -> 0;
      case I32 -> id(DataType.Scalar.INT);
      case I64 -> id(DataType.Scalar.LONG);
      case POINTER -> machine.computeIfAbsent(type, pointer -> btf.add(new BtfType.Pointer(0)));
    };
  }

  /** {@code struct { int which; union { A a; B b; } value; }}. */
  private int choice(DataType.Choice choice) {
    List<BtfType.Member> alternatives = new ArrayList<>();
    for (DataType.Struct struct : choice.alternatives()) {
      alternatives.add(new BtfType.Member(BtfName.identifier(struct.name()), id(struct), 0, 0));
    }
    int size = choice.sizeBytes() - choice.offset();
    int union = btf.add(new BtfType.Union("", size, alternatives));
    return btf.add(
        new BtfType.Struct(
            BtfName.identifier(choice.name()),
            choice.sizeBytes(),
            List.of(
                new BtfType.Member("which", id(DataType.Scalar.INT), 0, 0),
                new BtfType.Member("value", union, choice.offset() * Byte.SIZE, 0))));
  }

  private int struct(DataType.Struct struct) {
    List<BtfType.Member> members = new ArrayList<>();
    for (DataType.Member member : struct.members()) {
      members.add(
          new BtfType.Member(
              BtfName.identifier(member.name()),
              id(member.type()),
              member.offset() * Byte.SIZE,
              0));
    }
    return btf.add(
        new BtfType.Struct(BtfName.identifier(struct.name()), struct.sizeBytes(), members));
  }

  private static BtfType scalar(DataType.Scalar scalar) {
    return switch (scalar) {
      case BOOLEAN -> new BtfType.Int("boolean", 1, false, true, false, 8);
      case BYTE -> new BtfType.Int("byte", 1, true, false, false, 8);
      case SHORT -> new BtfType.Int("short", 2, true, false, false, 16);
      case CHAR -> new BtfType.Int("char", 2, false, false, false, 16);
      case INT -> new BtfType.Int("int", 4, true, false, false, 32);
      case LONG -> new BtfType.Int("long", 8, true, false, false, 64);
    };
  }
}
