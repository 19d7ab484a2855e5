package dev.keelson.differential;

/**
 * What a run left behind.
 *
 * @param numbers the context, as text
 * @param faultLine the line at which it ended early, 0 when it did not
 */
record Outcome(String numbers, int faultLine) {}
