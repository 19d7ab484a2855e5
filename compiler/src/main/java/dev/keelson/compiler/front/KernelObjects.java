package dev.keelson.compiler.front;

import dev.keelson.compiler.front.Shape.Access;
import dev.keelson.compiler.ir.Type;
import dev.keelson.compiler.ir.Value;
import java.util.List;
import java.util.Optional;

/** The methods of {@code Kernel} that see one thing as another. */
final class KernelObjects {
  private final Translation translation;
  private final Emitter emitter;

  KernelObjects(Translation translation) {
    this.translation = translation;
    this.emitter = translation.emitter();
  }

  /** The method's result; empty when it is none of these. */
  Optional<Operand> call(String method, List<Operand> arguments) {
    return Optional.ofNullable(
        switch (method) {
          case "as" -> as(arguments.get(0), view("as", arguments.get(1)));
          case "at" -> at(arguments.get(0).value(), view("at", arguments.get(1)));
          default -> null;
        });
  }

  private String view(String method, Operand literal) {
    if (literal.shape() instanceof Shape.ClassLiteral(String name)
        && translation.compilation().kernelStructs().structName(name).isPresent()) {
      return name;
    }
    throw new Refusal(
        "kernel-view",
        "Kernel.%s is called with something other than the class of a view".formatted(method),
        "The compiler must know the interface.",
        "Write its class: Kernel.%s(x, Sock.class), where Sock is a @KernelStruct interface."
            .formatted(method));
  }

  /** Nothing says that it is one: its fields are read like those behind any other address. */
  private Operand as(Operand object, String name) {
    if (object.shape() instanceof Shape.Null || object.broken()) {
      return object;
    }
    if (!(object.shape() instanceof Shape.View(String _, Access access, int offset, boolean maybe))
        || access == Access.CONTEXT) {
      throw new Refusal(
          "kernel-view",
          "Kernel.as is called with something other than an object of the kernel",
          "Only the kernel's objects have kernel structs behind them.",
          "Give it a parameter or a field that is a @KernelStruct interface; for an address that is"
              + " a long write Kernel.at(address, View.class).");
    }
    return Operand.of(
        new Shape.View(name, Access.PROBE, 0, maybe), emitter.offset(object.value(), offset));
  }

  /** The number becomes an address by way of memory: the IR adds no numbers to pointers. */
  private Operand at(Value address, String name) {
    Value slot = emitter.stackSlot(Long.BYTES, "address");
    emitter.store(slot, 0, Long.BYTES, address);
    return Operand.of(
        new Shape.View(name, Access.PROBE, 0, true),
        emitter.load(slot, 0, Long.BYTES, false, false, Type.POINTER));
  }
}
