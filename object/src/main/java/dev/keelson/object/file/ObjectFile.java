package dev.keelson.object.file;

import dev.keelson.object.btf.Btf;
import dev.keelson.object.btf.BtfName;
import dev.keelson.object.btf.BtfType;
import dev.keelson.object.elf.ElfFile;
import dev.keelson.object.elf.ElfSection;
import dev.keelson.object.elf.ElfSymbol;
import dev.keelson.object.elf.ElfWriter;
import dev.keelson.object.image.BpfImage;
import dev.keelson.object.image.MapSpec;
import dev.keelson.object.image.ProgramSpec;
import dev.keelson.object.image.Relocation;
import dev.keelson.object.insn.Code;
import dev.keelson.object.insn.Insn;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;

/** Writes an image as the ELF object that libbpf and bpftool load. */
public final class ObjectFile {
  static final String MAPS = ".maps";
  private static final String TEXT = ".text";
  private static final int ALIGNMENT = 8;

  /** {@code R_BPF_64_ABS64}, Documentation/bpf/llvm_reloc.rst. */
  private static final int POINTER_TO_PROGRAM = 2;

  private final BpfImage image;
  private final Optional<Btf> imageTypes;
  private final ObjectTypes types;
  private final Map<String, Integer> kernelFunctions;
  private final BtfExtension extension = new BtfExtension();
  private final ElfWriter elf = new ElfWriter(ElfFile.MACHINE_BPF);

  /** Names that are taken, because C has one space for variables and functions. */
  private final Set<String> taken = new HashSet<>();

  private final Map<String, String> mapSymbols = new LinkedHashMap<>();
  private final Map<String, List<Body>> sections = new LinkedHashMap<>();
  private final Map<String, ElfWriter.Symbol> symbols = new HashMap<>();
  private List<Integer> mapSizes = List.of();
  private int mapSection;
  private final Map<String, ElfWriter.Symbol> kernelSymbols = new HashMap<>();

  // By section, then by where they begin.
  private final Map<String, NavigableMap<Integer, ElfWriter.Symbol>> variables = new HashMap<>();

  private ObjectFile(BpfImage image) {
    this.image = image;
    this.imageTypes =
        image.btf().length() == 0
            ? Optional.empty()
            : Optional.of(Btf.read(image.btf().toArray(), "BTF of " + image.name()));
    this.kernelFunctions = kernelFunctions(image);
    this.types = new ObjectTypes(imageTypes, Set.copyOf(kernelFunctions.values()));
  }

  /**
   * The bytes of the file; the same for the same image.
   *
   * @throws IllegalArgumentException if the image contradicts itself: a call that leads to no
   *     function
   */
  public static byte[] write(BpfImage image) {
    return new ObjectFile(image).write();
  }

  private byte[] write() {
    for (ProgramSpec program : image.programs()) {
      taken.add(BtfName.identifier(program.name()));
    }
    for (MapSpec map : maps()) {
      mapSymbols.put(map.name(), free(BtfName.identifier(map.name())));
    }
    image.programs().forEach(this::place);
    writeMaps();
    image.maps().stream().filter(MapSpec::isSection).forEach(this::writeData);
    declareKernelFunctions();
    writeLicense();
    // Every function has its symbol before the first relocation names one.
    Map<String, Integer> indexes = new LinkedHashMap<>();
    sections.forEach((name, bodies) -> indexes.put(name, writeCode(name, bodies)));
    indexes.forEach((name, index) -> describe(name, index, sections.get(name)));
    fillProgramArrays();
    elf.section(".BTF", ElfSection.PROGRAM_BITS, 0, ALIGNMENT, types.encode());
    elf.section(".BTF.ext", ElfSection.PROGRAM_BITS, 0, ALIGNMENT, extension.encode());
    return elf.encode();
  }

  private String free(String name) {
    String candidate = name;
    while (!taken.add(candidate)) {
      candidate += "_";
    }
    return candidate;
  }

  /** The program into the section of its attach point, what it calls into {@code .text}. */
  private void place(ProgramSpec program) {
    List<Body> parts = ProgramParts.of(program, imageTypes, mapSymbols);
    List<Body> text = sections.getOrDefault(TEXT, List.of());
    boolean clash =
        parts.stream()
            .skip(1)
            .anyMatch(body -> !text.contains(body) && taken.contains(body.name()));
    if (clash) {
      Map<String, String> own = new HashMap<>();
      parts.stream()
          .skip(1)
          .forEach(body ->
              own.put(body.name(), free(BtfName.identifier(program.name()) + "_" + body.name())));
      parts = parts.stream().map(body -> body.renamed(own)).toList();
    }
    sections
        .computeIfAbsent(SectionName.of(program.attachPoint()), s -> new ArrayList<>())
        .add(parts.getFirst());
    for (Body body : parts.subList(1, parts.size())) {
      if (!text.contains(body)) {
        taken.add(body.name());
        sections.computeIfAbsent(TEXT, t -> new ArrayList<>()).add(body);
      }
    }
  }

  private List<MapSpec> maps() {
    return image.maps().stream().filter(map -> !map.isSection()).toList();
  }

  /** A section of global data, with a symbol for each variable that its type lists. */
  private void writeData(MapSpec map) {
    boolean zero = map.name().equals(".bss");
    long flags = ElfSection.ALLOCATED | (map.isReadOnly() ? 0 : ElfSection.WRITE);
    byte[] content = map.content().toArray();
    int section =
        zero
            ? elf.zeroes(map.name(), flags, ALIGNMENT, content.length)
            : elf.section(map.name(), ElfSection.PROGRAM_BITS, flags, ALIGNMENT, content);
    Btf btf = imageTypes.orElseThrow();
    BtfType.DataSection listed = (BtfType.DataSection) btf.type(map.valueTypeId());
    for (BtfType.SectionVariable place : listed.variables()) {
      String name = free(btf.type(place.variable()).name());
      ElfSymbol symbol =
          new ElfSymbol(
              name, ElfSymbol.OBJECT, ElfSymbol.GLOBAL, section, place.offset(), place.sizeBytes());
      variables
          .computeIfAbsent(map.name(), _ -> new TreeMap<>())
          .put(place.offset(), elf.symbol(symbol));
    }
  }

  /** What arrays of programs begin with: relocations of the places behind their definitions. */
  private void fillProgramArrays() {
    int offset = 0;
    for (int i = 0; i < maps().size(); i++) {
      offset += mapSizes.get(i);
      List<String> programs = maps().get(i).programNames();
      for (int p = 0; p < programs.size(); p++) {
        ElfWriter.Symbol program = symbols.get(BtfName.identifier(programs.get(p)));
        long place = offset - (long) (programs.size() - p) * Long.BYTES;
        elf.relocation(mapSection, place, POINTER_TO_PROGRAM, program);
      }
    }
  }

  private void writeMaps() {
    if (maps().isEmpty()) {
      return;
    }
    mapSizes = types.maps(maps(), List.copyOf(mapSymbols.values()));
    int total = mapSizes.stream().mapToInt(Integer::intValue).sum();
    mapSection =
        elf.section(
            MAPS,
            ElfSection.PROGRAM_BITS,
            ElfSection.ALLOCATED | ElfSection.WRITE,
            ALIGNMENT,
            new byte[total]);
    int offset = 0;
    for (int i = 0; i < mapSizes.size(); i++) {
      String name = mapSymbols.get(maps().get(i).name());
      symbols.put(
          name,
          elf.symbol(
              new ElfSymbol(
                  name, ElfSymbol.OBJECT, ElfSymbol.GLOBAL, mapSection, offset, mapSizes.get(i))));
      offset += mapSizes.get(i);
    }
  }

  /** Functions of the kernel: symbols without a section, and types that say so. */
  private void declareKernelFunctions() {
    kernelFunctions
        .keySet()
        .forEach(name ->
            kernelSymbols.put(
                name,
                elf.symbol(new ElfSymbol(name, ElfSymbol.UNTYPED, ElfSymbol.GLOBAL, 0, 0, 0))));
    types.kernelFunctions();
  }

  /** The functions of the kernel that programs call, with their types. */
  private static Map<String, Integer> kernelFunctions(BpfImage image) {
    Map<String, Integer> called = new TreeMap<>();
    for (ProgramSpec program : image.programs()) {
      for (Relocation relocation : program.relocations()) {
        if (relocation instanceof Relocation.KernelFunction(int _, String name, int typeId)) {
          called.put(name, typeId);
        }
      }
    }
    return called;
  }

  private void writeLicense() {
    elf.section(
        "license",
        ElfSection.PROGRAM_BITS,
        ElfSection.ALLOCATED | ElfSection.WRITE,
        1,
        (image.license() + "\0").getBytes(StandardCharsets.UTF_8));
  }

  private int writeCode(String section, List<Body> bodies) {
    List<Insn> code = new ArrayList<>();
    bodies.forEach(body -> code.addAll(withAddresses(body)));
    int index =
        elf.section(
            section,
            ElfSection.PROGRAM_BITS,
            ElfSection.ALLOCATED | ElfSection.EXECUTABLE,
            ALIGNMENT,
            Code.encode(code));
    // libbpf refuses programs that are local, and lets the verifier see functions that are not
    // only by their types.
    int binding = section.equals(TEXT) ? ElfSymbol.LOCAL : ElfSymbol.GLOBAL;
    if (section.equals(TEXT) && takesAddresses()) {
      symbols.put(TEXT, elf.symbol(new ElfSymbol("", ElfSymbol.SECTION, binding, index, 0, 0)));
    }
    long at = 0;
    for (Body body : bodies) {
      long size = (long) body.code().size() * Insn.BYTES;
      symbols.put(
          body.name(),
          elf.symbol(new ElfSymbol(body.name(), ElfSymbol.FUNCTION, binding, index, at, size)));
      at += size;
    }
    return index;
  }

  /**
   * The address of a local function is that of its section and the bytes in the instruction, that
   * of a byte of a variable is the variable's and the bytes in the instruction (libbpf,
   * bpf_object__reloc_code and bpf_object__relocate_data).
   */
  private List<Insn> withAddresses(Body body) {
    List<Insn> code = new ArrayList<>(body.code());
    for (Body.Patch patch : body.patches()) {
      OptionalInt bytes =
          switch (patch.kind()) {
            case MAP, CALL, KERNEL_CALL -> OptionalInt.empty();
            case FUNCTION_ADDRESS -> OptionalInt.of(offsetInText(patch.target()));
            case VARIABLE ->
                OptionalInt.of(
                    patch.offset() - variables.get(patch.target()).floorKey(patch.offset()));
          };
      if (bytes.isPresent()) {
        Insn old = code.get(patch.slot());
        code.set(patch.slot(), new Insn(old.opcode(), old.dst(), old.src(), 0, bytes.getAsInt()));
      }
    }
    return code;
  }

  private boolean takesAddresses() {
    return sections.values().stream()
        .flatMap(List::stream)
        .flatMap(body -> body.patches().stream())
        .anyMatch(patch -> patch.kind() == Body.Kind.FUNCTION_ADDRESS);
  }

  private int offsetInText(String function) {
    int slots = 0;
    for (Body body : sections.get(TEXT)) {
      if (body.name().equals(function)) {
        return slots * Insn.BYTES;
      }
      slots += body.code().size();
    }
    throw new AssertionError("no function " + function);
  }

  private ElfWriter.Symbol symbol(Body.Patch patch) {
    return switch (patch.kind()) {
      case MAP, CALL -> symbols.get(patch.target());
      case KERNEL_CALL -> kernelSymbols.get(patch.target());
      case FUNCTION_ADDRESS -> symbols.get(TEXT);
      case VARIABLE -> variables.get(patch.target()).floorEntry(patch.offset()).getValue();
    };
  }

  private void describe(String section, int index, List<Body> bodies) {
    int name = types.string(section);
    int start = 0;
    for (Body body : bodies) {
      for (Body.Patch patch : body.patches()) {
        long at = (long) (start + patch.slot()) * Insn.BYTES;
        elf.relocation(index, at, patch.kind().number(), symbol(patch));
      }
      if (body.typeId() != 0) {
        extension.function(name, start * Insn.BYTES, body.typeId());
      }
      int first = start;
      body.lines()
          .forEach(line ->
              extension.line(
                  name,
                  (first + line.slot()) * Insn.BYTES,
                  types.string(line.fileNameOffset()),
                  types.string(line.lineTextOffset()),
                  line.line(),
                  line.column()));
      body.fields()
          .forEach(field ->
              extension.field(
                  name,
                  (first + field.slot()) * Insn.BYTES,
                  field.typeId(),
                  types.string(field.access()),
                  field.fact().number()));
      start += body.code().size();
    }
  }
}
