package dev.keelson.program;

/** What a map keeps of a value given to it: the map's own copy. */
final class StoredValue {
  private StoredValue() {}

  static <V> V copyOf(V value) {
    return value;
  }
}
