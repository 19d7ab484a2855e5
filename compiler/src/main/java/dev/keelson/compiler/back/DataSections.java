package dev.keelson.compiler.back;

import dev.keelson.compiler.ir.Module.Global;
import dev.keelson.object.image.Bytes;
import dev.keelson.object.image.MapSpec;
import dev.keelson.object.image.MapType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Where the variables of a module lie: constants in {@code .rodata}, which is frozen, zeros in
 * {@code .bss}, the rest in {@code .data}. Each section is an array of one value.
 */
final class DataSections {
  private static final String CONSTANTS = ".rodata";
  private static final String VARIABLES = ".data";
  private static final String ZEROS = ".bss";

  private final Map<String, List<Variable>> sections = new LinkedHashMap<>();
  private final Map<String, Place> places = new HashMap<>();

  /** A variable at its byte offset. */
  record Variable(Global global, int offset) {
    int end() {
      return offset + global.type().sizeBytes();
    }
  }

  /** Where in which section. */
  record Place(String section, int offset) {}

  DataSections(List<Global> globals) {
    for (String section : List.of(CONSTANTS, VARIABLES, ZEROS)) {
      for (Global global : globals) {
        if (sectionOf(global).equals(section)) {
          add(section, global);
        }
      }
    }
  }

  private static String sectionOf(Global global) {
    if (global.constant()) {
      return CONSTANTS;
    }
    for (byte one : global.initial().toArray()) {
      if (one != 0) {
        return VARIABLES;
      }
    }
    return ZEROS;
  }

  private void add(String section, Global global) {
    List<Variable> before = sections.computeIfAbsent(section, name -> new ArrayList<>());
    int end = before.isEmpty() ? 0 : before.getLast().end();
    // Arrays begin where all their elements can be moved by whole words.
    int alignment =
        global.type().sizeBytes() >= Long.BYTES ? Long.BYTES : global.type().alignment();
    int offset = (end + alignment - 1) & -alignment;
    before.add(new Variable(global, offset));
    places.put(global.name(), new Place(section, offset));
  }

  Place place(String global) {
    return places.get(global);
  }

  /** The maps that hold the sections. */
  List<MapSpec> maps(ImageTypes types) {
    List<MapSpec> maps = new ArrayList<>();
    sections.forEach((name, variables) -> {
      byte[] content = new byte[variables.getLast().end()];
      for (Variable variable : variables) {
        byte[] initial = variable.global().initial().toArray();
        System.arraycopy(initial, 0, content, variable.offset(), initial.length);
      }
      maps.add(
          new MapSpec(
              name,
              MapType.ARRAY,
              Integer.BYTES,
              content.length,
              1,
              name.equals(CONSTANTS) ? MapSpec.READ_ONLY : MapSpec.MAPPABLE,
              0,
              types.section(name, content.length, variables),
              Bytes.copyOf(content)));
    });
    return maps;
  }
}
