package dev.keelson.compiler.front;

import dev.keelson.compiler.ir.Module;
import dev.keelson.object.image.Bytes;
import dev.keelson.object.layout.DataType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The static fields that programs of a class use as memory. Mutable; confined to one thread. */
final class Globals {
  private final String programClass;
  private final Map<String, Module.Global> byField = new LinkedHashMap<>();
  private final IdentityHashMap<Object, String> byArray = new IdentityHashMap<>();
  private final Map<String, char[]> texts = new HashMap<>();
  private final Set<String> writable = new HashSet<>();

  Globals(String programClass) {
    this.programClass = programClass;
  }

  /** The global that stands for a number of the class {@code owner}. */
  String number(String owner, String field, DataType.Scalar kind, Object initial) {
    return number(name(owner, field), kind, initial);
  }

  private String number(String name, DataType.Scalar kind, Object initial) {
    writable.add(name);
    byField.putIfAbsent(
        name, new Module.Global(name, kind, ConstantArrays.bytes(kind, initial), false));
    return name;
  }

  /**
   * The global that holds an array: one for each array, whatever fields refer to it.
   *
   * @param isFinal whether it is a constant unless a program writes an element
   */
  String array(String owner, String field, DataType.Scalar element, Object array, boolean isFinal) {
    String name = byArray.computeIfAbsent(array, _ -> name(owner, field));
    if (!isFinal) {
      writable.add(name);
    }
    Bytes initial = ConstantArrays.bytes(element, array);
    byField.computeIfAbsent(
        name,
        _ ->
            new Module.Global(
                name,
                new DataType.Array(element, initial.length() / element.sizeBytes()),
                initial,
                false));
    return name;
  }

  /** The global that holds an atomic number: one for each, whatever fields refer to it. */
  String atomic(String owner, String field, Initialiser.AtomicNumber number) {
    String name = byArray.computeIfAbsent(number, _ -> name(owner, field));
    return number(name, number.kind(), number.initial());
  }

  /** A counter of the compiler's own; its name. */
  String counter(String name) {
    return number(name, DataType.Scalar.LONG, 0L);
  }

  /** The characters of a string: the same array for the same string. */
  char[] characters(String text) {
    return texts.computeIfAbsent(text, String::toCharArray);
  }

  /** A program writes what these sites say. */
  void written(Set<String> sites) {
    byField.keySet().stream().filter(name -> sites.contains(site(name))).forEach(writable::add);
  }

  /** The site of the memory of a global: what is there outlives every call. */
  static String site(String global) {
    return ".static " + global;
  }

  private String name(String owner, String field) {
    return owner.equals(programClass)
        ? field
        : owner.substring(Math.max(owner.lastIndexOf('.'), owner.lastIndexOf('$')) + 1)
            + "."
            + field;
  }

  /** All of them, with what is known at the end about who writes them. */
  List<Module.Global> all() {
    List<Module.Global> all = new ArrayList<>();
    byField
        .values()
        .forEach(global ->
            all.add(
                new Module.Global(
                    global.name(),
                    global.type(),
                    global.initial(),
                    !writable.contains(global.name()))));
    return all;
  }
}
