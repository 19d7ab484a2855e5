package dev.keelson.differential.random;

import dev.keelson.differential.random.Code.Expression;
import dev.keelson.differential.random.Code.Statement;
import dev.keelson.differential.random.Scope.Named;
import dev.keelson.differential.random.Scope.Variable;
import dev.keelson.differential.random.Structs.Field;
import dev.keelson.differential.random.Structs.Struct;
import dev.keelson.differential.random.Structs.StructVariable;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Maps of boxes, records and objects. While an object of a map is in use, its map is not changed:
 * an entry that is put anew or removed takes the object with it.
 */
final class MapUses implements Feature {
  private static final int KEYS = 8;

  private final Writing writing;
  private final Draw draw;
  private final Structs structs;
  private final List<Code> audit = new ArrayList<>();

  MapUses(Writing writing, Structs structs) {
    this.writing = writing;
    this.draw = writing.draw();
    this.structs = structs;
  }

  /**
   * A map.
   *
   * @param key INT or LONG; INT for an array, which has half as many elements as keys are asked for
   * @param box the type of a boxed value; of no meaning when there is a struct
   */
  private record Mapping(
      String name, boolean isArray, JavaType key, JavaType box, Optional<Struct> struct)
      implements Named {
    Row row() {
      return struct.map(Struct::row).orElse(Row.STRUCTS);
    }

    String valueType() {
      return struct.map(Struct::name).orElse(box.box());
    }
  }

  @Override
  public List<Code> members(Scope scope) {
    List<Code> members = new ArrayList<>();
    for (int i = draw.between(1, 3); i > 0; i--) {
      Optional<Struct> struct =
          scope.all(Struct.class).isEmpty() || draw.oneIn(3)
              ? Optional.empty()
              : Optional.of(draw.of(scope.all(Struct.class)));
      boolean isArray = draw.oneIn(3);
      JavaType key = isArray || draw.oneIn(2) ? JavaType.INT : JavaType.LONG;
      Mapping map =
          new Mapping(
              writing.fresh("M"), isArray, key, draw.any(JavaType.INT, JavaType.LONG), struct);
      scope.add(map);
      audit.add(audited(map));
      members.add(
          Code.statement(
              map.row(),
              isArray
                  ? "static final Array<%s> %s = Maps.array(%d);"
                      .formatted(map.valueType(), map.name(), KEYS / 2)
                  : "static final HashMap<%s, %s> %s = Maps.hash(%d);"
                      .formatted(key.box(), map.valueType(), map.name(), draw.any(4, 16))));
    }
    return members;
  }

  private static Code audited(Mapping map) {
    StringBuilder sum = new StringBuilder("n.result = n.result * 31 + 7;");
    if (map.struct().isEmpty()) {
      sum.append(" n.result = n.result * 31 + found;");
    } else {
      collect("found", map.struct().get(), sum);
    }
    return Code.statement(
        map.row(),
        "for (%s key = 0; key < %d; key++) { %s found = %s.get(key); if (found != null) { %s } }"
            .formatted(map.key().word(), KEYS, map.valueType(), map.name(), sum));
  }

  private static void collect(String path, Struct struct, StringBuilder to) {
    for (Field field : struct.fields()) {
      String step = path + "." + field.name() + (struct.isRecord() ? "()" : "");
      if (field.inner().isPresent()) {
        collect(step, field.inner().get(), to);
      } else if (field.length() != 0) {
        to.append(
            " for (int i = 0; i < %d; i++) { n.result = n.result * 31 + %s[i]; }"
                .formatted(field.length(), step));
      } else {
        String value = field.type() == JavaType.BOOLEAN ? "(" + step + " ? 1 : 0)" : step;
        to.append(" n.result = n.result * 31 + ").append(value).append(';');
      }
    }
  }

  private Expression key(Mapping map, Scope scope) {
    Expression any = writing.value(map.key(), scope, 1);
    String cast = map.key() == JavaType.LONG ? "(long) " : "";
    return Code.expression(Row.STRUCTS, map.key(), cast + "(", any, " & " + (KEYS - 1) + ")");
  }

  private Optional<Mapping> some(Scope scope) {
    List<Mapping> maps = scope.all(Mapping.class);
    return maps.isEmpty() ? Optional.empty() : Optional.of(draw.of(maps));
  }

  @Override
  public Optional<Expression> expression(JavaType type, Scope scope, int depth) {
    Optional<Mapping> some = some(scope);
    if (some.isEmpty()) {
      return Optional.empty();
    }
    Mapping map = some.get();
    if (type == JavaType.BOOLEAN) {
      Expression key = key(map, scope);
      return switch (draw.below(4)) {
        case 0 -> Optional.of(of(map, type, map.name() + ".get(", key, ") == null"));
        case 1 ->
            map.isArray()
                ? Optional.empty()
                : Optional.of(of(map, type, map.name() + ".containsKey(", key, ")"));
        case 2 ->
            scope.place().pinned()
                ? Optional.empty()
                : Optional.of(
                    of(map, type, map.name() + ".put(", key, ", ", value(map, scope), ")"));
        default ->
            scope.place().pinned() || map.isArray()
                ? Optional.empty()
                : Optional.of(
                    of(map, type, map.name() + ".putIfAbsent(", key, ", ", value(map, scope), ")"));
      };
    }
    if (map.struct().isEmpty() && type.takes(map.box()) && writing.risks()) {
      return Optional.of(
          Code.expression(Row.FAULTS, type, "(+" + map.name() + ".get(", key(map, scope), "))"));
    }
    return Optional.empty();
  }

  private static Expression of(Mapping map, JavaType type, Object... parts) {
    return Code.expression(map.row(), type, "(", List.of(parts), ")");
  }

  private Code value(Mapping map, Scope scope) {
    return map.struct()
        .map(struct -> structs.made(struct, scope, 1))
        // What is put into a box has the box's very type.
        .orElseGet(() ->
            Code.fixed("(" + map.box().word() + ") (", writing.value(map.box(), scope, 1), ")"));
  }

  @Override
  public Optional<Statement> statement(Scope scope, int depth) {
    Optional<Mapping> some = some(scope);
    if (some.isEmpty()) {
      return Optional.empty();
    }
    Mapping map = some.get();
    boolean free = !scope.place().pinned();
    return switch (draw.below(6)) {
      case 0, 1 -> free ? Optional.of(put(map, scope)) : Optional.empty();
      case 2 ->
          free && !map.isArray()
              ? Optional.of(
                  Code.statement(map.row(), map.name() + ".delete(", key(map, scope), ");"))
              : Optional.empty();
      default -> depth > 0 ? Optional.of(found(map, scope, depth - 1)) : Optional.empty();
    };
  }

  private Statement put(Mapping map, Scope scope) {
    List<StructVariable> same =
        scope.all(StructVariable.class).stream()
            .filter(one -> map.struct().filter(one.struct()::equals).isPresent())
            .toList();
    Code value = same.isEmpty() ? value(map, scope) : Code.text(draw.of(same).name());
    return Code.statement(map.row(), map.name() + ".put(", key(map, scope), ", ", value, ");");
  }

  private Statement found(Mapping map, Scope scope, int depth) {
    String name = writing.fresh("e");
    boolean live = map.struct().filter(struct -> !struct.isRecord()).isPresent();
    boolean removes = !live && !map.isArray() && !scope.place().pinned() && draw.oneIn(4);
    Scope inside = live ? scope.pinning() : scope.inner();
    if (map.struct().isPresent()) {
      inside.add(new StructVariable(name, map.struct().get()));
    } else {
      inside.add(new Variable("(+" + name + ")", map.box(), false)); // unboxed
    }
    String start = map.valueType() + " " + name + " = " + map.name();
    String call = removes ? ".remove(" : ".get(";
    Expression key = key(map, scope);
    Code then = writing.statements(inside, depth, 4);
    return writing.risks()
        ? Code.statement(Row.FAULTS, "{ " + start + call, key, ");\n", then, " }")
        : Code.statement(
            map.row(),
            start + call,
            key,
            ");\nif (" + name + " != null) ",
            then,
            " else ",
            writing.block(scope, depth, 2));
  }
}
