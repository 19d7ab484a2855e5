package dev.keelson.compiler;

import dev.keelson.object.btf.Btf;
import java.util.Map;
import java.util.Set;

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
 * @param without optimisations that are left out
 */
public record CompileRequest(
    String className,
    ClassBytes classes,
    Btf kernel,
    Features features,
    Map<String, Object> settings,
    boolean openSettings,
    Set<Optimisation> without) {

  public CompileRequest {
    settings = Map.copyOf(settings);
    without = Set.copyOf(without);
  }

  /** With all optimisations. */
  public CompileRequest(
      String className,
      ClassBytes classes,
      Btf kernel,
      Features features,
      Map<String, Object> settings,
      boolean openSettings) {
    this(className, classes, kernel, features, settings, openSettings, Set.of());
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
    return new CompileRequest(className, others, kernel, features, settings, openSettings, without);
  }

  /** The same without some optimisations, to find out which of them makes a difference. */
  public CompileRequest without(Set<Optimisation> optimisations) {
    return new CompileRequest(
        className, classes, kernel, features, settings, openSettings, optimisations);
  }
}
