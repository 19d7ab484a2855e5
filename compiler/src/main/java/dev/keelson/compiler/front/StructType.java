package dev.keelson.compiler.front;

import dev.keelson.object.layout.DataType;

/**
 * A record or plain class laid out as a C struct.
 *
 * @param className binary name with dots
 * @param isRecord whether it is a value (record) or an object with an identity (plain class)
 * @param layout its members, named as in Java, in order of declaration
 */
record StructType(String className, boolean isRecord, DataType.Struct layout) {
  int indexOf(String member) {
    for (int i = 0; i < layout.members().size(); i++) {
      if (layout.members().get(i).name().equals(member)) {
        return i;
      }
    }
    throw Malformed.because(className + " has no field " + member);
  }

  /**
   * The member of that name.
   *
   * @throws Malformed when there is none
   */
  DataType.Member member(String name) {
    return layout.members().get(indexOf(name));
  }

  /** The name without package and enclosing class. */
  String simpleName() {
    return className.substring(
        Math.max(className.lastIndexOf('.'), className.lastIndexOf('$')) + 1);
  }
}
