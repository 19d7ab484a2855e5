package dev.keelson.differential.bytecode;

/** A shape of code that a random class may have. */
enum Shape {
  SHUFFLED("operands moved: dup_x1, dup2_x2, swap and their kin"),
  WAITING("values on the operand stack over branches"),
  MERGED("constants, comparisons and narrowed numbers that meet as one int"),
  NARROWED("any int stored into a boolean, byte, short or char"),
  SLOTS("a local variable's slot used again with another type"),
  JUMPS("jumps forward into any block"),
  LOOPS("jumps back into any block, loops with several entries"),
  SWITCHES("switches whose cases are any blocks"),
  DEAD("code that nothing reaches"),
  CALLS("methods whose int becomes their narrower result"),
  FAULTS("contained faults");

  private final String text;

  Shape(String text) {
    this.text = text;
  }

  String text() {
    return text;
  }
}
