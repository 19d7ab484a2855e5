package dev.keelson.faults;

/** What {@link Loading} loads, again and again. */
final class Loaded {
  private Loaded() {}
}
