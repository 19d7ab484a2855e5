package dev.keelson.compiler.front;

import dev.keelson.compiler.front.Shape.Access;
import dev.keelson.compiler.front.TypedParameters.Pointing;
import dev.keelson.compiler.front.TypedParameters.WordSource;
import dev.keelson.compiler.ir.Type;
import dev.keelson.compiler.ir.Value;
import dev.keelson.object.btf.BtfType;
import dev.keelson.object.image.AttachPoint;
import dev.keelson.object.image.CgroupHook;
import java.lang.constant.ClassDesc;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What a program's parameters are, out of the context that the kernel passes. */
final class ProgramParameters {
  private final Translation translation;
  private final Emitter emitter;
  private final TypedParameters typed;
  private final MethodBody body;
  private final Value context;

  ProgramParameters(Translation translation, MethodBody body, Value context) {
    this.translation = translation;
    this.emitter = translation.emitter();
    this.typed = new TypedParameters(translation, body);
    this.body = body;
    this.context = context;
  }

  /**
   * The operands of the parameters.
   *
   * @throws Refusal when a parameter is not what the attach point gives
   */
  List<Operand> read(AttachPoint point) {
    List<ClassDesc> types = body.type().parameterList();
    return switch (point) {
      case AttachPoint.BtfTracepoint(String name) -> tracepoint(name, types, Access.TRUSTED);
      case AttachPoint.RawTracepoint(String name) -> tracepoint(name, types, Access.PROBE);
      case AttachPoint.Fentry(String function) ->
          words(function, typed.function(function).parameters(), types, Access.BTF);
      case AttachPoint.FmodRet(String function) ->
          words(function, typed.function(function).parameters(), types, Access.BTF);
      case AttachPoint.Fexit(String function) -> fexit(function, types);
      case AttachPoint.Lsm(String hook) ->
          words(
              "the hook " + hook,
              typed.function("bpf_lsm_" + hook).parameters(),
              types,
              Access.BTF);
      case AttachPoint.StructOps(String struct, String member, String _) ->
          structOps(struct, member, types);
      case AttachPoint.Iterator(String target) ->
          new IteratorParameters(translation, body, context).read(target, types);
      case AttachPoint.Tracepoint _ ->
          event(
              types,
              Optional.empty(),
              "A classic tracepoint passes one struct.",
              "Take one @KernelStruct interface, for example of trace_event_raw_sched_switch.");
      case AttachPoint.PerfEvent _ ->
          event(
              types,
              Optional.of("bpf_perf_event_data"),
              "A perf event passes struct bpf_perf_event_data.",
              "Take one @KernelStruct(\"bpf_perf_event_data\") interface, or nothing.");
      case AttachPoint.Kprobe(String function, boolean onReturn) ->
          registers().ofFunction(function, types, onReturn);
      case AttachPoint.KprobeMulti(var _, boolean onReturn) -> registers().untyped(types, onReturn);
      case AttachPoint.Uprobe(String _, String _, boolean onReturn) ->
          registers().untyped(types, onReturn);
      case AttachPoint.UprobeMulti(String _, var _, boolean onReturn) ->
          registers().untyped(types, onReturn);
      case AttachPoint.Usdt _ -> new UsdtParameters(translation, body, context).read(types);
      case AttachPoint.Syscall _ -> struct(types);
      case AttachPoint.Xdp _ -> network().packet(PacketContext.XDP, types);
      case AttachPoint.Tc _ -> network().packet(PacketContext.TC, types);
      case AttachPoint.FlowDissector _ -> network().packet(PacketContext.FLOW_DISSECTOR, types);
      case AttachPoint.SocketFilter _ -> network().packet(PacketContext.SOCKET_FILTER, types);
      case AttachPoint.Cgroup(CgroupHook hook, String _) -> network().cgroup(hook, types);
      case AttachPoint.SkLookup _ -> network().context("bpf_sk_lookup", types);
    };
  }

  private RegisterParameters registers() {
    return new RegisterParameters(translation, body, context);
  }

  /** The context is the parameters, eight bytes each. */
  private List<Operand> words(
      String place, List<BtfType.Parameter> given, List<ClassDesc> types, Access access) {
    return typed.read(place, given, types, _ -> Pointing.by(access), this::word);
  }

  private List<Operand> tracepoint(String name, List<ClassDesc> types, Access access) {
    List<BtfType.Parameter> given = typed.tracepoint(name);
    return typed.read(
        "the tracepoint " + name,
        given,
        types,
        i -> Pointing.ofTracepoint(name, i, given.get(i).name(), access),
        this::word);
  }

  private WordSource word(int index) {
    int offset = index * Long.BYTES;
    return new WordSource() {
      @Override
      public Value load(Type type) {
        return emitter.load(context, offset, Long.BYTES, false, true, type);
      }

      @Override
      public Optional<Value> place() {
        return Optional.of(emitter.offset(context, offset));
      }
    };
  }

  /**
   * The kernel passes the wider object where the prototype says {@code struct sock}: for TCP {@code
   * bpf_tcp_ca_is_valid_access} makes it a {@code struct tcp_sock}, net/ipv4/bpf_tcp_ca.c.
   */
  private List<Operand> structOps(String struct, String member, List<ClassDesc> types) {
    List<BtfType.Parameter> given =
        StructOpsClass.prototype(translation.compilation().kernel(), struct, member)
            .orElseThrow()
            .parameters();
    boolean wider =
        struct.equals("tcp_congestion_ops")
            && !types.isEmpty()
            && types.getFirst().isClassOrInterface()
            && translation
                .compilation()
                .kernelStructs()
                .structName(ClassLibrary.nameOf(types.getFirst()))
                .filter("tcp_sock"::equals)
                .isPresent();
    if (!wider) {
      return words(struct + "." + member, given, types, Access.TRUSTED);
    }
    List<Operand> operands = new ArrayList<>();
    operands.add(
        Operand.of(
            new Shape.View(ClassLibrary.nameOf(types.getFirst()), Access.TRUSTED, 0, false),
            word(0).load(Type.POINTER)));
    operands.addAll(
        typed.read(
            struct + "." + member,
            given.subList(1, given.size()),
            types.subList(1, types.size()),
            _ -> Pointing.by(Access.TRUSTED),
            i -> word(i + 1)));
    return operands;
  }

  /** Behind the function's parameters lies its result. */
  private List<Operand> fexit(String function, List<ClassDesc> types) {
    BtfType.Prototype prototype = typed.function(function);
    int given = prototype.parameters().size();
    boolean takesResult = !types.isEmpty() && body.takesResult();
    if (!takesResult) {
      return words(function, prototype.parameters(), types, Access.BTF);
    }
    if (prototype.returnType() == 0) {
      throw new Refusal(
          "parameters",
          "%s takes the result of %s".formatted(body.name(), function),
          "That function returns nothing.",
          "Remove the parameter marked @Result.");
    }
    int last = types.size() - 1;
    List<Operand> operands =
        new ArrayList<>(
            words(function, prototype.parameters(), types.subList(0, last), Access.BTF));
    operands.add(
        typed.argument(
            "the result of " + function,
            new BtfType.Parameter("result", prototype.returnType()),
            types.get(last),
            Pointing.by(Access.BTF),
            word(given)));
    return operands;
  }

  /**
   * One struct, which the context is.
   *
   * @param struct its name; empty when any will do
   */
  private List<Operand> event(
      List<ClassDesc> types, Optional<String> struct, String reason, String remedy) {
    if (types.isEmpty()) {
      return List.of();
    }
    ClassDesc type = types.getFirst();
    Optional<String> viewed =
        type.isClassOrInterface()
            ? translation.compilation().kernelStructs().structName(ClassLibrary.nameOf(type))
            : Optional.empty();
    if (types.size() > 1 || viewed.isEmpty() || (struct.isPresent() && !struct.equals(viewed))) {
      throw new Refusal(
          "parameters", "%s does not take the event".formatted(body.name()), reason, remedy);
    }
    return List.of(
        Operand.of(new Shape.View(ClassLibrary.nameOf(type), Access.CONTEXT, 0, false), context));
  }

  private NetworkParameters network() {
    return new NetworkParameters(translation.compilation(), body, context);
  }

  private List<Operand> struct(List<ClassDesc> types) {
    if (types.isEmpty()) {
      return List.of();
    }
    ClassDesc type = types.getFirst();
    if (types.size() == 1 && type.isClassOrInterface()) {
      StructType struct = translation.compilation().structs().struct(ClassLibrary.nameOf(type));
      if (!struct.isRecord()) {
        return List.of(Operand.of(new Shape.Instance(struct, false, true, Set.of()), context));
      }
    }
    throw new Refusal(
        "parameters",
        "%s does not take its context".formatted(body.name()),
        "The context is read and written back.",
        "Take one parameter of a plain class with primitive fields that are not final.");
  }
}
