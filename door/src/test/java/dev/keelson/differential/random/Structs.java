package dev.keelson.differential.random;

import dev.keelson.differential.random.Code.Expression;
import dev.keelson.differential.random.Code.Statement;
import dev.keelson.differential.random.Scope.Named;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Records and plain classes, with arrays and records in them: made, read and changed. */
final class Structs implements Feature {
  private final Writing writing;
  private final Draw draw;
  private final boolean deep;

  /**
   * @param deep whether arrays and records may be in them
   */
  Structs(Writing writing, boolean deep) {
    this.writing = writing;
    this.draw = writing.draw();
    this.deep = deep;
  }

  /** A field: a number, an array of them where {@code length} is not 0, or a record. */
  record Field(String name, JavaType type, int length, Optional<Struct> inner) {}

  /** A type that the program declares. */
  record Struct(String name, boolean isRecord, List<Field> fields) implements Named {
    Row row() {
      boolean plain =
          fields.stream().allMatch(field -> field.length() == 0 && field.inner().isEmpty());
      return plain ? Row.STRUCTS : Row.STRUCT_ARRAYS;
    }
  }

  /** A variable of such a type; it may be null where a fault is risked. */
  record StructVariable(String name, Struct struct) implements Named {}

  @Override
  public List<Code> members(Scope scope) {
    List<Code> members = new ArrayList<>();
    for (int i = draw.between(1, 3); i > 0; i--) {
      members.add(declaration(scope));
    }
    return members;
  }

  private Code declaration(Scope scope) {
    boolean isRecord = draw.oneIn(2);
    List<Field> fields = new ArrayList<>();
    for (int i = draw.between(1, 4); i > 0; i--) {
      fields.add(field(scope));
    }
    Struct struct = new Struct(writing.fresh(isRecord ? "R" : "C"), isRecord, fields);
    scope.add(struct);
    return isRecord ? record(struct) : plainClass(struct);
  }

  private Field field(Scope scope) {
    String name = writing.fresh("f");
    JavaType type = draw.of(draw.oneIn(3) ? JavaType.ALL : JavaType.COMMON);
    List<Struct> inner =
        scope.all(Struct.class).stream()
            .filter(struct -> struct.isRecord() && struct.row() == Row.STRUCTS)
            .toList();
    if (deep && draw.oneIn(3)) {
      return new Field(name, draw.of(JavaType.NUMBERS), draw.any(2, 3, 4, 8), Optional.empty());
    }
    if (deep && !inner.isEmpty() && draw.oneIn(3)) {
      return new Field(name, type, 0, Optional.of(draw.of(inner)));
    }
    return new Field(name, type, 0, Optional.empty());
  }

  private static Code record(Struct struct) {
    List<String> parts = new ArrayList<>();
    for (Field field : struct.fields()) {
      String length = field.length() == 0 ? "" : "@Length(" + field.length() + ") ";
      parts.add(length + word(field) + " " + field.name());
    }
    return Code.statement(
        struct.row(), "record " + struct.name() + "(" + String.join(", ", parts) + ") {}");
  }

  private Code plainClass(Struct struct) {
    List<Object> parts = new ArrayList<>(List.of("static final class " + struct.name() + " {\n"));
    for (Field field : struct.fields()) {
      String start = word(field) + " " + field.name();
      if (field.length() != 0) {
        parts.add(
            "@Length(%d) final %s = new %s[%d];\n"
                .formatted(field.length(), start, field.type().word(), field.length()));
      } else if (field.inner().isPresent()) {
        parts.add(start + " = ");
        parts.add(made(field.inner().get(), Scope.outermost(), 0));
        parts.add(";\n");
      } else if (draw.oneIn(3)) {
        parts.add(start + " = ");
        parts.add(writing.constant(field.type()));
        parts.add(";\n");
      } else {
        parts.add(start + ";\n");
      }
    }
    parts.add("}");
    return Code.statement(struct.row(), parts);
  }

  private static String word(Field field) {
    return field.inner().map(Struct::name).orElse(field.type().word())
        + (field.length() == 0 ? "" : "[]");
  }

  /** A new object. */
  Code made(Struct struct, Scope scope, int depth) {
    List<Object> parts = new ArrayList<>(List.of("new " + struct.name() + "("));
    if (struct.isRecord()) {
      String comma = "";
      for (Field field : struct.fields()) {
        parts.add(comma);
        parts.add(value(field, scope, depth));
        comma = ", ";
      }
    }
    parts.add(")");
    return Code.fixed(parts);
  }

  private Object value(Field field, Scope scope, int depth) {
    if (field.inner().isPresent()) {
      return made(field.inner().get(), scope, depth);
    }
    if (field.length() == 0) {
      return writing.value(field.type(), scope, depth);
    }
    List<Object> parts = new ArrayList<>(List.of("new " + field.type().word() + "[] {"));
    for (int i = 0; i < field.length(); i++) {
      parts.add(i == 0 ? "" : ", ");
      parts.add(writing.value(field.type(), scope, Math.min(depth, 1)));
    }
    parts.add("}");
    return parts;
  }

  @Override
  public Optional<Expression> expression(JavaType type, Scope scope, int depth) {
    List<StructVariable> variables = scope.all(StructVariable.class);
    if (variables.isEmpty()) {
      return Optional.empty();
    }
    StructVariable variable = draw.of(variables);
    return read(variable.name(), variable.struct(), type, scope, depth);
  }

  private Optional<Expression> read(
      String path, Struct struct, JavaType type, Scope scope, int depth) {
    Field field = draw.of(struct.fields());
    String step = path + "." + field.name() + (struct.isRecord() ? "()" : "");
    if (field.inner().isPresent()) {
      return read(step, field.inner().get(), type, scope, depth);
    }
    if (!type.takes(field.type())) {
      return Optional.empty();
    }
    return Optional.of(
        field.length() == 0
            ? Code.expression(struct.row(), type, step)
            : Code.expression(
                struct.row(), type, step + "[", writing.index(field.length(), scope, depth), "]"));
  }

  @Override
  public Optional<Statement> statement(Scope scope, int depth) {
    List<Struct> structs = scope.all(Struct.class);
    if (structs.isEmpty()) {
      return Optional.empty();
    }
    List<StructVariable> changeable =
        scope.all(StructVariable.class).stream().filter(one -> !one.struct().isRecord()).toList();
    if (!changeable.isEmpty() && draw.percent(70)) {
      return Optional.of(write(draw.of(changeable), scope));
    }
    return Optional.of(local(draw.of(structs), scope));
  }

  private Statement local(Struct struct, Scope scope) {
    String name = writing.fresh("o");
    String start = struct.name() + " " + name + " = ";
    Code one = made(struct, scope, 1);
    Statement statement =
        draw.oneIn(3)
            ? Code.statement(
                struct.row(),
                start,
                writing.value(JavaType.BOOLEAN, scope, 1),
                " ? ",
                one,
                " : ",
                made(struct, scope, 1),
                ";")
            : Code.statement(struct.row(), start, one, ";");
    scope.add(new StructVariable(name, struct));
    return statement;
  }

  private Statement write(StructVariable variable, Scope scope) {
    Field field = draw.of(variable.struct().fields());
    String step = variable.name() + "." + field.name();
    Row row = variable.struct().row();
    if (field.inner().isPresent()) {
      return Code.statement(row, step + " = ", made(field.inner().get(), scope, 1), ";");
    }
    Object at =
        field.length() == 0
            ? List.of(step)
            : List.of(step + "[", writing.index(field.length(), scope, 1), "]");
    if (field.type() != JavaType.BOOLEAN && draw.oneIn(2)) {
      return draw.oneIn(2)
          ? Code.statement(row, at, draw.any("++", "--") + ";")
          : Code.statement(
              row,
              at,
              " " + draw.any("+", "-", "^", "*", ">>", "|") + "= ",
              writing.value(draw.any(JavaType.INT, JavaType.LONG), scope),
              ";");
    }
    return Code.statement(row, at, " = ", writing.value(field.type(), scope), ";");
  }
}
