package dev.keelson.compiler;

/**
 * A pass that programs run without as well, only longer: whoever suspects one of making a mistake
 * leaves it out and compares. The others are what the code after them relies on.
 */
public enum Optimisation {
  /** Constants computed, dear operations made cheap, comparisons moved into branches. */
  SIMPLIFY,
  /** Checks of a packet's length that an earlier one settles. */
  PACKET_BOUNDS,
  /** Parameters of blocks that are always one value. */
  BLOCK_PARAMETERS,
  /** Branches whose outcome is known from where they are reached. */
  JUMP_THREADING,
  /** Blocks with one way in joined to where it comes from. */
  BLOCK_MERGING,
  /**
   * Loops that the verifier walks, and {@code may_goto}. Without them each loop is a function that
   * the kernel calls for each turn, from Linux 5.17 on: slower, and the least work for the
   * verifier.
   */
  WALKED_LOOPS,
  /** Short loops written out. */
  UNROLLING,
  /** Checks and operations that the range of their numbers settles. */
  RANGE_FOLDING,
  /** What is added to an index moved into the memory instruction. */
  STEPPED_ADDRESSES,
  /** One check for neighbouring reads of a packet. */
  PACKET_RUNS,
  /** Stores that nobody reads. */
  DEAD_STORES,
  /** Keys that are written once for several calls. */
  SHARED_SLOTS,
  /** Ends of a program that are one. */
  RETURNS,
  /** The order of instructions in a block. */
  SCHEDULING,
  /** The order of blocks. */
  LAYOUT
}
