package dev.keelson.object.file;

import dev.keelson.object.btf.Btf;
import dev.keelson.object.btf.BtfBuilder;
import dev.keelson.object.btf.BtfType;
import dev.keelson.object.image.MapSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The types of an object file: those of the image under the same ids, and behind them the
 * definitions of its maps, which libbpf reads from the types of variables:
 *
 * <pre>
 *   struct { int (*type)[1]; int (*max_entries)[64]; key_type *key; value_type *value; } NAME;
 *   struct { ...; int (*values[])(void *); } NAME = { .values = { &program, ... } };
 * </pre>
 */
final class ObjectTypes {
  private static final int POINTER_BYTES = 8;

  private final Optional<Btf> image;
  private final Set<Integer> outside;
  private final BtfBuilder types = new BtfBuilder();
  private int intId;

  /**
   * @param outside ids of the functions that are the kernel's
   */
  ObjectTypes(Optional<Btf> image, Set<Integer> outside) {
    this.image = image;
    this.outside = outside;
    image.ifPresent(btf -> {
      for (int id = 1; id < btf.typeCount(); id++) {
        types.add(
            outside.contains(id) && btf.type(id) instanceof BtfType.Function function
                ? new BtfType.Function(
                    function.name(), function.prototype(), BtfType.Linkage.EXTERN)
                : btf.type(id));
      }
    });
  }

  /** The offset here of the string at {@code offset} of the image's BTF. */
  int string(int offset) {
    return types.string(image.orElseThrow().string(offset));
  }

  int string(String text) {
    return types.string(text);
  }

  /**
   * Defines maps as the variables of section {@code .maps}.
   *
   * @param symbols their names
   * @return their sizes in bytes; they lie one behind the other
   */
  List<Integer> maps(List<MapSpec> maps, List<String> symbols) {
    List<Integer> sizes = new ArrayList<>();
    List<BtfType.SectionVariable> variables = new ArrayList<>();
    int offset = 0;
    for (int i = 0; i < maps.size(); i++) {
      List<BtfType.Member> members = members(maps.get(i));
      int size = members.size() * POINTER_BYTES;
      int programs = maps.get(i).programNames().size();
      if (programs > 0) {
        member(members, "values", programPlaces());
      }
      int struct = types.add(new BtfType.Struct("", size, members));
      size += programs * POINTER_BYTES;
      int variable =
          types.add(new BtfType.Variable(symbols.get(i), struct, BtfType.Linkage.GLOBAL));
      variables.add(new BtfType.SectionVariable(variable, offset, size));
      sizes.add(size);
      offset += size;
    }
    types.add(new BtfType.DataSection(ObjectFile.MAPS, offset, variables));
    return sizes;
  }

  /** Declares the functions of the kernel as the section where libbpf looks for them. */
  void kernelFunctions() {
    if (!outside.isEmpty()) {
      List<BtfType.SectionVariable> declared =
          outside.stream().sorted().map(id -> new BtfType.SectionVariable(id, 0, 0)).toList();
      types.add(new BtfType.DataSection(".ksyms", 0, declared));
    }
  }

  private List<BtfType.Member> members(MapSpec map) {
    List<BtfType.Member> members = new ArrayList<>();
    number(members, "type", map.type().number());
    if (map.maxEntries() != 0) {
      number(members, "max_entries", map.maxEntries());
    }
    if (map.flags() != 0) {
      number(members, "map_flags", map.flags());
    }
    if (map.keySize() != 0) {
      part(members, "key", map.keyTypeId(), map.keySize());
    }
    if (map.valueSize() != 0) {
      part(members, "value", map.valueTypeId(), map.valueSize());
    }
    return members;
  }

  private void part(List<BtfType.Member> members, String name, int typeId, int sizeBytes) {
    if (typeId == 0) {
      number(members, name + "_size", sizeBytes);
    } else {
      pointer(members, name, typeId);
    }
  }

  /** A number is the length of an array that is pointed to: a type is all there is to read. */
  private void number(List<BtfType.Member> members, String name, int value) {
    pointer(members, name, types.add(new BtfType.Array(intType(), intType(), value)));
  }

  /** Places for pointers to functions, as many as there are: the last member's. */
  private int programPlaces() {
    int number = intType();
    int context = types.add(new BtfType.Pointer(0));
    int program =
        types.add(new BtfType.Prototype(number, List.of(new BtfType.Parameter("", context))));
    return types.add(new BtfType.Array(types.add(new BtfType.Pointer(program)), number, 0));
  }

  private int intType() {
    if (intId == 0) {
      intId = types.add(new BtfType.Int("int", 4, true, false, false, 32));
    }
    return intId;
  }

  private void pointer(List<BtfType.Member> members, String name, int target) {
    member(members, name, types.add(new BtfType.Pointer(target)));
  }

  private void member(List<BtfType.Member> members, String name, int type) {
    members.add(new BtfType.Member(name, type, members.size() * POINTER_BYTES * Byte.SIZE, 0));
  }

  byte[] encode() {
    return types.encode();
  }
}
