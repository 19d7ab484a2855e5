package dev.keelson.differential;

/**
 * Why and where a run ended early.
 *
 * @param line 0 when it did not
 * @param kind as the compiler names it, empty when it did not
 */
record Fault(int line, String kind) {
  static final Fault NONE = new Fault(0, "");

  /** What a program's fault is when the JVM throws that. */
  static Fault of(Throwable thrown, Class<?> programs) {
    if (thrown instanceof Error error) {
      throw error; // the test is wrong, not the program
    }
    String kind =
        switch (thrown) {
          case NullPointerException _ -> "NULL_POINTER";
          case IndexOutOfBoundsException _ -> "INDEX_OUT_OF_BOUNDS";
          case ClassCastException _ -> "CLASS_CAST";
          case ArithmeticException e when "/ by zero".equals(e.getMessage()) -> "DIVISION_BY_ZERO";
          default -> "THROWN";
        };
    return new Fault(JvmSide.line(thrown, programs), kind);
  }
}
