import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassFileVersion;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.classfile.ClassModel;
import java.lang.classfile.ClassTransform;
import java.lang.constant.ClassDesc;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * Brings old class files of jars to version 52, in place: {@code java RefreshJar.java JAR...}. The
 * JVM keeps classes older than version 50 out of an AOT cache, because the old verifier checks
 * them; picocli, compiled for Java 5, was loaded and verified anew at each start. See
 * docs/decisions/0010-aot-launcher.md.
 */
final class RefreshJar {
  public static void main(String[] jars) throws IOException {
    for (String jar : jars) {
      try (FileSystem files = FileSystems.newFileSystem(Path.of(jar))) {
        refresh(files);
      }
    }
  }

  private static void refresh(FileSystem jar) throws IOException {
    List<Path> classes;
    try (Stream<Path> all = Files.walk(jar.getPath("/"))) {
      classes = all.filter(path -> path.toString().endsWith(".class")).toList();
    }
    ClassFile format =
        ClassFile.of(
            ClassFile.StackMapsOption.GENERATE_STACK_MAPS,
            ClassFile.ConstantPoolSharingOption.NEW_POOL, // or method bodies are copied unread
            ClassFile.ClassHierarchyResolverOption.of(
                ClassHierarchyResolver.defaultResolver()
                    .orElse(ClassHierarchyResolver.ofResourceParsing(name -> open(jar, name)))));
    ClassTransform newer =
        (builder, element) ->
            builder.with(
                element instanceof ClassFileVersion
                    ? ClassFileVersion.of(ClassFile.JAVA_8_VERSION, 0)
                    : element);
    ClassTransform bodies =
        ClassTransform.transformingMethodBodies((builder, element) -> builder.with(element));
    for (Path path : classes) {
      ClassModel model = format.parse(Files.readAllBytes(path));
      if (model.majorVersion() < ClassFile.JAVA_6_VERSION) {
        Files.write(path, format.transformClass(model, newer.andThen(bodies)));
      }
    }
  }

  private static InputStream open(FileSystem jar, ClassDesc name) {
    String descriptor = name.descriptorString(); // La/b/C;
    Path path = jar.getPath("/" + descriptor.substring(1, descriptor.length() - 1) + ".class");
    try {
      return Files.exists(path) ? Files.newInputStream(path) : null;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
