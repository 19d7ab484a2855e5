package dev.keelson.object.image;

import java.util.List;
import java.util.Map;

/**
 * A compiled object, not yet loaded: the blueprint that {@code bpf} turns into maps and programs.
 *
 * @param name what users know it by, for example the class it was compiled from
 * @param license the licence text given to the kernel; GPL-only helpers need {@code "GPL"} or a
 *     {@code "Dual .../GPL"}
 * @param maps maps to create, in order
 * @param programs programs to load, in order
 * @param btf encoded BTF of the image, type ids as named by maps and programs; empty when there is
 *     none
 * @param printFormats the format strings of {@code Kernel.print} calls; a record of the print ring
 *     names its format by index
 * @param faultSites the places that {@link FaultSite#COUNTERS} counts, by index; empty without it
 */
public record BpfImage(
    String name,
    String license,
    List<MapSpec> maps,
    List<ProgramSpec> programs,
    Bytes btf,
    List<String> printFormats,
    List<FaultSite> faultSites) {

  /** The variable of global data that counts records which found no room in a ring. */
  public static final String LOST = "keelson_lost";

  public BpfImage {
    maps = List.copyOf(maps);
    programs = List.copyOf(programs);
    printFormats = List.copyOf(printFormats);
    faultSites = List.copyOf(faultSites);
  }

  /** An image whose programs have no fault sites. */
  public BpfImage(
      String name,
      String license,
      List<MapSpec> maps,
      List<ProgramSpec> programs,
      Bytes btf,
      List<String> printFormats) {
    this(name, license, maps, programs, btf, printFormats, List.of());
  }

  /**
   * The same image, with settings that were open when it was compiled at other values.
   *
   * @param values by name of the setting; those that no program reads are passed over
   */
  public BpfImage withSettings(Map<String, Long> values) {
    List<ProgramSpec> bound =
        programs.stream().map(program -> program.withSettings(values)).toList();
    return new BpfImage(name, license, maps, bound, btf, printFormats, faultSites);
  }

  /** The map of that name, which must exist. */
  public MapSpec map(String mapName) {
    return maps.stream()
        .filter(map -> map.name().equals(mapName))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException(name + " has no map " + mapName));
  }

  /** The program of that name, which must exist. */
  public ProgramSpec program(String programName) {
    return programs.stream()
        .filter(program -> program.name().equals(programName))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException(name + " has no program " + programName));
  }
}
