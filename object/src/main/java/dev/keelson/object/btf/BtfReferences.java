package dev.keelson.object.btf;

import dev.keelson.object.btf.BtfType.Member;
import dev.keelson.object.btf.BtfType.Parameter;
import dev.keelson.object.btf.BtfType.SectionVariable;
import java.util.List;
import java.util.function.IntUnaryOperator;

/** The type ids inside a type. */
final class BtfReferences {
  private BtfReferences() {}

  /** The same type with each id in it, 0 included, replaced; {@code to} sees each in turn. */
  static BtfType map(BtfType type, IntUnaryOperator to) {
    return switch (type) {
      case BtfType.Int it -> it;
      case BtfType.Enum it -> it;
      case BtfType.Enum64 it -> it;
      case BtfType.Float it -> it;
      case BtfType.Forward it -> it;
      case BtfType.Pointer it -> new BtfType.Pointer(to.applyAsInt(it.target()));
      case BtfType.Array it ->
          new BtfType.Array(to.applyAsInt(it.element()), to.applyAsInt(it.index()), it.length());
      case BtfType.Struct it ->
          new BtfType.Struct(it.name(), it.sizeBytes(), members(it.members(), to));
      case BtfType.Union it ->
          new BtfType.Union(it.name(), it.sizeBytes(), members(it.members(), to));
      case BtfType.Typedef it -> new BtfType.Typedef(it.name(), to.applyAsInt(it.target()));
      case BtfType.Volatile it -> new BtfType.Volatile(to.applyAsInt(it.target()));
      case BtfType.Const it -> new BtfType.Const(to.applyAsInt(it.target()));
      case BtfType.Restrict it -> new BtfType.Restrict(to.applyAsInt(it.target()));
      case BtfType.TypeTag it ->
          new BtfType.TypeTag(it.name(), to.applyAsInt(it.target()), it.attribute());
      case BtfType.Function it ->
          new BtfType.Function(it.name(), to.applyAsInt(it.prototype()), it.linkage());
      case BtfType.Prototype it ->
          new BtfType.Prototype(
              to.applyAsInt(it.returnType()),
              it.parameters().stream()
                  .map(
                      parameter -> new Parameter(parameter.name(), to.applyAsInt(parameter.type())))
                  .toList());
      case BtfType.Variable it ->
          new BtfType.Variable(it.name(), to.applyAsInt(it.type()), it.linkage());
      case BtfType.DataSection it ->
          new BtfType.DataSection(
              it.name(),
              it.sizeBytes(),
              it.variables().stream()
                  .map(variable ->
                      new SectionVariable(
                          to.applyAsInt(variable.variable()),
                          variable.offset(),
                          variable.sizeBytes()))
                  .toList());
      case BtfType.DeclTag it ->
          new BtfType.DeclTag(
              it.name(), to.applyAsInt(it.target()), it.component(), it.attribute());
    };
  }

  private static List<Member> members(List<Member> members, IntUnaryOperator to) {
    return members.stream()
        .map(it -> new Member(it.name(), to.applyAsInt(it.type()), it.bitOffset(), it.bitSize()))
        .toList();
  }
}
