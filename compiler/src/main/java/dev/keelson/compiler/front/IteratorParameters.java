package dev.keelson.compiler.front;

import dev.keelson.compiler.front.Emitter.Branches;
import dev.keelson.compiler.front.Shape.Access;
import dev.keelson.compiler.front.TypedParameters.Pointing;
import dev.keelson.compiler.ir.Condition;
import dev.keelson.compiler.ir.Op.UnaryKind;
import dev.keelson.compiler.ir.Type;
import dev.keelson.compiler.ir.Value;
import dev.keelson.object.btf.Btf;
import dev.keelson.object.btf.BtfType;
import dev.keelson.object.btf.FieldPath;
import java.lang.classfile.Attributes;
import java.lang.classfile.MethodSignature;
import java.lang.classfile.Signature;
import java.lang.constant.ClassDesc;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The parameters of an iterator: the parts of one element, and the file that its output goes to.
 *
 * <pre>
 *   struct bpf_iter__task_file { struct bpf_iter_meta *meta; struct task_struct *task; u32 fd; ... }
 * </pre>
 */
final class IteratorParameters {
  static final String SEQ_FILE = "dev.keelson.program.SeqFile";

  private final Translation translation;
  private final Emitter emitter;
  private final Btf kernel;
  private final TypedParameters typed;
  private final MethodBody body;
  private final Value context;
  private final Map<List<Object>, Value> loaded = new HashMap<>();

  IteratorParameters(Translation translation, MethodBody body, Value context) {
    this.translation = translation;
    this.emitter = translation.emitter();
    this.kernel = translation.compilation().kernel();
    this.typed = new TypedParameters(translation, body);
    this.body = body;
    this.context = context;
  }

  List<Operand> read(String target, List<ClassDesc> types) {
    String struct = "bpf_iter__" + target;
    int id =
        kernel
            .find(BtfType.Struct.class, struct)
            .orElseThrow(() ->
                new Refusal(
                    "iterator-missing",
                    "this kernel has no iterator over " + target,
                    "Its BTF has no struct %s.".formatted(struct),
                    "Look for its name with: bpftool btf dump file /sys/kernel/btf/vmlinux | grep"
                        + " bpf_iter__"));
    List<Part> parts = parts(id);
    passOverTheEnd(parts);
    List<ClassDesc> elementTypes = types.stream().filter(type -> !isSeqFile(type)).toList();
    List<Operand> element =
        typed.read(
            "the iterator over " + target,
            parts.stream().map(Part::declared).toList(),
            elementTypes,
            _ -> Pointing.by(Access.TRUSTED),
            i -> type -> load(parts.get(i), type));
    List<Operand> operands = new ArrayList<>();
    int next = 0;
    for (int i = 0; i < types.size(); i++) {
      operands.add(isSeqFile(types.get(i)) ? seqFile(id, i) : element.get(next++));
    }
    return operands;
  }

  /** A part of the element: its type, and where the context holds it. */
  private record Part(BtfType.Parameter declared, int offset) {}

  /** Members are unions of one pointer, so that they take eight bytes on every machine. */
  private List<Part> parts(int structId) {
    List<Part> parts = new ArrayList<>();
    for (String name : FieldPath.names(kernel, structId)) {
      if (!name.equals("meta")) {
        FieldPath.resolve(kernel, structId, name)
            .ifPresent(place ->
                parts.add(
                    new Part(new BtfType.Parameter(name, place.typeId()), place.byteOffset())));
      }
    }
    return parts;
  }

  /** Each part once: what the verifier learned about a pointer it knows of that one load only. */
  private Value load(Part part, Type type) {
    return loaded.computeIfAbsent(List.of(part.offset(), type), _ -> loadNow(part, type));
  }

  private Value loadNow(Part part, Type type) {
    int size = kernel.sizeOf(kernel.skipModifiers(part.declared().type()));
    if (size == Long.BYTES) {
      return emitter.load(context, part.offset(), size, false, true, type);
    }
    Value narrow = emitter.load(context, part.offset(), size, false, true, Type.I32);
    return emitter.unary(UnaryKind.ZEXT32, narrow);
  }

  /** After the last element the kernel calls once more, its pointers null; Java is not called. */
  private void passOverTheEnd(List<Part> parts) {
    for (Part part : parts) {
      if (kernel.type(kernel.skipModifiers(part.declared().type())) instanceof BtfType.Pointer) {
        Value pointer = load(part, Type.POINTER);
        Branches ways = emitter.branch(Condition.EQ, pointer, emitter.nullPointer());
        emitter.at(ways.yes());
        emitter.returns(List.of(emitter.int32(0)));
        emitter.at(ways.no());
      }
    }
  }

  private static boolean isSeqFile(ClassDesc type) {
    return type.isClassOrInterface() && ClassLibrary.nameOf(type).equals(SEQ_FILE);
  }

  private Operand seqFile(int structId, int parameter) {
    Value meta = pointer(context, structId, "meta");
    int metaId = kernel.find(BtfType.Struct.class, "bpf_iter_meta").orElseThrow();
    return Operand.of(new Shape.Output(recordType(parameter)), pointer(meta, metaId, "seq"));
  }

  private Value pointer(Value base, int structId, String field) {
    int offset = FieldPath.resolve(kernel, structId, field).orElseThrow().byteOffset();
    return emitter.load(base, offset, Long.BYTES, false, true, Type.POINTER);
  }

  /** The type argument of the method's {@code SeqFile} parameter. */
  private ValueType recordType(int parameter) {
    return body.owner().model().methods().stream()
        .filter(method ->
            method.methodName().equalsString(body.name())
                && method.methodTypeSymbol().equals(body.type()))
        .findFirst()
        .flatMap(method -> method.findAttribute(Attributes.signature()))
        .flatMap(attribute -> argument(attribute.asMethodSignature(), parameter))
        .map(name -> translation.compilation().structs().valueType(name))
        .orElseThrow(() ->
            new Refusal(
                "map-types",
                "the SeqFile of %s does not name its record".formatted(body.name()),
                "What is written is laid out by its type when the program is compiled.",
                "Write it out: SeqFile<Row> out."));
  }

  private static Optional<String> argument(MethodSignature signature, int parameter) {
    return signature.arguments().get(parameter) instanceof Signature.ClassTypeSig type
            && !type.typeArgs().isEmpty()
            && type.typeArgs().getFirst() instanceof Signature.TypeArg.Bounded bounded
            && bounded.boundType() instanceof Signature.ClassTypeSig named
        ? Optional.of(ClassLibrary.nameOf(named.classDesc()))
        : Optional.empty();
  }
}
