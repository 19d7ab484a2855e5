package dev.keelson.object.binary;

import dev.keelson.object.MalformedObjectException;
import dev.keelson.object.image.BpfImage;
import dev.keelson.object.image.Bytes;
import dev.keelson.object.image.FaultSite;
import dev.keelson.object.image.FieldFact;
import dev.keelson.object.image.MapSpec;
import dev.keelson.object.image.MapType;
import dev.keelson.object.image.ProgramSpec;
import dev.keelson.object.image.ProgramSpec.FunctionInfo;
import dev.keelson.object.image.ProgramSpec.LineInfo;
import dev.keelson.object.image.Relocation;
import dev.keelson.object.insn.Code;

/** Images as binary values: what is written is read as an equal image. */
public final class ImageBinary {
  // Of relocations, the first number of each.
  private static final int MAP_ADDRESS = 0;
  private static final int MAP_VALUE = 1;
  private static final int SETTING = 2;
  private static final int KERNEL_FIELD = 3;
  private static final int KERNEL_FUNCTION = 4;

  private ImageBinary() {}

  /** Writes an image. */
  public static void write(BinaryWriter out, BpfImage image) {
    out.text(image.name());
    out.text(image.license());
    out.list(image.maps(), map -> write(out, map));
    out.list(image.programs(), program -> write(out, program));
    out.bytes(image.btf().toArray());
    out.list(image.printFormats(), out::text);
    out.list(image.faultSites(), site -> write(out, site));
  }

  /**
   * Reads an image.
   *
   * @throws MalformedObjectException when the bytes are none
   */
  public static BpfImage read(BinaryReader in) {
    try {
      return new BpfImage(
          in.text(),
          in.text(),
          in.list(() -> map(in)),
          in.list(() -> program(in)),
          Bytes.copyOf(in.bytes()),
          in.list(in::text),
          in.list(() -> faultSite(in)));
    } catch (IllegalArgumentException impossible) { // no such constant, or a record said no
      throw in.malformed("parts of an image before this (" + impossible.getMessage() + ")");
    }
  }

  private static void write(BinaryWriter out, MapSpec map) {
    out.text(map.name());
    out.text(map.type().name());
    out.number(map.keySize());
    out.number(map.valueSize());
    out.number(map.maxEntries());
    out.number(map.flags());
    out.number(map.keyTypeId());
    out.number(map.valueTypeId());
    out.bytes(map.content().toArray());
  }

  private static MapSpec map(BinaryReader in) {
    return new MapSpec(
        in.text(),
        MapType.valueOf(in.text()),
        in.number(),
        in.number(),
        in.number(),
        in.number(),
        in.number(),
        in.number(),
        Bytes.copyOf(in.bytes()));
  }

  private static void write(BinaryWriter out, ProgramSpec program) {
    out.text(program.name());
    AttachPointBinary.write(out, program.attachPoint());
    out.bytes(Code.encode(program.code()));
    out.list(program.relocations(), relocation -> write(out, relocation));
    out.list(program.functions(), function -> write(out, function));
    out.list(program.lines(), line -> write(out, line));
  }

  private static ProgramSpec program(BinaryReader in) {
    return new ProgramSpec(
        in.text(),
        AttachPointBinary.read(in),
        Code.decode(in.bytes()),
        in.list(() -> relocation(in)),
        in.list(() -> new FunctionInfo(in.number(), in.number())),
        in.list(
            () -> new LineInfo(in.number(), in.number(), in.number(), in.number(), in.number())));
  }

  private static void write(BinaryWriter out, FunctionInfo function) {
    out.number(function.slot());
    out.number(function.typeId());
  }

  private static void write(BinaryWriter out, LineInfo line) {
    out.number(line.slot());
    out.number(line.fileNameOffset());
    out.number(line.lineTextOffset());
    out.number(line.line());
    out.number(line.column());
  }

  private static void write(BinaryWriter out, Relocation relocation) {
    switch (relocation) {
      case Relocation.MapAddress(int slot, String map) -> {
        out.number(MAP_ADDRESS);
        out.number(slot);
        out.text(map);
      }
      case Relocation.MapValue(int slot, String map, int offset) -> {
        out.number(MAP_VALUE);
        out.number(slot);
        out.text(map);
        out.number(offset);
      }
      case Relocation.Setting(int slot, String name) -> {
        out.number(SETTING);
        out.number(slot);
        out.text(name);
      }
      case Relocation.KernelField(int slot, int typeId, String access, FieldFact fact) -> {
        out.number(KERNEL_FIELD);
        out.number(slot);
        out.number(typeId);
        out.text(access);
        out.text(fact.name());
      }
      case Relocation.KernelFunction(int slot, String name, int typeId) -> {
        out.number(KERNEL_FUNCTION);
        out.number(slot);
        out.text(name);
        out.number(typeId);
      }
    }
  }

  private static Relocation relocation(BinaryReader in) {
    return switch (in.number()) {
      case MAP_ADDRESS -> new Relocation.MapAddress(in.number(), in.text());
      case MAP_VALUE -> new Relocation.MapValue(in.number(), in.text(), in.number());
      case SETTING -> new Relocation.Setting(in.number(), in.text());
      case KERNEL_FIELD ->
          new Relocation.KernelField(
              in.number(), in.number(), in.text(), FieldFact.valueOf(in.text()));
      case KERNEL_FUNCTION -> new Relocation.KernelFunction(in.number(), in.text(), in.number());
      default -> throw in.malformed("a kind of relocation before this");
    };
  }

  private static void write(BinaryWriter out, FaultSite site) {
    out.text(site.program());
    out.text(site.file());
    out.number(site.line());
    out.text(site.kind());
  }

  private static FaultSite faultSite(BinaryReader in) {
    return new FaultSite(in.text(), in.text(), in.number(), in.text());
  }
}
