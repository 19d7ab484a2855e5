package dev.keelson.compiler;

import dev.keelson.compiler.back.BackEnd;
import dev.keelson.compiler.ir.CallGraph;
import dev.keelson.compiler.ir.Function;
import dev.keelson.compiler.ir.IrVerifier;
import dev.keelson.compiler.ir.Module;
import dev.keelson.compiler.pass.BlockMerging;
import dev.keelson.compiler.pass.BlockParameters;
import dev.keelson.compiler.pass.CalleeFaults;
import dev.keelson.compiler.pass.Checks;
import dev.keelson.compiler.pass.DeadCode;
import dev.keelson.compiler.pass.DeadStores;
import dev.keelson.compiler.pass.Faults;
import dev.keelson.compiler.pass.Inlining;
import dev.keelson.compiler.pass.JumpThreading;
import dev.keelson.compiler.pass.Layout;
import dev.keelson.compiler.pass.LoopForms;
import dev.keelson.compiler.pass.PacketBounds;
import dev.keelson.compiler.pass.PacketRuns;
import dev.keelson.compiler.pass.RangeFolding;
import dev.keelson.compiler.pass.Returns;
import dev.keelson.compiler.pass.Scheduling;
import dev.keelson.compiler.pass.SharedSlots;
import dev.keelson.compiler.pass.SignedDivision;
import dev.keelson.compiler.pass.Simplify;
import dev.keelson.compiler.pass.SteppedAddresses;
import dev.keelson.compiler.pass.Unrolling;
import dev.keelson.compiler.pass.ValueNumbering;
import dev.keelson.object.btf.Btf;
import dev.keelson.object.image.BpfImage;
import dev.keelson.object.image.Bytes;
import dev.keelson.object.image.FaultSite;
import dev.keelson.object.layout.DataType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** The phases after the front end, in order, each with the reason for its place. */
final class Pipeline {
  /** Rounds find less and less; in practice three or four are all there are. */
  private static final int MOST_ROUNDS = 10;

  private final Features features;
  private final Set<Optimisation> without;

  private Pipeline(Features features, Set<Optimisation> without) {
    this.features = features;
    this.without = without;
  }

  /** An image, and why it is as it is. */
  record Result(BpfImage image, Explanation explanation) {}

  /** What was decided in one function. */
  private record Decisions(List<LoopForms.Choice> loops, List<Explanation.Check> checks) {}

  /**
   * From the front end's module, which is changed on the way, to an image.
   *
   * @param kernel where the module's kernel fields come from
   * @throws CompileException when a program needs too much stack or is too long, or a loop cannot
   *     be proven to end
   */
  static Result run(Module module, Btf kernel, Features features) {
    return run(module, kernel, features, Set.of());
  }

  /** As {@link #run(Module, Btf, Features)}, without some optimisations. */
  static Result run(Module module, Btf kernel, Features features, Set<Optimisation> without) {
    return new Pipeline(features, without).run(module, kernel);
  }

  private Result run(Module module, Btf kernel) {
    List<Function> programs = module.programs().stream().map(Module.Program::main).toList();
    // First, so that everything later sees as much of a program as there will be.
    List<String> calls = new ArrayList<>(module.calls());
    List<Function> called = Inlining.run(module.functions(), programs, calls);
    List<Function> all = new ArrayList<>(called);
    all.addAll(programs);
    List<Diagnostic> problems = new ArrayList<>();
    Map<String, Decisions> decisions = new HashMap<>();
    Set<String> faulting = new HashSet<>();
    Set<String> callbacks = CallGraph.callbacks(all);
    Map<String, Integer> places = CallGraph.places(programs, called);
    // The list grows: a loop may become a function, whose calls look for faults already.
    int written = all.size();
    for (int i = 0; i < all.size(); i++) {
      Function function = all.get(i);
      List<Function> turns = new ArrayList<>();
      if (i < written) {
        CalleeFaults.checkCalls(function, faulting);
      }
      Checks checks = Checks.of(function);
      int ways = places.get(function.name());
      List<LoopForms.Choice> loops = optimise(function, ways, turns);
      all.addAll(turns);
      called.addAll(turns);
      for (Function turn : turns) {
        callbacks.add(turn.name());
        places.put(turn.name(), ways);
      }
      decisions.put(function.name(), new Decisions(loops, checks.comparedWith(function)));
      for (LoopForms.Choice loop : loops) {
        if (loop.form() == LoopForms.Form.NONE) {
          problems.add(endless(module.sourceFile(), loop));
        }
      }
      // After optimisation: what cannot fault any more needs no second signature.
      if (!programs.contains(function)
          && !callbacks.contains(function.name())
          && CalleeFaults.canFault(function)) {
        CalleeFaults.changeReturns(function);
        faulting.add(function.name());
      }
    }
    if (!problems.isEmpty()) {
      throw new CompileException(problems);
    }
    // Late: as terminators, faults are no edges that join what has nothing to do with each other.
    List<FaultSite> sites = new ArrayList<>();
    Set<Function> lowered = new HashSet<>();
    for (Module.Program program : module.programs()) {
      for (Function function : CallGraph.reachable(program.main(), called)) {
        if (lowered.add(function)) {
          boolean callback = callbacks.contains(function.name());
          boolean later = callback && CalleeFaults.runsLater(function);
          long result =
              function == program.main()
                  ? program.resultOnFault()
                  : later ? 0 : callback ? CalleeFaults.STOP : CalleeFaults.FAULTED;
          if (callback && !later) {
            CalleeFaults.tellCaller(function);
          }
          String name = program.main().name();
          Faults.run(function, result, new Faults.Place(name, module.sourceFile()), sites);
        }
      }
    }
    List<Module.Global> globals = new ArrayList<>(module.globals());
    if (!sites.isEmpty()) {
      globals.add(faultCounters(sites.size()));
    }
    List<BackEnd.Size> sizes = new ArrayList<>();
    BpfImage image =
        BackEnd.emit(
            new Module(
                module.name(),
                module.sourceFile(),
                module.license(),
                module.maps(),
                globals,
                module.programs(),
                called,
                module.printFormats(),
                module.calls(),
                module.notes()),
            sites,
            kernel,
            features,
            sizes);
    return new Result(image, explanation(module, sizes, decisions, calls));
  }

  private static Explanation explanation(
      Module module,
      List<BackEnd.Size> sizes,
      Map<String, Decisions> decisions,
      List<String> calls) {
    return new Explanation(
        module.name(),
        sizes.stream()
            .map(size ->
                new Explanation.Function(
                    size.program(),
                    size.function(),
                    size.instructions(),
                    size.stackBytes(),
                    size.spills(),
                    decisions.get(size.function()).loops().stream()
                        .map(loop ->
                            new Explanation.Loop(loop.line(), loop.form().shown(), loop.why()))
                        .toList(),
                    decisions.get(size.function()).checks()))
            .toList(),
        calls,
        module.notes());
  }

  private List<LoopForms.Choice> optimise(Function function, int places, List<Function> turns) {
    rounds(function, false);
    // When most bounds have become plain, and before checks go that the verifier would need.
    boolean walking = !without.contains(Optimisation.WALKED_LOOPS);
    List<LoopForms.Choice> loops = LoopForms.run(function, places, features, walking, turns);
    if (changed(Optimisation.UNROLLING, function, Unrolling::run)) {
      rounds(function, true);
    }
    // Not in every round: it looks at the whole function, and finds most when the rest is done.
    boolean folded = changed(Optimisation.RANGE_FOLDING, function, RangeFolding::run);
    boolean unchecked = changed(Optimisation.PACKET_BOUNDS, function, PacketBounds::runAfterLoops);
    boolean stepped = changed(Optimisation.STEPPED_ADDRESSES, function, SteppedAddresses::run);
    if (stepped || unchecked || folded || !loops.isEmpty()) {
      // Now that the loops' turns are known, a first test of known outcome may go.
      rounds(function, true);
    }
    if (!features.signedDivision()) {
      // After division by constants has become shifts; what it makes can be shared and folded.
      SignedDivision.run(function);
      round(function, true);
    }
    if (changed(Optimisation.PACKET_RUNS, function, PacketRuns::run)) {
      round(function, true);
    }
    apply(Optimisation.DEAD_STORES, function, DeadStores::run);
    // After the zeroes are gone that a new object has before its fields are set.
    changed(Optimisation.SHARED_SLOTS, function, SharedSlots::run);
    // Not among the rounds, which would take the shared block apart again.
    apply(Optimisation.RETURNS, function, Returns::run);
    // For allocation: nothing after it may look at what an operation computes.
    apply(Optimisation.SCHEDULING, function, Scheduling::run);
    apply(Optimisation.LAYOUT, function, Layout::run);
    return loops;
  }

  /** Runs a pass that may be left out; whether it changed anything. */
  private boolean changed(Optimisation pass, Function function, Predicate<Function> run) {
    if (without.contains(pass)) {
      return false;
    }
    boolean changed = run.test(function);
    // Threading leaves blocks that nothing leads to, and they may lead to what is gone.
    assert pass == Optimisation.JUMP_THREADING
        || pass == Optimisation.BLOCK_MERGING
        || verified(function);
    return changed;
  }

  private void apply(Optimisation pass, Function function, Consumer<Function> run) {
    if (!without.contains(pass)) {
      run.accept(function);
      assert verified(function);
    }
  }

  private static Diagnostic endless(String sourceFile, LoopForms.Choice loop) {
    return new Diagnostic(
        sourceFile,
        loop.line(),
        "loop",
        "this loop may run for longer than the kernel's verifier can follow",
        "It walks a loop turn by turn, and here " + loop.why() + ".",
        "Give it a constant bound, or compile for Linux 5.17 or newer.");
  }

  private void rounds(Function function, boolean throughHeaders) {
    DeadCode.run(function);
    boolean again = true;
    for (int round = 0; again && round < MOST_ROUNDS; round++) {
      again = round(function, throughHeaders);
    }
  }

  private static boolean verified(Function function) {
    IrVerifier.verify(function);
    return true;
  }

  /** Each pass once, on code without dead parts; returns whether another round may find more. */
  private boolean round(Function function, boolean throughHeaders) {
    // Constants into the entry: what follows relies on their dominating everything.
    boolean changed = ValueNumbering.run(function);
    changed |= changed(Optimisation.SIMPLIFY, function, Simplify::run);
    ValueNumbering.run(function);
    // After numbering: it compares by identity.
    changed |= changed(Optimisation.PACKET_BOUNDS, function, PacketBounds::run);
    changed |= changed(Optimisation.BLOCK_PARAMETERS, function, BlockParameters::run);
    changed |=
        changed(Optimisation.JUMP_THREADING, function, f -> JumpThreading.run(f, throughHeaders));
    // Last: threading leaves empty blocks behind, and blocks with one way in.
    changed |= changed(Optimisation.BLOCK_MERGING, function, BlockMerging::run);
    changed |= DeadCode.run(function);
    assert verified(function);
    return changed;
  }

  private static Module.Global faultCounters(int sites) {
    DataType counters = new DataType.Array(DataType.Scalar.LONG, sites);
    return new Module.Global(
        FaultSite.COUNTERS, counters, Bytes.copyOf(new byte[counters.sizeBytes()]), false);
  }
}
