package dev.keelson.compiler.ir;

import dev.keelson.object.image.AttachPoint;
import dev.keelson.object.image.Bytes;
import dev.keelson.object.image.MapType;
import dev.keelson.object.layout.DataType;
import java.util.List;
import java.util.Optional;

/**
 * What the front end makes of a program class, and the back end an image of.
 *
 * @param name the class, as users know it
 * @param sourceFile the file named in diagnostics and line info, for example {@code Foo.java}
 * @param license licence text for the kernel
 * @param globals variables of global data, by name; every {@link Op.GlobalAddress} names one
 * @param calls what became of calls and why, a sentence each, for people who ask
 * @param notes decisions about memory and their reasons, a line each, for people who ask
 * @param functions the methods called by programs and not inlined, callees before callers
 */
public record Module(
    String name,
    String sourceFile,
    String license,
    List<MapDeclaration> maps,
    List<Global> globals,
    List<Program> programs,
    List<Function> functions,
    List<String> printFormats,
    List<String> calls,
    List<String> notes) {

  public Module {
    maps = List.copyOf(maps);
    globals = List.copyOf(globals);
    programs = List.copyOf(programs);
    functions = List.copyOf(functions);
    printFormats = List.copyOf(printFormats);
    calls = List.copyOf(calls);
    notes = List.copyOf(notes);
  }

  /** A module without global data. */
  public Module(
      String name,
      String sourceFile,
      String license,
      List<MapDeclaration> maps,
      List<Program> programs,
      List<Function> functions,
      List<String> printFormats) {
    this(
        name,
        sourceFile,
        license,
        maps,
        List.of(),
        programs,
        functions,
        printFormats,
        List.of(),
        List.of());
  }

  /**
   * A static field that programs share.
   *
   * @param initial its first value, as long as its type
   * @param constant whether no program writes it
   */
  public record Global(String name, DataType type, Bytes initial, boolean constant) {}

  /**
   * A method that the kernel runs; {@code main} takes the context and returns I32.
   *
   * @param resultOnFault what it returns after a contained fault
   */
  public record Program(Function main, AttachPoint attachPoint, int resultOnFault) {
    /** A program that returns 0 after a fault. */
    public Program(Function main, AttachPoint attachPoint) {
      this(main, attachPoint, 0);
    }
  }

  /**
   * A map; a ring buffer has no key, and its value is the type of its records where there is one.
   *
   * @param maxEntries entries, or bytes for a ring buffer
   */
  public record MapDeclaration(
      String name,
      MapType type,
      int maxEntries,
      Optional<DataType> key,
      Optional<DataType> value,
      List<String> programs) {
    public MapDeclaration {
      programs = List.copyOf(programs);
    }

    /** A map that holds no programs. */
    public MapDeclaration(
        String name,
        MapType type,
        int maxEntries,
        Optional<DataType> key,
        Optional<DataType> value) {
      this(name, type, maxEntries, key, value, List.of());
    }
  }
}
