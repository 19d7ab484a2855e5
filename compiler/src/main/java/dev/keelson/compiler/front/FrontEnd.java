package dev.keelson.compiler.front;

import dev.keelson.compiler.CompileException;
import dev.keelson.compiler.CompileRequest;
import dev.keelson.compiler.front.Translation.Result;
import dev.keelson.compiler.ir.Function;
import dev.keelson.compiler.ir.Module;
import dev.keelson.compiler.ir.Op;
import dev.keelson.compiler.ir.Type;
import dev.keelson.compiler.ir.Value;
import dev.keelson.object.image.AttachPoint;
import java.lang.classfile.MethodModel;
import java.lang.classfile.constantpool.ConstantPoolException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** From class file to IR: finds the programs of a class and translates each. */
public final class FrontEnd {
  /** Tracing helpers are for GPL-compatible programs only; this licence text is one of them. */
  private static final String LICENSE = "GPL";

  private FrontEnd() {}

  /**
   * The module of a program class.
   *
   * @throws CompileException with all that is wrong with it
   */
  public static Module translate(CompileRequest request) {
    Set<String> locked = new TreeSet<>();
    while (true) {
      try {
        return translate(request, locked);
      } catch (Locks.Found found) {
        locked.add(found.className()); // its objects have another layout
      }
    }
  }

  private static Module translate(CompileRequest request, Set<String> locked) {
    Compilation compilation = new Compilation(request, locked);
    List<Module.Program> programs = new ArrayList<>();
    List<Function> called = new ArrayList<>();
    String simpleName =
        request
            .className()
            .substring(
                Math.max(request.className().lastIndexOf('.'), request.className().lastIndexOf('$'))
                    + 1);
    String file = simpleName + ".java";
    try {
      ClassSource source = compilation.library().get(request.className());
      file = source.file();
      compilation.declarations().find(source.name(), "");
      compilation.declarations().checkSettings();
      // Programs keep their names: what they call makes way.
      source.model().methods().stream()
          .filter(Programs::isProgram)
          .forEach(method -> compilation.functionName(method.methodName().stringValue()));
      Set<String> names = new HashSet<>();
      Optional<StructOpsClass> ops = StructOpsClass.of(source, compilation);
      for (MethodModel method : source.model().methods()) {
        program(compilation, source, ops, method, names, called).ifPresent(programs::add);
      }
      if (programs.isEmpty() && compilation.problems().none()) {
        throw new Refusal(
            "no-program",
            simpleName + " has no program",
            "A program is a static method with an attach point.",
            "Annotate one, for example with @BtfTracepoint(\"sched_switch\").");
      }
    } catch (Refusal refusal) {
      compilation.problems().add(file, 0, refusal);
    } catch (Malformed | ConstantPoolException malformed) {
      compilation.problems().add(file, 0, ClassLibrary.malformed(request.className(), malformed));
    }
    compilation.problems().throwIfAny();
    return new Module(
        simpleName,
        file,
        LICENSE,
        Stream.concat(
                compilation.maps().stream().map(MapInfo::declaration),
                compilation.scratch().stream())
            .toList(),
        compilation.globals().all(),
        programs,
        called,
        compilation.printFormats(),
        compilation.calls(),
        compilation.notes());
  }

  private static Optional<Module.Program> program(
      Compilation compilation,
      ClassSource source,
      Optional<StructOpsClass> ops,
      MethodModel method,
      Set<String> names,
      List<Function> called) {
    int line = 0;
    try {
      Optional<AttachPoint> point =
          Programs.attachPoint(method).or(() -> ops.flatMap(one -> one.member(method)));
      if (point.isEmpty() || Programs.isLeftOut(method, point.get(), compilation.kernel())) {
        return Optional.empty();
      }
      MethodBody body =
          source
              .method(method.methodName().stringValue(), method.methodType().stringValue())
              .orElseThrow();
      line = body.firstLine();
      check(body, point.get(), names);
      return Optional.of(
          new Module.Program(
              translate(compilation, body, point.get(), called),
              point.get(),
              Programs.resultOnFault(method, point.get())));
    } catch (Refusal refusal) {
      compilation
          .problems()
          .add(source.file(), line == 0 ? firstLine(source, method) : line, refusal);
    } catch (Malformed | ConstantPoolException malformed) {
      if (compilation.problems().none()) {
        compilation
            .problems()
            .add(source.file(), line, ClassLibrary.malformed(source.name(), malformed));
      }
    }
    return Optional.empty();
  }

  private static int firstLine(ClassSource source, MethodModel method) {
    return source
        .method(method.methodName().stringValue(), method.methodType().stringValue())
        .map(MethodBody::firstLine)
        .orElse(0);
  }

  private static void check(MethodBody body, AttachPoint point, Set<String> names) {
    if (!body.isStatic() && !(point instanceof AttachPoint.StructOps)) {
      throw new Refusal(
          "program-static",
          "the program %s is not static".formatted(body.name()),
          "The kernel has no object to call it on.",
          "Make it static.");
    }
    ProgramResult.of(point).check(body, point);
    if (!names.add(body.name())) {
      throw new Refusal(
          "program-name",
          "two programs are called " + body.name(),
          "Programs are known by their names.",
          "Rename one.");
    }
  }

  private static Function translate(
      Compilation compilation, MethodBody body, AttachPoint point, List<Function> called) {
    compilation.beginProgram();
    Functions functions = new Functions(compilation, body);
    Map<String, List<Shape>> loopShapes = Translation.noLoopShapes();
    while (true) {
      try {
        Function program = attempt(compilation, body, point, loopShapes, functions);
        called.addAll(functions.all());
        return program;
      } catch (Translation.Restart _) {
        // A loop header now knows a wider shape: the shapes that can follow are finitely many.
      }
    }
  }

  private static Function attempt(
      Compilation compilation,
      MethodBody body,
      AttachPoint point,
      Map<String, List<Shape>> loopShapes,
      Functions functions) {
    Function function = new Function(body.name(), List.of(Type.POINTER), Type.I32);
    Emitter emitter = new Emitter(function);
    emitter.line(body.firstLine());
    Value context = emitter.emit(new Op.Parameter(0), Type.POINTER);
    Translation translation =
        new Translation(
            compilation,
            point,
            emitter,
            functions.roomOfProgram(emitter, body.name()),
            Optional.of(context),
            loopShapes,
            functions);
    List<Operand> arguments = new ArrayList<>();
    if (!body.isStatic()) {
      arguments.add(Operand.of(new Shape.Self(body.owner().name())));
    }
    arguments.addAll(new ProgramParameters(translation, body, context).read(point));
    Frame none = new Frame(0);
    boolean returns = !body.type().returnType().descriptorString().equals("V");
    ProgramResult expected = ProgramResult.of(point);
    Arithmetic arithmetic = new Arithmetic(emitter);
    for (Result result : translation.inline(body, arguments, none, "")) {
      emitter.at(result.block());
      emitter.returns(
          List.of(
              returns
                  ? expected.given(emitter, arithmetic.number(result.value(), Type.I32))
                  : emitter.int32(expected.watched())));
    }
    compilation.use(translation.room());
    Functions.removeUnreachable(function);
    return function;
  }
}
