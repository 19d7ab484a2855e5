package dev.keelson.compiler.front;

import dev.keelson.compiler.front.Translation.Result;
import dev.keelson.compiler.ir.Terminator.FaultKind;
import java.lang.classfile.instruction.InvokeDynamicInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDesc;
import java.lang.constant.DirectMethodHandleDesc;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Lambdas and method references: never objects, but a method and the values it has captured. A call
 * of one is a call of that method.
 */
final class Lambdas {
  private static final String FACTORY = "java.lang.invoke.LambdaMetafactory";

  private final Translation translation;

  Lambdas(Translation translation) {
    this.translation = translation;
  }

  /** The lambda that the instruction makes of what is on the stack; empty when it makes none. */
  Optional<Operand> make(InvokeDynamicInstruction dynamic, Frame frame) {
    if (!ClassLibrary.nameOf(dynamic.bootstrapMethod().owner()).equals(FACTORY)) {
      return Optional.empty();
    }
    List<ConstantDesc> given = dynamic.bootstrapArgs();
    if (given.size() < 3 || !(given.get(1) instanceof DirectMethodHandleDesc method)) {
      throw Malformed.because("a lambda without a method");
    }
    List<Operand> captured =
        frame.pop(dynamic.typeSymbol().parameterCount()).stream()
            .map(operand -> Merging.settled(translation.emitter(), operand))
            .toList();
    Shape shape = new Shape.Lambda(body(method), captured.stream().map(Operand::shape).toList());
    return Optional.of(
        new Operand(
            shape, captured.stream().flatMap(operand -> operand.values().stream()).toList()));
  }

  private MethodBody body(DirectMethodHandleDesc method) {
    String owner = ClassLibrary.nameOf(method.owner());
    boolean known =
        !owner.startsWith("java.")
            && switch (method.kind()) {
              case STATIC,
                  INTERFACE_STATIC,
                  VIRTUAL,
                  SPECIAL,
                  INTERFACE_VIRTUAL,
                  INTERFACE_SPECIAL ->
                  true;
              default -> false;
            };
    ClassLibrary library = translation.compilation().library();
    Optional<MethodBody> body =
        known
            ? library.get(owner).method(method.methodName(), method.lookupDescriptor())
            : library.substitutes().find(owner, method.methodName(), method.lookupDescriptor());
    return body.orElseThrow(() ->
        new Refusal(
            "lambda",
            "a reference to %s of %s is taken"
                .formatted(method.methodName(), owner.substring(owner.lastIndexOf('.') + 1)),
            "What a lambda calls is translated: it must be a method of the program's own.",
            "Write a lambda: i -> ..., or refer to a static method of your own."));
  }

  /**
   * The operand, which is to be called and not null.
   *
   * @throws Refusal when several lambdas come together there
   */
  static Operand known(Translation translation, Operand operand, Frame frame) {
    Operand lambda = translation.requireNotNull(frame, operand);
    if (lambda.shape() instanceof Shape.Lambda) {
      return lambda;
    }
    if (lambda.broken()) {
      throw translation.ended(FaultKind.NULL_POINTER); // it was told of
    }
    throw new Refusal(
        "lambda",
        "what is to be called is not known here",
        "The kernel calls a function that is there when the program is loaded.",
        "Write the lambda in the call, or in a variable that holds no other.");
  }

  /** The operands that a lambda has captured. */
  static List<Operand> captured(Operand lambda) {
    List<Operand> captured = new ArrayList<>();
    int from = 0;
    for (Shape shape : ((Shape.Lambda) lambda.shape()).captured()) {
      int to = from + shape.types().size();
      captured.add(new Operand(shape, lambda.values().subList(from, to)));
      from = to;
    }
    return captured;
  }

  /**
   * Calls the lambda.
   *
   * @param result what the caller takes
   */
  List<Result> call(
      Operand lambda, List<Operand> arguments, ClassDesc result, Frame frame, String place) {
    MethodBody body = ((Shape.Lambda) lambda.shape()).body();
    List<Operand> all = new ArrayList<>(captured(lambda));
    int first = all.size() - (body.isStatic() ? 0 : 1);
    for (int i = 0; i < arguments.size(); i++) {
      // An unbound receiver is no parameter.
      Operand argument = arguments.get(i);
      all.add(
          first + i < 0
              ? argument
              : Boxing.adapted(translation, argument, body.type().parameterType(first + i), frame));
    }
    List<Result> results = new ArrayList<>();
    for (Result one : translation.call(body, all, frame, place)) {
      translation.emitter().at(one.block());
      Operand value = one.value();
      Operand adapted =
          value.equals(Operand.UNSET) ? value : Boxing.adapted(translation, value, result, frame);
      results.add(new Result(translation.emitter().block(), adapted));
    }
    return results;
  }
}
