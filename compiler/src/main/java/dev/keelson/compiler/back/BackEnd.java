package dev.keelson.compiler.back;

import dev.keelson.compiler.CompileException;
import dev.keelson.compiler.Diagnostic;
import dev.keelson.compiler.Features;
import dev.keelson.compiler.ir.CallGraph;
import dev.keelson.compiler.ir.FieldReference;
import dev.keelson.compiler.ir.Function;
import dev.keelson.compiler.ir.Module;
import dev.keelson.compiler.ir.Op;
import dev.keelson.object.btf.Btf;
import dev.keelson.object.image.BpfImage;
import dev.keelson.object.image.FaultSite;
import dev.keelson.object.image.MapSpec;
import dev.keelson.object.image.ProgramSpec;
import dev.keelson.object.image.ProgramSpec.FunctionInfo;
import dev.keelson.object.image.ProgramSpec.LineInfo;
import dev.keelson.object.image.Relocation;
import dev.keelson.object.insn.Insn;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Makes an image of a module whose faults and, without the feature, signed divisions are lowered.
 */
public final class BackEnd {
  private final Module module;
  private final Features features;
  private final ImageTypes types;
  private final DataSections sections;
  private final KernelTypes kernelTypes;
  private final List<Size> sizes = new ArrayList<>();
  private final List<Diagnostic> problems = new ArrayList<>();

  /**
   * What a function needs.
   *
   * @param instructions slots of its code
   * @param spills values that found no register
   */
  public record Size(
      String program, String function, int instructions, int stackBytes, int spills) {}

  private BackEnd(Module module, Btf kernel, Features features) {
    this.module = module;
    this.features = features;
    this.types = new ImageTypes(module.sourceFile());
    this.sections = new DataSections(module.globals());
    this.kernelTypes = new KernelTypes(kernel);
  }

  /**
   * The image of the module.
   *
   * @param faultSites what the module's fault map counts, by key
   * @param sizes what each function needs; added to, programs followed by what they call
   * @param kernel the types of the kernel that it is compiled for
   * @throws CompileException id {@code stack} when a function needs more than 512 bytes of it, id
   *     {@code program-size} when a program is longer than the kernel takes
   */
  public static BpfImage emit(
      Module module, List<FaultSite> faultSites, Btf kernel, Features features, List<Size> sizes) {
    BackEnd backEnd = new BackEnd(module, kernel, features);
    BpfImage image = backEnd.image(faultSites);
    sizes.addAll(backEnd.sizes);
    return image;
  }

  private BpfImage image(List<FaultSite> faultSites) {
    List<MapSpec> maps = new ArrayList<>(module.maps().stream().map(this::map).toList());
    maps.addAll(sections.maps(types));
    kernelTypes.declare(fields(), types);
    kernelTypes.declareFunctions(kernelFunctions(), types);
    List<ProgramSpec> programs = new ArrayList<>();
    for (Module.Program program : module.programs()) {
      try {
        programs.add(program(program));
      } catch (CompileException e) {
        problems.addAll(e.diagnostics());
      }
    }
    if (!problems.isEmpty()) {
      throw new CompileException(problems);
    }
    if (!faultSites.isEmpty()) {
      types.add(FaultSite.describe(faultSites));
    }
    return new BpfImage(
        module.name(),
        module.license(),
        maps,
        programs,
        types.encode(),
        module.printFormats(),
        faultSites);
  }

  private MapSpec map(Module.MapDeclaration map) {
    boolean ring = map.key().isEmpty();
    return new MapSpec(
        map.name(),
        map.type(),
        ring ? 0 : map.key().get().sizeBytes(),
        ring || map.value().isEmpty() ? 0 : map.value().get().sizeBytes(),
        map.maxEntries(),
        map.type().local() ? MapSpec.NO_PREALLOC : 0,
        ring ? 0 : types.id(map.key().get()),
        ring || map.value().isEmpty() ? 0 : types.id(map.value().get()),
        MapSpec.namesOf(map.programs()));
  }

  private ProgramSpec program(Module.Program program) {
    List<Function> reachable = CallGraph.reachable(program.main(), module.functions());
    Map<String, Function> needed = new LinkedHashMap<>();
    Map<String, StackBudget.Part> parts = new LinkedHashMap<>();
    Emission emission = new Emission(sections);
    for (Function function : reachable) {
      needed.put(function.name(), function);
      MachineFunction machine = Selection.select(function, features, function != program.main());
      Liveness.removeDead(machine);
      TwoAddress.lower(machine);
      Allocation.allocate(machine);
      HoistedConstants.run(machine);
      Frame frame = Frame.layOut(machine);
      parts.put(function.name(), new StackBudget.Part(machine, frame));
      int room = LongJumps.MOST_SLOTS - emission.slots();
      List<MachineBlock> order =
          LongJumps.bridge(
              machine, BlockOrder.of(machine), LongJumps.REACH, room, module.sourceFile());
      int start = emission.slots();
      emission.append(machine.name, order, frame);
      sizes.add(
          new Size(
              program.main().name(),
              machine.name,
              emission.slots() - start,
              frame.sizeBytes(),
              Spilling.count(machine)));
    }
    StackBudget.check(reachable, parts, module.sourceFile())
        .ifPresent(problem -> {
          throw new CompileException(List.of(problem));
        });
    return new ProgramSpec(
        program.main().name(),
        program.attachPoint(),
        code(emission),
        relocations(emission),
        functionInfo(emission, needed),
        lines(emission));
  }

  /** The kernel fields of all functions, before the first instruction names one. */
  private Set<FieldReference> fields() {
    Set<FieldReference> fields = new LinkedHashSet<>();
    Stream.concat(module.functions().stream(), module.programs().stream().map(Module.Program::main))
        .flatMap(function -> function.blocks().stream())
        .flatMap(block -> block.instructions().stream())
        .forEach(instruction -> {
          if (instruction.op() instanceof Op.FieldOp op) {
            fields.add(op.field());
          }
        });
    return fields;
  }

  /** The finished code, calls of the kernel's functions with their numbers. */
  private List<Insn> code(Emission emission) {
    List<Insn> code = emission.code();
    for (Emission.KernelCall call : emission.kernelCalls()) {
      Insn old = code.get(call.slot());
      int typeId = kernelTypes.function(call.function());
      code.set(call.slot(), new Insn(old.opcode(), old.dst(), old.src(), 0, typeId));
    }
    return code;
  }

  /** The functions of the kernel that are called, each once. */
  private Set<String> kernelFunctions() {
    Set<String> functions = new LinkedHashSet<>();
    Stream.concat(module.functions().stream(), module.programs().stream().map(Module.Program::main))
        .flatMap(function -> function.blocks().stream())
        .flatMap(block -> block.instructions().stream())
        .forEach(instruction -> {
          if (instruction.op() instanceof Op.CallKernel call) {
            functions.add(call.function());
          }
        });
    return functions;
  }

  private List<Relocation> relocations(Emission emission) {
    List<Relocation> relocations = new ArrayList<>(emission.relocations());
    emission.uses().forEach(use -> relocations.add(kernelTypes.relocation(use)));
    emission.kernelCalls().forEach(call -> relocations.add(kernelTypes.relocation(call)));
    relocations.sort(Comparator.comparingInt(Relocation::slot));
    return relocations;
  }

  private List<FunctionInfo> functionInfo(Emission emission, Map<String, Function> needed) {
    return emission.functions().stream()
        .map(placed -> new FunctionInfo(placed.slot(), types.id(needed.get(placed.function()))))
        .toList();
  }

  /** A function starts with a line, as the kernel demands: the first that is known. */
  private List<LineInfo> lines(Emission emission) {
    List<LineInfo> infos = new ArrayList<>();
    List<Emission.Placed> functions = emission.functions();
    for (int f = 0; f < functions.size(); f++) {
      int start = functions.get(f).slot();
      int end = f + 1 < functions.size() ? functions.get(f + 1).slot() : Integer.MAX_VALUE;
      List<Emission.Line> own =
          emission.lines().stream().filter(l -> l.slot() >= start && l.slot() < end).toList();
      int first =
          own.stream().mapToInt(Emission.Line::line).filter(l -> l != 0).findFirst().orElse(0);
      for (Emission.Line line : own) {
        int number = line.line() == 0 ? first : line.line();
        infos.add(types.line(line.slot(), number, functions.get(f).function()));
      }
    }
    return infos;
  }
}
