package dev.keelson.compiler;

import dev.keelson.object.btf.Btf;
import java.util.Map;

/**
 * All that the compiler may know.
 *
 * @param className binary name of the program class
 * @param classes the program class and what it uses
 * @param kernel types of the kernel it is compiled for
 * @param features instructions it may use
 * @param settings values of {@code Setting} fields by field name; the others keep what they declare
 * @param openSettings whether the others stay open instead, for {@link
 *     dev.keelson.object.image.BpfImage#withSettings}; the image then does not depend on them
 */
public record CompileRequest(
    String className,
    ClassBytes classes,
    Btf kernel,
    Features features,
    Map<String, Object> settings,
    boolean openSettings) {

  public CompileRequest {
    settings = Map.copyOf(settings);
  }

  /** With all settings fixed: those that are given, and the others as declared. */
  public CompileRequest(
      String className,
      ClassBytes classes,
      Btf kernel,
      Features features,
      Map<String, Object> settings) {
    this(className, classes, kernel, features, settings, false);
  }

  /** The same, with classes from elsewhere. */
  CompileRequest with(ClassBytes others) {
    return new CompileRequest(className, others, kernel, features, settings, openSettings);
  }
}
