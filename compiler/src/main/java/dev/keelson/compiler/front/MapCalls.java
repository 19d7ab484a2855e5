package dev.keelson.compiler.front;

import dev.keelson.compiler.front.Emitter.Branches;
import dev.keelson.compiler.front.Translation.Result;
import dev.keelson.compiler.ir.Block;
import dev.keelson.compiler.ir.Condition;
import dev.keelson.compiler.ir.Helper;
import dev.keelson.compiler.ir.Type;
import dev.keelson.compiler.ir.Value;
import dev.keelson.object.layout.DataType;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Calls of maps and rings. A lookup of a box or record goes on in two ways, with the entry's
 * snapshot and without; a lookup of a plain class gives the live entry.
 */
final class MapCalls {
  /** {@code BPF_ANY} and {@code BPF_NOEXIST}, include/uapi/linux/bpf.h. */
  private static final long ANY = 0;

  private static final long NO_EXIST = 1;

  private final Translation translation;
  private final Emitter emitter;
  private final StructMemory memory;
  private final Rings rings;

  MapCalls(Translation translation) {
    this.translation = translation;
    this.emitter = translation.emitter();
    this.memory = translation.memory();
    this.rings = new Rings(translation);
  }

  /**
   * @param place where the call is, for the copies that a snapshot may need
   */
  List<Result> call(
      MapInfo map, String method, List<Operand> arguments, Frame frame, String place) {
    List<Operand> given = new ArrayList<>();
    for (Operand argument : arguments) {
      given.add(translation.requireNotNull(frame, Merging.settled(emitter, argument)));
    }
    if (!takes(map, method, given.size())) {
      throw forUserSpace(map, method);
    }
    Locks.requireAllowed(translation, map);
    Timers.requireAllowed(translation, map);
    given.forEach(memory::requireWhole);
    if (map.type().local()) {
      return new StorageCalls(translation, this).call(map, method, given, frame, place);
    }
    return switch (method) {
      case "get" -> found(map, lookup(map, given.getFirst()), frame, place);
      case "containsKey" -> {
        Value entry = lookup(map, given.getFirst());
        yield found(emitter.compare(Condition.NE, entry, emitter.nullPointer()));
      }
      case "put" -> found(update(map, given.get(0), given.get(1), ANY));
      case "putIfAbsent" -> found(update(map, given.get(0), given.get(1), NO_EXIST));
      case "remove" -> remove(map, given.getFirst(), frame, place);
      case "delete" -> found(succeeded(delete(map, keySlot(map, given.getFirst()))));
      case "emit" -> rings.emit(map, given.getFirst());
      case "drain" ->
          translation.only(new Callbacks(translation).drain(map, given.getFirst(), frame, place));
      case "forEach" -> {
        new Callbacks(translation).forEach(map, given.getFirst(), frame, place);
        yield translation.only(Operand.UNSET);
      }
      case "call" -> translation.only(tailCall(map, given, frame));
      case "kernel", "user" ->
          translation.only(StackCalls.number(translation, map, method.equals("user")));
      default -> throw forUserSpace(map, method);
    };
  }

  /** The helper comes back only when there is no program at the index. */
  private Operand tailCall(MapInfo map, List<Operand> arguments, Frame frame) {
    if (!map.slots().orElseThrow().kind().equals(translation.point().programType())) {
      throw new Refusal(
          "tail-call",
          "the programs of %s are of another kind than this one".formatted(map.name()),
          "The kernel replaces a running program only by one of its own kind.",
          "Make an array of programs with the annotation of this one.");
    }
    if (frame.open().stream().anyMatch(one -> one.presence() != Resource.Presence.NONE)) {
      throw new Refusal(
          "tail-call",
          "another program is called by %s while something is open".formatted(map.name()),
          "The kernel puts it in this one's place, and nobody would give that back.",
          "Call it behind the loop or the try.");
    }
    boolean event =
        arguments.get(1).shape() instanceof Shape.View view
            && view.access() == Shape.Access.CONTEXT
            && view.offset() == 0;
    if (!event && !(arguments.get(1).shape() instanceof Shape.Packet)) {
      throw new Refusal(
          "tail-call",
          "something other than the packet is handed on by %s".formatted(map.name()),
          "The next program gets the packet that this one was given.",
          "Write: return %s.call(index, packet, Xdp.PASS);".formatted(map.name()));
    }
    emitter.call(
        Helper.TAIL_CALL,
        Type.VOID,
        translation.context(),
        emitter.mapAddress(map.name()),
        arguments.get(0).value());
    return arguments.get(2);
  }

  private static boolean takes(MapInfo map, String method, int arguments) {
    return switch (map.type()) {
      case USER_RINGBUF -> method.equals("drain") && arguments == 1;
      case RINGBUF -> method.equals("emit") && arguments == 1;
      // Every element is there and stays: the kernel answers EINVAL or EEXIST to the rest.
      case ARRAY, PERCPU_ARRAY ->
          switch (method) {
            case "get", "forEach" -> arguments == 1;
            case "put" -> arguments == 2;
            default -> false;
          };
      case PROG_ARRAY -> arguments == 3 && method.equals("call");
      case TASK_STORAGE, CGRP_STORAGE ->
          switch (method) {
            case "get", "getOrCreate", "delete" -> arguments == 1;
            case "put" -> arguments == 2;
            default -> false;
          };
      case STACK_TRACE -> arguments == 0 && (method.equals("kernel") || method.equals("user"));
      case HASH, LRU_HASH, PERCPU_HASH, LRU_PERCPU_HASH ->
          switch (method) {
            case "get", "containsKey", "remove", "delete", "forEach" -> arguments == 1;
            case "put", "putIfAbsent" -> arguments == 2;
            default -> false;
          };
    };
  }

  private static Refusal forUserSpace(MapInfo map, String method) {
    return new Refusal(
        "map-call",
        "%s of %s is called".formatted(method, map.name()),
        "That method is for user space.",
        "Use get, put, putIfAbsent, remove, delete, containsKey, forEach or emit.");
  }

  private List<Result> found(Value flag) {
    return translation.only(Operand.number(flag));
  }

  private ValueType valueType(MapInfo map) {
    return map.value().orElseThrow();
  }

  private Value keySlot(MapInfo map, Operand key) {
    if (map.key().orElseThrow() instanceof ValueType.Boxed(DataType.Scalar kind)) {
      Value slot = emitter.stackSlot(kind.sizeBytes(), "key");
      Value value =
          key.broken()
              ? emitter.unknown(kind == DataType.Scalar.LONG ? Type.I64 : Type.I32)
              : key.value();
      emitter.store(slot, 0, kind.sizeBytes(), value);
      return slot;
    }
    return memory.slotOf(map.key().get().dataType(), key, "key");
  }

  private Value lookup(MapInfo map, Operand key) {
    return lookup(map, keySlot(map, key));
  }

  private Value lookup(MapInfo map, Value keySlot) {
    return emitter.call(
        Helper.MAP_LOOKUP_ELEM, Type.POINTER, emitter.mapAddress(map.name()), keySlot);
  }

  private Value delete(MapInfo map, Value keySlot) {
    return emitter.call(Helper.MAP_DELETE_ELEM, Type.I64, emitter.mapAddress(map.name()), keySlot);
  }

  private Value succeeded(Value result) {
    return emitter.compare(Condition.EQ, result, emitter.int64(0));
  }

  /** What Java sees of the entry at an address, which may be null. */
  List<Result> found(MapInfo map, Value entry, Frame frame, String place) {
    if (valueType(map) instanceof ValueType.Structured(StructType type) && !type.isRecord()) {
      return translation.only(Operand.of(new Shape.Instance(type, true, false, Set.of()), entry));
    }
    List<Result> ways = new ArrayList<>();
    Branches branches = emitter.branch(Condition.EQ, entry, emitter.nullPointer());
    emitter.at(branches.no());
    // The snapshot may go on in another block, when it lies in memory of the CPU.
    Operand snapshot = snapshot(map, entry, frame, place);
    ways.add(new Result(emitter.block(), snapshot));
    ways.add(new Result(branches.yes(), Operand.NULL));
    return ways;
  }

  private List<Result> remove(MapInfo map, Operand key, Frame frame, String place) {
    if (valueType(map) instanceof ValueType.Structured(StructType type) && !type.isRecord()) {
      throw new Refusal(
          "map-remove",
          "an entry of %s is removed and its %s is used".formatted(map.name(), type.simpleName()),
          "The object lies in the entry, which is gone after remove.",
          "Read what is needed from get(key), then call delete(key).");
    }
    Value slot = keySlot(map, key);
    Value entry = lookup(map, slot);
    List<Result> ways = new ArrayList<>();
    Branches branches = emitter.branch(Condition.EQ, entry, emitter.nullPointer());
    emitter.at(branches.no());
    Operand snapshot = snapshot(map, entry, frame, place);
    delete(map, slot);
    Block present = emitter.block();
    ways.add(new Result(present, snapshot));
    ways.add(new Result(branches.yes(), Operand.NULL));
    return ways;
  }

  private Operand snapshot(MapInfo map, Value entry, Frame frame, String place) {
    translation.requireUnused(frame, place, map.name());
    return memory.snapshot(entry, 0, valueType(map), place);
  }

  private Value update(MapInfo map, Operand key, Operand value, long flags) {
    Timers.requireMade(map, value);
    Value keySlot = keySlot(map, key);
    Value stored =
        value.shape() instanceof Shape.Instance instance && !instance.context()
            ? value.value()
            : memory.slotOf(valueType(map).dataType(), value, "value");
    return succeeded(
        emitter.call(
            Helper.MAP_UPDATE_ELEM,
            Type.I64,
            emitter.mapAddress(map.name()),
            keySlot,
            stored,
            emitter.int64(flags)));
  }
}
