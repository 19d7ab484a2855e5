package dev.keelson.object.layout;

import java.util.ArrayList;
import java.util.List;

/** The type of a map's key or value, of a ring record, or of a part of one. */
public sealed interface DataType {
  /** Size in bytes, padding at the end included. */
  int sizeBytes();

  /** Natural alignment in bytes: 1, 2, 4 or 8. */
  int alignment();

  /** Java's primitive types that a kernel-side program may store. */
  enum Scalar implements DataType {
    BOOLEAN(1),
    BYTE(1),
    SHORT(2),
    CHAR(2),
    INT(4),
    LONG(8);

    private final int sizeBytes;

    Scalar(int sizeBytes) {
      this.sizeBytes = sizeBytes;
    }

    @Override
    public int sizeBytes() {
      return sizeBytes;
    }

    @Override
    public int alignment() {
      return sizeBytes;
    }
  }

  /** {@code length} elements in a row. */
  record Array(DataType element, int length) implements DataType {
    public Array {
      if (length < 1) {
        throw new IllegalArgumentException("an array has at least 1 element, not " + length);
      }
    }

    @Override
    public int sizeBytes() {
      return Math.multiplyExact(element.sizeBytes(), length);
    }

    @Override
    public int alignment() {
      return element.alignment();
    }
  }

  /** A member of a struct at its byte offset. */
  record Member(String name, DataType type, int offset) {}

  /** A member before it has a place. */
  record Declared(String name, DataType type) {}

  /** A struct with its members placed in order. */
  record Struct(String name, List<Member> members, int sizeBytes, int alignment)
      implements DataType {
    public Struct {
      members = List.copyOf(members);
    }

    /** Places members in order, each at the next multiple of its alignment. */
    public static Struct of(String name, List<Declared> declared) {
      List<Member> placed = new ArrayList<>();
      int end = 0;
      int alignment = 1;
      for (Declared member : declared) {
        int offset = alignUp(end, member.type().alignment());
        placed.add(new Member(member.name(), member.type(), offset));
        end = Math.addExact(offset, member.type().sizeBytes());
        alignment = Math.max(alignment, member.type().alignment());
      }
      return new Struct(name, placed, alignUp(end, alignment), alignment);
    }

    /** The member of that name, which must exist. */
    public Member member(String memberName) {
      return members.stream()
          .filter(member -> member.name().equals(memberName))
          .findFirst()
          .orElseThrow(() -> new IllegalArgumentException(name + " has no " + memberName));
    }

    private static int alignUp(int value, int alignment) {
      return Math.addExact(value, alignment - 1) & -alignment;
    }
  }

  /**
   * One of several structs: an {@code int} that says which, from 1 on and 0 for null, then the
   * structs over each other, as in a C union.
   *
   * @param alternatives in the order of their class names
   */
  record Choice(String name, List<Struct> alternatives) implements DataType {
    public Choice {
      alternatives = List.copyOf(alternatives);
      if (alternatives.isEmpty()) {
        throw new IllegalArgumentException(name + " is a choice between nothing");
      }
    }

    /** Where the struct that it is begins. */
    public int offset() {
      return Math.max(Integer.BYTES, alignment());
    }

    @Override
    public int alignment() {
      return Math.max(
          Integer.BYTES, alternatives.stream().mapToInt(Struct::alignment).max().orElseThrow());
    }

    @Override
    public int sizeBytes() {
      int largest = alternatives.stream().mapToInt(Struct::sizeBytes).max().orElseThrow();
      return Struct.alignUp(Math.addExact(offset(), largest), alignment());
    }
  }

  /**
   * {@code struct bpf_timer}, include/uapi/linux/bpf.h: the kernel finds it by its name, and nobody
   * else looks into it.
   */
  Struct TIMER =
      Struct.of(
          "bpf_timer",
          List.of(new Declared("first", Scalar.LONG), new Declared("second", Scalar.LONG)));
}
