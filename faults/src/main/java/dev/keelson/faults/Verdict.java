package dev.keelson.faults;

/**
 * How well a fault was found.
 *
 * @param windows in how many times it was there
 * @param found in how many of them it was the leading cause of what was slow then
 * @param claims how many slow intervals were said to be due to it above all
 * @param trueClaims how many of them lie mostly in a time when it was there
 * @param rankedNanos all slow time in those times
 * @param unexplainedNanos how much of it has no cause
 * @param heldNanos for how long it held up those who are compared, in truth
 * @param namedNanos for how long the analysis says so
 */
record Verdict(
    int windows,
    int found,
    int claims,
    int trueClaims,
    long rankedNanos,
    long unexplainedNanos,
    long heldNanos,
    long namedNanos) {
  double recall() {
    return windows == 0 ? 0 : (double) found / windows;
  }

  double precision() {
    return claims == 0 ? 0 : (double) trueClaims / claims;
  }

  double unexplained() {
    return rankedNanos == 0 ? 0 : (double) unexplainedNanos / rankedNanos;
  }

  /** What the analysis says of its length as a share of the truth. */
  double magnitude() {
    return heldNanos == 0 ? 0 : (double) namedNanos / heldNanos;
  }
}
