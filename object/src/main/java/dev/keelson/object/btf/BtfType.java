package dev.keelson.object.btf;

import java.util.List;

/**
 * A type, by its kind: one record for each of the 19 of {@code include/uapi/linux/btf.h} (Linux
 * 6.18). Ids refer to the {@link Btf} it was read from; id 0 is {@code void}. An anonymous type has
 * an empty name.
 */
public sealed interface BtfType {
  /** Name, or empty. */
  String name();

  /**
   * An integer, a character or a boolean.
   *
   * @param bits width of the value within {@code sizeBytes}
   */
  record Int(String name, int sizeBytes, boolean signed, boolean bool, boolean character, int bits)
      implements BtfType {}

  record Pointer(int target) implements Unnamed {}

  record Array(int element, int index, int length) implements Unnamed {}

  record Struct(String name, int sizeBytes, List<Member> members) implements Composite {
    public Struct {
      members = List.copyOf(members);
    }
  }

  record Union(String name, int sizeBytes, List<Member> members) implements Composite {
    public Union {
      members = List.copyOf(members);
    }
  }

  /** Struct or union. */
  sealed interface Composite extends BtfType permits Struct, Union {
    int sizeBytes();

    List<Member> members();
  }

  /**
   * A member of a struct or union.
   *
   * @param bitOffset from the start of the struct
   * @param bitSize width of a bit field, 0 for an ordinary member
   */
  record Member(String name, int type, int bitOffset, int bitSize) {}

  @SuppressWarnings("AvoidCommonTypeNames") // C's enum, and always written BtfType.Enum
  record Enum(String name, int sizeBytes, boolean signed, List<Enumerator> values)
      implements BtfType {
    public Enum {
      values = List.copyOf(values);
    }
  }

  record Enum64(String name, int sizeBytes, boolean signed, List<Enumerator> values)
      implements BtfType {
    public Enum64 {
      values = List.copyOf(values);
    }
  }

  record Enumerator(String name, long value) {}

  /** A struct or union known by name only. */
  record Forward(String name, boolean union) implements BtfType {}

  record Typedef(String name, int target) implements BtfType {}

  record Volatile(int target) implements Unnamed {}

  record Const(int target) implements Unnamed {}

  record Restrict(int target) implements Unnamed {}

  /**
   * {@code __attribute__((btf_type_tag(name)))} around {@code target}.
   *
   * @param attribute whether {@code name} is itself an attribute, for example {@code
   *     address_space(1)}, rather than a tag's text (Linux 6.14)
   */
  record TypeTag(String name, int target, boolean attribute) implements BtfType {}

  record Function(String name, int prototype, Linkage linkage) implements BtfType {}

  record Prototype(int returnType, List<Parameter> parameters) implements Unnamed {
    public Prototype {
      parameters = List.copyOf(parameters);
    }
  }

  /** A parameter; the last one of a variadic function has no name and type 0. */
  record Parameter(String name, int type) {}

  record Variable(String name, int type, Linkage linkage) implements BtfType {}

  record DataSection(String name, int sizeBytes, List<SectionVariable> variables)
      implements BtfType {
    public DataSection {
      variables = List.copyOf(variables);
    }
  }

  record SectionVariable(int variable, int offset, int sizeBytes) {}

  @SuppressWarnings("AvoidCommonTypeNames") // C's float and double, always written BtfType.Float
  record Float(String name, int sizeBytes) implements BtfType {}

  /**
   * {@code __attribute__((btf_decl_tag(name)))} on a declaration.
   *
   * @param component member or parameter index, -1 for the type itself
   * @param attribute whether {@code name} is itself an attribute rather than a tag's text
   */
  record DeclTag(String name, int target, int component, boolean attribute) implements BtfType {}

  enum Linkage {
    STATIC,
    GLOBAL,
    EXTERN
  }

  /** Kinds that never have a name. */
  sealed interface Unnamed extends BtfType
      permits Pointer, Array, Volatile, Const, Restrict, Prototype {
    @Override
    default String name() {
      return "";
    }
  }
}
