package dev.keelson.differential.random;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** A piece of Java source, as a tree: what can go, or be less, when a failing program shrinks. */
sealed interface Code {
  /** Characters that stay as they are. */
  record Text(String text) implements Code {}

  /** A value: a constant of its type, or a part of it that has its type, can stand in its place. */
  record Expression(Row row, JavaType type, List<Code> parts) implements Code {}

  /** What can go; what stands in its blocks can take its place. */
  record Statement(Row row, List<Code> parts) implements Code {}

  /** Statements in braces. */
  record Block(List<Code> statements) implements Code {}

  /** Parts that stay together. */
  record Fixed(List<Code> parts) implements Code {}

  static Text text(String text) {
    return new Text(text);
  }

  static Expression expression(Row row, JavaType type, Object... parts) {
    return new Expression(row, type, parts(parts));
  }

  static Statement statement(Row row, Object... parts) {
    return new Statement(row, parts(parts));
  }

  static Fixed fixed(Object... parts) {
    return new Fixed(parts(parts));
  }

  /** Strings as {@link Text}, code as it is, lists as what is in them. */
  private static List<Code> parts(Object... parts) {
    List<Code> all = new ArrayList<>();
    for (Object part : parts) {
      switch (part) {
        case Code code -> all.add(code);
        case List<?> list -> all.addAll(parts(list.toArray()));
        default -> all.add(new Text(part.toString()));
      }
    }
    return List.copyOf(all);
  }

  default List<Code> children() {
    return switch (this) {
      case Text _ -> List.of();
      case Expression expression -> expression.parts();
      case Statement statement -> statement.parts();
      case Block block -> block.statements();
      case Fixed fixed -> fixed.parts();
    };
  }

  /** The same with other children. */
  default Code with(List<Code> children) {
    return switch (this) {
      case Text text -> text;
      case Expression(Row row, JavaType type, List<Code> _) -> new Expression(row, type, children);
      case Statement(Row row, List<Code> _) -> new Statement(row, children);
      case Block _ -> new Block(children);
      case Fixed _ -> new Fixed(children);
    };
  }

  /** Every row that it reaches. */
  default Set<Row> rows() {
    Set<Row> rows = EnumSet.noneOf(Row.class);
    collectRows(rows);
    return rows;
  }

  private void collectRows(Set<Row> rows) {
    switch (this) {
      case Expression expression -> rows.add(expression.row());
      case Statement statement -> rows.add(statement.row());
      case Text _, Block _, Fixed _ -> {}
    }
    children().forEach(child -> child.collectRows(rows));
  }

  /** As Java source, every statement on lines of its own. */
  default String source() {
    StringBuilder raw = new StringBuilder();
    append(raw);
    StringBuilder source = new StringBuilder();
    int depth = 0;
    for (String line : raw.toString().lines().toList()) {
      int closing = line.startsWith("}") ? 1 : 0;
      source.append("  ".repeat(Math.max(0, depth - closing))).append(line).append('\n');
      depth += (int) line.chars().filter(c -> c == '{').count();
      depth -= (int) line.chars().filter(c -> c == '}').count();
    }
    return source.toString();
  }

  private void append(StringBuilder to) {
    switch (this) {
      case Text(String text) -> to.append(text);
      case Expression(Row _, JavaType _, List<Code> parts) ->
          parts.forEach(part -> part.append(to));
      case Statement(Row _, List<Code> parts) -> {
        parts.forEach(part -> part.append(to));
        to.append('\n');
      }
      case Fixed(List<Code> parts) -> parts.forEach(part -> part.append(to));
      case Block(List<Code> statements) -> {
        to.append("{\n");
        statements.forEach(statement -> statement.append(to));
        to.append('}');
      }
    }
  }
}
