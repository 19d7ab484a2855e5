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
 */
record Verdict(
    int windows, int found, int claims, int trueClaims, long rankedNanos, long unexplainedNanos) {
  double recall() {
    return windows == 0 ? 1 : (double) found / windows;
  }

  double precision() {
    return claims == 0 ? 1 : (double) trueClaims / claims;
  }

  double unexplained() {
    return rankedNanos == 0 ? 0 : (double) unexplainedNanos / rankedNanos;
  }
}
