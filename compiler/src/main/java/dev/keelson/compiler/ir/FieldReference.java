package dev.keelson.compiler.ir;

/**
 * A field of a kernel struct by name, so that it can be found again in another kernel.
 *
 * @param struct name of the struct or union
 * @param path the field, or a path such as {@code se.vruntime}; never through a pointer
 */
public record FieldReference(String struct, String path) {
  /** The field {@code inner} of the struct that this one is. */
  public FieldReference then(FieldReference inner) {
    return new FieldReference(struct, path + "." + inner.path());
  }

  /** The inverse of {@link #toString()}. */
  static FieldReference parse(String text) {
    int dot = text.indexOf('.');
    return new FieldReference(text.substring(0, dot), text.substring(dot + 1));
  }

  @Override
  public String toString() {
    return struct + "." + path;
  }
}
