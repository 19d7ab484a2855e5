package dev.keelson.bpf.attach;

import dev.keelson.bpf.BpfMap;
import dev.keelson.bpf.BpfProgram;
import dev.keelson.bpf.Codec;
import dev.keelson.bpf.btf.KernelBtf;
import dev.keelson.bpf.btf.UnsupportedKernelException;
import dev.keelson.object.btf.Btf;
import dev.keelson.object.btf.BtfType;
import dev.keelson.object.btf.FieldPath;
import dev.keelson.object.image.AttachPoint;
import dev.keelson.object.usdt.UsdtArgument;
import dev.keelson.object.usdt.UsdtNote;
import dev.keelson.object.usdt.UsdtNotes;
import dev.keelson.object.usdt.UsdtTable;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** All places of a static probe in a file, and what a program at each must know to read it. */
final class UsdtSites {
  private UsdtSites() {}

  /** A place of the file, and the entry of the program's table that describes it. */
  record Site(UsdtNote note, int tableEntry) {}

  /**
   * The places of a probe; the program's table has an entry for each when this returns.
   *
   * @throws IllegalArgumentException when the file has no such probe, or the probe lacks what the
   *     program takes
   */
  static List<Site> of(BpfProgram program, AttachPoint.Usdt point, Path file) {
    List<UsdtNote> all = UprobeTarget.withElf(file, elf -> UsdtNotes.read(elf, file.toString()));
    List<UsdtNote> wanted =
        all.stream()
            .filter(note ->
                note.provider().equals(point.provider()) && note.probe().equals(point.probe()))
            .toList();
    if (wanted.isEmpty()) {
      throw new IllegalArgumentException(
          "%s has no static probe %s:%s among its %d; readelf -n lists them"
              .formatted(file, point.provider(), point.probe(), all.size()));
    }
    wanted.forEach(note -> check(program, point, note, file));
    return wanted.stream().map(note -> new Site(note, entry(program, point, note))).toList();
  }

  private static void check(BpfProgram program, AttachPoint.Usdt point, UsdtNote note, Path file) {
    List<UsdtArgument> arguments = note.arguments();
    if (point.arguments() > arguments.size()) {
      throw new IllegalArgumentException(
          "%s takes %d arguments, and %s:%s in %s has %d"
              .formatted(
                  program.name(),
                  point.arguments(),
                  note.provider(),
                  note.probe(),
                  file,
                  arguments.size()));
    }
    for (int i = 0; i < point.arguments(); i++) {
      if (arguments.get(i) instanceof UsdtArgument.Unreadable(String text)) {
        throw new IllegalArgumentException(
            "%s takes argument %d of %s:%s, which is \"%s\" in %s: no program can read that"
                .formatted(program.name(), i + 1, note.provider(), note.probe(), text, file));
      }
    }
  }

  /** The entry with exactly these arguments: the one there is, or the first that is free. */
  private static int entry(BpfProgram program, AttachPoint.Usdt point, UsdtNote note) {
    if (point.arguments() == 0) {
      return 0; // the program looks nothing up
    }
    BpfMap table = program.map(UsdtTable.MAP);
    byte[] wanted = UsdtTable.encode(note.arguments(), UsdtSites::registerOffset);
    byte[] free = new byte[UsdtTable.ENTRY_BYTES];
    synchronized (table) {
      var entries = table.array(Codec.bytes(UsdtTable.ENTRY_BYTES));
      for (int i = 0; i < UsdtTable.ENTRIES; i++) {
        byte[] there = entries.get(i);
        if (Arrays.equals(there, free)) {
          entries.put(i, wanted);
          return i;
        }
        if (Arrays.equals(there, wanted)) {
          return i;
        }
      }
    }
    throw new IllegalArgumentException(
        "%s is attached to places with more than %d different sets of arguments: load the class"
                .formatted(program.name(), UsdtTable.ENTRIES)
            + " once more for the others");
  }

  private static int registerOffset(String register) {
    Btf kernel = KernelBtf.load();
    int registers =
        kernel.find(BtfType.Struct.class, "pt_regs").orElseThrow(() -> unknown("struct pt_regs"));
    return FieldPath.resolve(kernel, registers, register)
        .map(field -> field.byteOffset())
        .or(() -> numbered(kernel, registers, register))
        .orElseThrow(() -> unknown(register + " in struct pt_regs"));
  }

  /** x0 to x30 of AArch64 are an array. */
  private static Optional<Integer> numbered(Btf kernel, int registers, String register) {
    return register.matches("x\\d+")
        ? FieldPath.resolve(kernel, registers, "regs")
            .map(field -> field.byteOffset() + Integer.parseInt(register.substring(1)) * Long.BYTES)
        : Optional.empty();
  }

  private static UnsupportedKernelException unknown(String missing) {
    return new UnsupportedKernelException(
        "this kernel has no " + missing,
        "Static probes are read on x86-64 and aarch64; the file must be of this machine's kind.",
        null);
  }
}
