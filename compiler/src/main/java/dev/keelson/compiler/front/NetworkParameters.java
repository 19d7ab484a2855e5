package dev.keelson.compiler.front;

import dev.keelson.compiler.front.Shape.Access;
import dev.keelson.compiler.ir.Value;
import dev.keelson.object.image.CgroupHook;
import java.lang.constant.ClassDesc;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The parameters of programs of the network: a view of their context, and the packet if any. */
final class NetworkParameters {
  private final KernelStructs kernelStructs;
  private final MethodBody body;
  private final Value context;

  NetworkParameters(Compilation compilation, MethodBody body, Value context) {
    this.kernelStructs = compilation.kernelStructs();
    this.body = body;
    this.context = context;
  }

  /** The operands of the parameters of a program that is given a packet, in any order. */
  List<Operand> packet(PacketContext given, List<ClassDesc> types) {
    return read(given.structName, Optional.of(given), types);
  }

  /** The operands of the parameters of a program that is given no packet. */
  List<Operand> context(String structName, List<ClassDesc> types) {
    return read(structName, Optional.empty(), types);
  }

  List<Operand> cgroup(CgroupHook hook, List<ClassDesc> types) {
    return switch (hook) {
      case INGRESS, EGRESS -> packet(PacketContext.CGROUP, types);
      case SOCK_CREATE, SOCK_RELEASE, POST_BIND4, POST_BIND6 -> context("bpf_sock", types);
      case BIND4,
          BIND6,
          CONNECT4,
          CONNECT6,
          SENDMSG4,
          SENDMSG6,
          RECVMSG4,
          RECVMSG6,
          GETPEERNAME4,
          GETPEERNAME6,
          GETSOCKNAME4,
          GETSOCKNAME6 ->
          context("bpf_sock_addr", types);
      case SYSCTL -> context("bpf_sysctl", types);
      case GETSOCKOPT, SETSOCKOPT -> context("bpf_sockopt", types);
      case DEVICE -> context("bpf_cgroup_dev_ctx", types);
      case SOCK_OPS -> context("bpf_sock_ops", types);
    };
  }

  private List<Operand> read(
      String structName, Optional<PacketContext> packet, List<ClassDesc> types) {
    List<Operand> operands = new ArrayList<>();
    for (ClassDesc type : types) {
      String name = type.isClassOrInterface() ? ClassLibrary.nameOf(type) : "";
      if (name.equals(PacketCalls.PACKET) && packet.isPresent()) {
        operands.add(Operand.of(new Shape.Packet(packet.get()), context));
      } else if (!name.isEmpty()
          && !name.equals(PacketCalls.PACKET)
          && kernelStructs.structName(name).equals(Optional.of(structName))) {
        operands.add(Operand.of(new Shape.View(name, Access.CONTEXT, 0, false), context));
      } else {
        throw new Refusal(
            "parameters",
            "%s takes a %s".formatted(body.name(), type.displayName()),
            "It is given %sthe context struct %s."
                .formatted(packet.isPresent() ? "a packet, and " : "", structName),
            packet.isPresent()
                ? "Take a Packet, a @KernelStruct(\"%s\") interface, or both.".formatted(structName)
                : "Take a @KernelStruct(\"%s\") interface, or nothing.".formatted(structName));
      }
    }
    return operands;
  }
}
