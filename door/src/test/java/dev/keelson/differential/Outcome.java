package dev.keelson.differential;

/**
 * What a run left behind.
 *
 * @param numbers the context, as text
 * @param fault where and why it ended early
 */
record Outcome(String numbers, Fault fault) {}
