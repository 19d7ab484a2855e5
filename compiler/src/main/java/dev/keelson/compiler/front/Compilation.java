package dev.keelson.compiler.front;

import dev.keelson.compiler.CompileException;
import dev.keelson.compiler.CompileRequest;
import dev.keelson.compiler.Diagnostic;
import dev.keelson.compiler.Features;
import dev.keelson.compiler.ir.Module;
import dev.keelson.compiler.ir.Op;
import dev.keelson.object.btf.Btf;
import dev.keelson.object.image.BpfImage;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What the translation of all programs of a class shares. Mutable; confined to one thread. */
final class Compilation {
  /**
   * Instructions of class files that may be translated for one program, methods again for each of
   * their calls and loops again until their shapes are known.
   */
  private static final int MOST_STEPS = 400_000;

  private final Btf kernel;
  private final Features features;
  private final ClassLibrary library;
  private final Problems problems = new Problems();
  private final StructTypes structs;
  private final Declarations declarations;
  private final Globals globals;
  private final KernelStructs kernelStructs;
  private final Map<String, MapInfo> ownMaps = new LinkedHashMap<>();
  private final List<Module.MapDeclaration> scratch = new ArrayList<>();
  private final Set<String> calls = new LinkedHashSet<>();
  private final List<String> notes = new ArrayList<>();
  private final Set<String> functionNames = new HashSet<>();
  private final List<String> printFormats = new ArrayList<>();
  private int steps;

  /**
   * @param locked names of the classes on whose objects a program synchronizes
   */
  Compilation(CompileRequest request, Set<String> locked) {
    kernel = request.kernel();
    features = request.features();
    library = new ClassLibrary(request.classes());
    structs = new StructTypes(library, locked);
    declarations =
        new Declarations(
            library,
            structs,
            problems,
            request.className(),
            request.settings(),
            request.openSettings());
    globals = new Globals(request.className());
    kernelStructs = new KernelStructs(library, kernel);
  }

  Btf kernel() {
    return kernel;
  }

  /** What the target has. */
  Features features() {
    return features;
  }

  /** A program begins. */
  void beginProgram() {
    steps = 0;
  }

  /**
   * An instruction is translated.
   *
   * @throws CompileException at once when there were too many: to go on takes long
   */
  void countStep(String file, int line) {
    steps++;
    if (steps > MOST_STEPS) {
      throw new CompileException(
          List.of(
              new Diagnostic(
                  file,
                  line,
                  "program-size",
                  "more than %,d instructions of class files make the program"
                      .formatted(MOST_STEPS),
                  "A method counts again for each of its calls, and so do those that it calls.",
                  "Write: a loop in place of calls that repeat, or several programs.")));
    }
  }

  ClassLibrary library() {
    return library;
  }

  Problems problems() {
    return problems;
  }

  StructTypes structs() {
    return structs;
  }

  Declarations declarations() {
    return declarations;
  }

  Globals globals() {
    return globals;
  }

  KernelStructs kernelStructs() {
    return kernelStructs;
  }

  /** A name for a function that no program or function has yet. */
  String functionName(String method) {
    String name = method;
    for (int i = 2; !functionNames.add(name); i++) {
      name = method + "_" + i;
    }
    return name;
  }

  /** Notes that a map of the compiler's own is used. */
  void use(MapInfo map) {
    ownMaps.put(map.name(), map);
  }

  /** Where records are counted that found no room in a ring. */
  Op.GlobalAddress lostCounter() {
    return new Op.GlobalAddress(globals.counter(BpfImage.LOST));
  }

  /** Keeps what the translation of a program found out about its memory. */
  void use(Room room) {
    room.map().ifPresent(scratch::add);
    notes.addAll(room.notes());
  }

  /** Maps that programs need for what their stack cannot hold. */
  List<Module.MapDeclaration> scratch() {
    return scratch;
  }

  /** Notes what became of calls; the same thing counts once. */
  void noteCall(String sentence) {
    calls.add(sentence);
  }

  /** What became of calls, a sentence each. */
  List<String> calls() {
    return List.copyOf(calls);
  }

  /** Decisions that people may ask about, a line each. */
  List<String> notes() {
    return notes;
  }

  /** Declared maps, then the compiler's own. */
  List<MapInfo> maps() {
    List<MapInfo> all = new ArrayList<>(declarations.maps().values());
    all.addAll(ownMaps.values());
    return all;
  }

  /** The number of a print format; the same text has one number. */
  int printFormat(String text) {
    int index = printFormats.indexOf(text);
    if (index < 0) {
      printFormats.add(text);
      index = printFormats.size() - 1;
    }
    return index;
  }

  List<String> printFormats() {
    return printFormats;
  }
}
