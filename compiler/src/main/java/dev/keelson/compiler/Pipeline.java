package dev.keelson.compiler;

import dev.keelson.compiler.back.BackEnd;
import dev.keelson.compiler.ir.Function;
import dev.keelson.compiler.ir.Module;
import dev.keelson.compiler.ir.Module.MapDeclaration;
import dev.keelson.compiler.pass.Faults;
import dev.keelson.compiler.pass.Inlining;
import dev.keelson.compiler.pass.SignedDivision;
import dev.keelson.object.image.BpfImage;
import dev.keelson.object.image.FaultSite;
import dev.keelson.object.image.MapType;
import dev.keelson.object.layout.DataType;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The phases after the front end, in order, each with the reason for its place. */
final class Pipeline {
  private Pipeline() {}

  /**
   * From the front end's module, which is changed on the way, to an image.
   *
   * @throws CompileException when a function needs too much stack
   */
  static BpfImage run(Module module, Features features) {
    List<Function> programs = module.programs().stream().map(Module.Program::main).toList();
    // First, so that everything later sees whole programs, and faults only in programs.
    List<Function> called = Inlining.run(module.functions(), programs);
    List<FaultSite> sites = new ArrayList<>();
    programs.forEach(program -> Faults.run(program, sites));
    List<Function> all = new ArrayList<>(called);
    all.addAll(programs);
    all.forEach(function -> optimise(function, features));
    List<MapDeclaration> maps = new ArrayList<>(module.maps());
    if (!sites.isEmpty()) {
      maps.add(faultMap(sites.size()));
    }
    return BackEnd.emit(
        new Module(
            module.name(),
            module.sourceFile(),
            module.license(),
            maps,
            module.programs(),
            called,
            module.printFormats()),
        sites,
        features);
  }

  private static void optimise(Function function, Features features) {
    if (!features.signedDivision()) {
      SignedDivision.run(function);
    }
  }

  private static MapDeclaration faultMap(int sites) {
    return new MapDeclaration(
        Faults.MAP,
        MapType.PERCPU_ARRAY,
        sites,
        Optional.of(DataType.Scalar.INT),
        Optional.of(DataType.Scalar.LONG));
  }
}
