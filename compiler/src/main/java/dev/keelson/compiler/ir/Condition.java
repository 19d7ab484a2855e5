package dev.keelson.compiler.ir;

/** How two values are compared; {@code U} is unsigned. */
public enum Condition {
  EQ,
  NE,
  LT,
  LE,
  GT,
  GE,
  ULT,
  ULE,
  UGT,
  UGE;

  /** The condition that holds exactly when this one does not. */
  public Condition negated() {
    return switch (this) {
      case EQ -> NE;
      case NE -> EQ;
      case LT -> GE;
      case LE -> GT;
      case GT -> LE;
      case GE -> LT;
      case ULT -> UGE;
      case ULE -> UGT;
      case UGT -> ULE;
      case UGE -> ULT;
    };
  }

  /** The condition with its sides exchanged. */
  public Condition swapped() {
    return switch (this) {
      case EQ -> EQ;
      case NE -> NE;
      case LT -> GT;
      case LE -> GE;
      case GT -> LT;
      case GE -> LE;
      case ULT -> UGT;
      case ULE -> UGE;
      case UGT -> ULT;
      case UGE -> ULE;
    };
  }
}
