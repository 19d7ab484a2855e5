package dev.keelson.cli;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.StringWriter;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import javax.tools.FileObject;
import javax.tools.ForwardingJavaFileManager;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileManager;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/** A Java source file, compiled by the JDK's own compiler, in memory. */
record SourceFile(Path file) {

  /** The class files of its classes by binary name, with line numbers and variables. */
  Map<String, byte[]> compile() throws IOException {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    if (compiler == null) {
      throw Failure.failed(
          "this Java has no compiler, so it cannot compile " + file + ". Use a JDK, not a JRE.");
    }
    StringWriter complaints = new StringWriter();
    try (StandardJavaFileManager files =
        compiler.getStandardFileManager(null, null, StandardCharsets.UTF_8)) {
      Outputs outputs = new Outputs(files);
      boolean compiled =
          compiler
              .getTask(
                  complaints,
                  outputs,
                  null,
                  List.of("-g", "-parameters", "-proc:none", "-classpath", ownClasses()),
                  null,
                  files.getJavaFileObjects(file))
              .call();
      if (!compiled) {
        throw Failure.failed(
            "javac does not compile " + file + ":\n" + complaints.toString().stripTrailing());
      }
      return outputs.classFiles();
    }
  }

  /** What a program may import: the modules of Keelson, wherever this process has them from. */
  private static String ownClasses() {
    return ModuleLayer.boot().configuration().modules().stream()
        .filter(module -> module.name().startsWith("dev.keelson"))
        .flatMap(module -> module.reference().location().stream())
        .map(Path::of)
        .map(Path::toString)
        .collect(Collectors.joining(java.io.File.pathSeparator));
  }

  /** Keeps class files in memory. */
  private static final class Outputs extends ForwardingJavaFileManager<JavaFileManager> {
    private final Map<String, ByteArrayOutputStream> written = new LinkedHashMap<>();

    Outputs(JavaFileManager inputs) {
      super(inputs);
    }

    Map<String, byte[]> classFiles() {
      Map<String, byte[]> files = new LinkedHashMap<>();
      written.forEach((name, bytes) -> files.put(name, bytes.toByteArray()));
      return files;
    }

    @Override
    public JavaFileObject getJavaFileForOutput(
        Location location, String className, JavaFileObject.Kind kind, FileObject sibling) {
      return new SimpleJavaFileObject(
          URI.create("memory:///" + className.replace('.', '/') + kind.extension), kind) {
        @Override
        public OutputStream openOutputStream() {
          ByteArrayOutputStream bytes = new ByteArrayOutputStream();
          written.put(className, bytes);
          return bytes;
        }
      };
    }
  }
}
