package dev.keelson.compiler.back;

import dev.keelson.compiler.ir.FieldReference;
import dev.keelson.object.btf.Btf;
import dev.keelson.object.btf.BtfType;
import dev.keelson.object.btf.FieldPath;
import dev.keelson.object.btf.ResolvedField;
import dev.keelson.object.image.Relocation;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/**
 * The image's own declarations of kernel structs, as a C program has them with {@code
 * preserve_access_index}: only the fields that are used, where the kernel that is compiled for has
 * them. Members of anonymous structs are members of the one around, which is how loaders search.
 */
final class KernelTypes {
  /** A struct under construction. */
  private static final class Struct {
    private final String name;
    private final int sizeBytes;
    private final Map<String, Member> members = new LinkedHashMap<>();
    private List<Member> ordered = List.of();
    private int id;

    Struct(String name, int sizeBytes) {
      this.name = name;
      this.sizeBytes = sizeBytes;
    }
  }

  /**
   * A used field.
   *
   * @param typeId its type in the kernel's BTF, modifiers skipped
   */
  private record Member(String name, int bitOffset, int bitSize, int typeId) {}

  private final Btf kernel;
  private final Map<Integer, Struct> structs = new LinkedHashMap<>();
  private final Map<Integer, Integer> others = new LinkedHashMap<>();
  private final Map<Integer, Integer> opaque = new LinkedHashMap<>();
  private final Map<String, Integer> functions = new LinkedHashMap<>();

  KernelTypes(Btf kernel) {
    this.kernel = kernel;
  }

  /** Adds what these fields need to the image's types; called once, before {@link #relocation}. */
  void declare(Collection<FieldReference> fields, ImageTypes types) {
    for (FieldReference field : fields) {
      int within = root(field);
      for (String part : field.path().split("\\.", -1)) {
        within = use(within, part);
      }
    }
    structs.keySet().forEach(id -> add(id, types));
  }

  /**
   * Adds the functions of the kernel that are called, with as much of their types as libbpf
   * compares.
   */
  void declareFunctions(Collection<String> names, ImageTypes types) {
    for (String name : names) {
      BtfType.Function function = (BtfType.Function) kernel.type(function(name));
      BtfType.Prototype prototype = (BtfType.Prototype) kernel.type(function.prototype());
      List<BtfType.Parameter> parameters = new ArrayList<>();
      for (BtfType.Parameter parameter : prototype.parameters()) {
        parameters.add(new BtfType.Parameter(parameter.name(), shallow(parameter.type(), types)));
      }
      int type =
          types.add(new BtfType.Prototype(shallow(prototype.returnType(), types), parameters));
      functions.put(name, types.add(new BtfType.Function(name, type, BtfType.Linkage.STATIC)));
    }
  }

  /** A parameter's type: behind a pointer only what kind of thing there is. */
  private int shallow(int typeId, ImageTypes types) {
    if (typeId == 0) {
      return 0;
    }
    int id = kernel.skipModifiers(typeId);
    if (kernel.type(id) instanceof BtfType.Pointer(int target)) {
      int pointed = target == 0 ? 0 : kernel.skipModifiers(target);
      boolean plain = pointed == 0 || kernel.type(pointed) instanceof BtfType.Pointer;
      return types.add(new BtfType.Pointer(plain ? 0 : opaque(pointed, types)));
    }
    return opaque(id, types);
  }

  private int opaque(int id, ImageTypes types) {
    return opaque.computeIfAbsent(
        id,
        _ ->
            switch (kernel.type(id)) {
              case BtfType.Struct struct ->
                  types.add(new BtfType.Struct(struct.name(), 0, List.of()));
              case BtfType.Union union -> types.add(new BtfType.Union(union.name(), 0, List.of()));
              default -> types.add(plain(id, types));
            });
  }

  /** The kernel's type id of one of its functions. */
  int function(String name) {
    return kernel
        .find(BtfType.Function.class, name)
        .orElseThrow(() -> new AssertionError("the kernel lost function " + name));
  }

  Relocation relocation(Emission.KernelCall call) {
    return new Relocation.KernelFunction(
        call.slot(), call.function(), functions.get(call.function()));
  }

  private int root(FieldReference field) {
    OptionalInt id = kernel.find(BtfType.Struct.class, field.struct());
    if (id.isEmpty()) {
      id = kernel.find(BtfType.Union.class, field.struct());
    }
    return id.orElseThrow(() -> new AssertionError("the kernel lost struct " + field.struct()));
  }

  /** Notes the use of a field and gives its type. */
  private int use(int structId, String name) {
    BtfType.Composite composite = (BtfType.Composite) kernel.type(structId);
    Struct struct =
        structs.computeIfAbsent(
            structId, id -> new Struct(composite.name(), composite.sizeBytes()));
    ResolvedField field =
        FieldPath.resolve(kernel, structId, name)
            .orElseThrow(() -> new AssertionError(composite.name() + " lost " + name));
    int typeId = kernel.skipModifiers(field.typeId());
    int bitOffset = field.byteOffset() * Byte.SIZE + field.bitOffset();
    struct.members.put(name, new Member(name, bitOffset, field.bitSize(), typeId));
    return typeId;
  }

  /** Type id here of a type of the kernel: what lies inside comes before what holds it. */
  private int add(int typeId, ImageTypes types) {
    Struct struct = structs.get(typeId);
    if (struct == null) {
      Integer known = others.get(typeId);
      if (known == null) {
        known = types.add(plain(typeId, types));
        others.put(typeId, known);
      }
      return known;
    }
    if (struct.id == 0) {
      struct.ordered =
          struct.members.values().stream()
              .sorted(Comparator.comparingInt(Member::bitOffset))
              .toList();
      List<BtfType.Member> members = new ArrayList<>();
      for (Member member : struct.ordered) {
        int type = add(member.typeId(), types);
        members.add(new BtfType.Member(member.name(), type, member.bitOffset(), member.bitSize()));
      }
      struct.id = types.add(declaration(typeId, struct, members));
    }
    return struct.id;
  }

  private BtfType declaration(int typeId, Struct struct, List<BtfType.Member> members) {
    // The kernel refuses unions whose members do not all start at their start.
    boolean union =
        kernel.type(typeId) instanceof BtfType.Union
            && members.stream().allMatch(member -> member.bitOffset() == 0);
    return union
        ? new BtfType.Union(struct.name, struct.sizeBytes, members)
        : new BtfType.Struct(struct.name, struct.sizeBytes, members);
  }

  /** A type that is not looked into: as much of it as loaders compare. */
  private BtfType plain(int typeId, ImageTypes types) {
    return switch (kernel.type(typeId)) {
      case BtfType.Pointer _ -> new BtfType.Pointer(0);
      case BtfType.Array(int element, int _, int length) -> {
        int inner = add(kernel.skipModifiers(element), types);
        int index = types.add(new BtfType.Int("array_index", 4, false, false, false, 32));
        yield new BtfType.Array(inner, index, length);
      }
      // Without their values, and not as enum64, which kernels before 6.0 do not know.
      case BtfType.Enum(String name, int size, boolean signed, var _) ->
          new BtfType.Enum(name, size, signed, List.of());
      case BtfType.Enum64(String name, int size, boolean signed, var _) ->
          new BtfType.Enum(name, size, signed, List.of());
      case BtfType.Struct(String name, int size, var _) ->
          new BtfType.Struct(name, size, List.of());
      case BtfType.Union(String name, int size, var _) -> new BtfType.Union(name, size, List.of());
      case BtfType other -> other;
    };
  }

  Relocation relocation(Emission.Use use) {
    FieldReference field = use.use().field();
    Struct root = structs.get(root(field));
    StringBuilder access = new StringBuilder("0");
    Struct within = root;
    for (String part : field.path().split("\\.", -1)) {
      Member member = within.members.get(part);
      access.append(':').append(within.ordered.indexOf(member));
      within = structs.get(member.typeId());
    }
    return new Relocation.KernelField(use.slot(), root.id, access.toString(), use.use().fact());
  }
}
