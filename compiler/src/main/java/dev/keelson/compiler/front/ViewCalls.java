package dev.keelson.compiler.front;

import dev.keelson.compiler.front.Translation.Result;
import dev.keelson.compiler.ir.Condition;
import dev.keelson.compiler.ir.Type;
import dev.keelson.compiler.ir.Value;
import java.lang.classfile.MethodModel;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.constant.MethodTypeDesc;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Methods of a view of a kernel struct: fields read and written, and bodies of its own. */
final class ViewCalls {
  private final Translation translation;
  private final Emitter emitter;

  ViewCalls(Translation translation) {
    this.translation = translation;
    this.emitter = translation.emitter();
  }

  List<Result> call(
      InvokeInstruction invoke, Operand view, List<Operand> arguments, Frame frame, String where) {
    String owner = ClassLibrary.nameOf(invoke.owner().asSymbol());
    String name = invoke.name().stringValue();
    ClassSource source = translation.compilation().library().get(owner);
    MethodModel method =
        source.model().methods().stream()
            .filter(one ->
                one.methodName().equalsString(name)
                    && one.methodType().equalsString(invoke.type().stringValue()))
            .findFirst()
            .orElseThrow(() ->
                new Refusal(
                    "kernel-view",
                    "%s does not declare %s itself".formatted(source.simpleName(), name),
                    "A view is one interface, with the methods it declares.",
                    "Declare the method in " + source.simpleName() + "."));
    boolean hasBody = method.code().isPresent();
    KernelStructs structs = translation.compilation().kernelStructs();
    if (arguments.isEmpty()) {
      Optional<KernelField> field = structs.field(owner, method);
      if (field.isPresent() && !hasBody) {
        return translation.only(read(view, field.get(), invoke));
      }
      if (field.isPresent()) {
        return readOrDefault(view, field.get(), source, invoke, frame, where);
      }
      if (!hasBody) {
        throw structs.missing(owner, method);
      }
    } else if (!hasBody) {
      return write(view, owner, method, arguments);
    }
    List<Operand> all = new ArrayList<>(List.of(view));
    all.addAll(arguments);
    MethodBody body = source.method(name, invoke.type().stringValue()).orElseThrow();
    return translation.call(body, all, frame, where);
  }

  private List<Result> write(
      Operand view, String owner, MethodModel method, List<Operand> arguments) {
    MethodTypeDesc type = method.methodTypeSymbol();
    if (arguments.size() > 1 || !type.returnType().descriptorString().equals("V")) {
      throw new Refusal(
          "kernel-view",
          "the field method %s has parameters".formatted(method.methodName()),
          "A method of a kernel struct reads a field, or takes one value and returns nothing.",
          "Remove the parameters, or give it a body.");
    }
    KernelStructs structs = translation.compilation().kernelStructs();
    KernelField field =
        structs
            .field(owner, method, type.parameterType(0))
            .orElseThrow(() -> structs.missing(owner, method));
    boolean wide = type.parameterType(0).descriptorString().equals("J");
    Value value = new Arithmetic(emitter).number(arguments.getFirst(), wide ? Type.I64 : Type.I32);
    if (((Shape.View) view.shape()).access() == Shape.Access.CONTEXT) {
      new ContextWrites(translation).write(view, field, value);
    } else {
      translation.writes().write(view, field, value);
    }
    return translation.only(Operand.UNSET);
  }

  private Operand read(Operand view, KernelField field, InvokeInstruction invoke) {
    return translation.reads().read(view, field, invoke.typeSymbol().returnType());
  }

  /** This kernel has the field; another one, into which the image is loaded, may not. */
  private List<Result> readOrDefault(
      Operand view,
      KernelField field,
      ClassSource source,
      InvokeInstruction invoke,
      Frame frame,
      String where) {
    if (((Shape.View) view.shape()).access() == Shape.Access.CONTEXT) {
      return translation.only(read(view, field, invoke));
    }
    Emitter.Branches ways =
        emitter.branch(Condition.NE, translation.reads().exists(field), emitter.int32(0));
    emitter.at(ways.yes());
    List<Result> results = new ArrayList<>(translation.only(read(view, field, invoke)));
    emitter.at(ways.no());
    MethodBody body =
        source.method(invoke.name().stringValue(), invoke.type().stringValue()).orElseThrow();
    results.addAll(translation.inline(body, List.of(view), frame, where));
    return results;
  }
}
