package dev.keelson.compiler.front;

import dev.keelson.compiler.front.Shape.Access;
import dev.keelson.compiler.ir.Value;
import java.lang.constant.ClassDesc;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The parameters of programs that see packets: the packet, and a view of their context. */
final class PacketParameters {
  static final String PACKET = "dev.keelson.program.Packet";

  private final KernelStructs kernelStructs;
  private final MethodBody body;

  PacketParameters(Compilation compilation, MethodBody body) {
    this.kernelStructs = compilation.kernelStructs();
    this.body = body;
  }

  /**
   * The operands of the parameters, in any order.
   *
   * @throws Refusal when one is neither
   */
  List<Operand> read(PacketContext given, Value context, List<ClassDesc> types) {
    List<Operand> operands = new ArrayList<>();
    for (ClassDesc type : types) {
      String name = type.isClassOrInterface() ? ClassLibrary.nameOf(type) : "";
      if (name.equals(PACKET)) {
        operands.add(Operand.of(new Shape.Packet(given), context));
      } else if (!name.isEmpty()
          && kernelStructs.structName(name).equals(Optional.of(given.structName))) {
        operands.add(Operand.of(new Shape.View(name, Access.CONTEXT, 0, false), context));
      } else {
        throw new Refusal(
            "parameters",
            "%s takes a %s".formatted(body.name(), type.displayName()),
            "It is given a packet, and the context struct %s.".formatted(given.structName),
            "Take a Packet, a @KernelStruct(\"%s\") interface, or both."
                .formatted(given.structName));
      }
    }
    return operands;
  }
}
