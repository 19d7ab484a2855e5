package dev.keelson.differential.random;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What can be named at a place in a program, and what surrounds the place. Mutable, confined to one
 * thread.
 */
final class Scope {
  /** A method is called that often at most, its own loops and those around its calls apart. */
  static final int CALLS = 30;

  private final Optional<Scope> parent;
  private final List<Named> names = new ArrayList<>();
  private final Place place;

  /** Something that has a name. */
  interface Named {
    /** As it is written. */
    String name();
  }

  /** A number or truth value. */
  record Variable(String name, JavaType type, boolean assignable) implements Named {}

  /** An array of primitives. */
  record ArrayVariable(String name, JavaType element, int length, boolean writable)
      implements Named {}

  /** A loop around the place, for break and continue. */
  record Loop(String name) implements Named {}

  /**
   * @param turns how often the place is reached at most in one call
   * @param pinned whether a live map entry is in use: maps stay as they are meanwhile
   * @param inProgram whether the place is in a program, not in a method that it calls
   */
  record Place(int turns, boolean pinned, boolean inProgram) {}

  private Scope(Optional<Scope> parent, Place place) {
    this.parent = parent;
    this.place = place;
  }

  static Scope outermost() {
    return new Scope(Optional.empty(), new Place(1, false, true));
  }

  Scope inner() {
    return new Scope(Optional.of(this), place);
  }

  Scope repeated(int times) {
    return new Scope(
        Optional.of(this), new Place(place.turns() * times, place.pinned(), place.inProgram()));
  }

  Scope pinning() {
    return new Scope(Optional.of(this), new Place(place.turns(), true, place.inProgram()));
  }

  /** The scope of a method's body. */
  Scope method() {
    return new Scope(Optional.of(this), new Place(CALLS, false, false));
  }

  Place place() {
    return place;
  }

  void add(Named name) {
    names.add(name);
  }

  /** What of that kind can be named here. */
  <T extends Named> List<T> all(Class<T> kind) {
    List<T> found = new ArrayList<>();
    parent.ifPresent(outer -> found.addAll(outer.all(kind)));
    names.stream().filter(kind::isInstance).map(kind::cast).forEach(found::add);
    return found;
  }
}
