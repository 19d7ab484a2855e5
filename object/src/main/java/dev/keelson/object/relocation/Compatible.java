package dev.keelson.object.relocation;

import dev.keelson.object.btf.Btf;
import dev.keelson.object.btf.BtfType;

/**
 * Which types may stand for each other (bpf_core_fields_are_compat, libbpf's relo_core.c, v1.7).
 */
final class Compatible {
  private static final int MAX_DEPTH = 32;

  private Compatible() {}

  /**
   * Whether a field of one type can be read where the other was expected: numbers of any size and
   * sign, pointers to anything, structs and unions, enums of one name, arrays of such.
   */
  static boolean fields(Btf local, int localId, Btf other, int otherId) {
    int mine = localId;
    int theirs = otherId;
    for (int depth = 0; depth < MAX_DEPTH; depth++) {
      BtfType a = behind(local, mine);
      BtfType b = behind(other, theirs);
      if (!(a instanceof BtfType.Array left) || !(b instanceof BtfType.Array right)) {
        return a != null && b != null && plain(a, b);
      }
      mine = left.element();
      theirs = right.element();
    }
    return false;
  }

  private static BtfType behind(Btf btf, int id) {
    int behind = id == 0 ? 0 : btf.skipModifiers(id);
    return behind == 0 ? null : btf.type(behind);
  }

  private static boolean plain(BtfType a, BtfType b) {
    return switch (a) {
      case BtfType.Composite _ -> b instanceof BtfType.Composite;
      case BtfType.Pointer _ -> b instanceof BtfType.Pointer;
      case BtfType.Int _ -> b instanceof BtfType.Int;
      case BtfType.Float _ -> b instanceof BtfType.Float;
      case BtfType.Enum _, BtfType.Enum64 _ ->
          (b instanceof BtfType.Enum || b instanceof BtfType.Enum64) && named(a, b);
      case BtfType.Forward _ -> b instanceof BtfType.Forward && named(a, b);
      default -> false;
    };
  }

  private static boolean named(BtfType a, BtfType b) {
    return a.name().isEmpty()
        || b.name().isEmpty()
        || Btf.essentialName(a.name()).equals(Btf.essentialName(b.name()));
  }
}
