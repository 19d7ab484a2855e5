package dev.keelson.object.relocation;

import dev.keelson.object.btf.Btf;
import dev.keelson.object.btf.BtfType;
import dev.keelson.object.btf.BtfType.Composite;
import dev.keelson.object.btf.BtfType.Member;
import dev.keelson.object.image.FieldFact;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A field as some BTF has it.
 *
 * @param btf where its types are from
 * @param rootId the struct that the way to it starts in
 * @param members the named members on the way, the field itself last
 * @param bitOffset of the field from the start of that struct
 */
record FieldSpec(Btf btf, int rootId, List<Member> members, long bitOffset) {
  /** As libbpf's BPF_CORE_SPEC_MAX_LEN: no way to a field is longer. */
  private static final int MAX_DEPTH = 64;

  private static final int LARGEST_LOAD_BYTES = 8;

  FieldSpec {
    members = List.copyOf(members);
  }

  /** The field that an access string of an image leads to; empty if it leads nowhere. */
  static Optional<FieldSpec> parse(Btf btf, int rootId, String access) {
    List<Member> named = new ArrayList<>();
    long bitOffset = 0;
    int within = rootId;
    String[] steps = access.split(":", -1);
    if (steps.length < 2 || steps.length > MAX_DEPTH || !steps[0].equals("0")) {
      return Optional.empty(); // an array of structs, or no field at all: we make none
    }
    for (String step : List.of(steps).subList(1, steps.length)) {
      int behind = within == 0 ? 0 : btf.skipModifiers(within);
      if (behind == 0
          || !(btf.type(behind) instanceof Composite composite)
          || !step.matches("[0-9]{1,5}")
          || Integer.parseInt(step) >= composite.members().size()) {
        return Optional.empty();
      }
      Member member = composite.members().get(Integer.parseInt(step));
      bitOffset += member.bitOffset();
      if (!member.name().isEmpty()) {
        named.add(member);
      }
      within = member.type();
    }
    return named.isEmpty()
        ? Optional.empty()
        : Optional.of(new FieldSpec(btf, btf.skipModifiers(rootId), named, bitOffset));
  }

  /** The same field in a struct of another BTF, by names; empty if it is not there. */
  Optional<FieldSpec> in(Btf other, int structId) {
    List<Member> found = new ArrayList<>();
    long offset = 0;
    int within = structId;
    for (Member wanted : members) {
      Optional<Placed> place = search(other, within, wanted, 0);
      if (place.isEmpty()) {
        return Optional.empty();
      }
      found.add(place.get().member());
      offset += place.get().bitOffset();
      within = place.get().member().type();
    }
    return Optional.of(new FieldSpec(other, structId, found, offset));
  }

  /** A member of a struct or of an anonymous one in it. */
  private record Placed(Member member, long bitOffset) {}

  private Optional<Placed> search(Btf other, int structId, Member wanted, int depth) {
    int behind = structId == 0 ? 0 : other.skipModifiers(structId);
    if (behind == 0 || !(other.type(behind) instanceof Composite composite) || depth > MAX_DEPTH) {
      return Optional.empty();
    }
    for (Member member : composite.members()) {
      if (member.name().isEmpty()) {
        Optional<Placed> inner = search(other, member.type(), wanted, depth + 1);
        if (inner.isPresent()) {
          return inner.map(it -> new Placed(it.member(), it.bitOffset() + member.bitOffset()));
        }
      } else if (member.name().equals(wanted.name())) {
        return Compatible.fields(btf, wanted.type(), other, member.type())
            ? Optional.of(new Placed(member, member.bitOffset()))
            : Optional.empty();
      }
    }
    return Optional.empty();
  }

  Member field() {
    return members.getLast();
  }

  boolean isBitField() {
    return field().bitSize() != 0;
  }

  /** The type behind the declared one. */
  BtfType type() {
    return btf.type(btf.skipModifiers(field().type()));
  }

  /** Bytes that a load of it takes; of an array, those of an element. */
  int loadBytes() {
    int id = btf.skipModifiers(field().type());
    while (btf.type(id) instanceof BtfType.Array array) {
      id = btf.skipModifiers(array.element());
    }
    return btf.sizeOf(id);
  }

  /** Bits of the word at {@link #byteOffset} up to and with the field's highest. */
  long highestBit() {
    return bitOffset + bits() - byteOffset() * Byte.SIZE;
  }

  private long bits() {
    return isBitField() ? field().bitSize() : btf.sizeOf(field().type()) * (long) Byte.SIZE;
  }

  /** Of a bit field: where the smallest aligned word starts that holds all of it. */
  long byteOffset() {
    if (!isBitField()) {
      return bitOffset / Byte.SIZE;
    }
    for (long load = btf.sizeOf(field().type()); load <= LARGEST_LOAD_BYTES; load *= 2) {
      long start = bitOffset / Byte.SIZE / load * load;
      if (bitOffset + field().bitSize() - start * Byte.SIZE <= load * Byte.SIZE) {
        return start;
      }
    }
    throw new RelocationException(toString(), "no load of 8 bytes or less holds all its bits");
  }

  /** The number that an instruction holds. */
  long value(FieldFact fact) {
    return switch (fact) {
      case BYTE_OFFSET -> byteOffset();
      case EXISTS -> 1;
      case LEFT_SHIFT -> Long.SIZE - highestBit();
      case RIGHT_SHIFT -> Long.SIZE - bits();
    };
  }

  @Override
  public String toString() {
    return members.stream()
        .map(Member::name)
        .collect(Collectors.joining(".", btf.type(rootId).name() + ".", ""));
  }
}
