package dev.keelson.compiler.front;

import dev.keelson.compiler.front.Emitter.Branches;
import dev.keelson.compiler.front.Translation.Result;
import dev.keelson.compiler.ir.Block;
import dev.keelson.compiler.ir.Condition;
import dev.keelson.compiler.ir.Helper;
import dev.keelson.compiler.ir.Type;
import dev.keelson.compiler.ir.Value;
import dev.keelson.object.image.MapType;
import dev.keelson.object.layout.DataType;
import java.util.List;

/** Calls of a {@code LocalStorage}: its values lie with tasks or cgroups. */
final class StorageCalls {
  /** {@code BPF_LOCAL_STORAGE_GET_F_CREATE}, include/uapi/linux/bpf.h. */
  private static final long CREATE = 1;

  private final Translation translation;
  private final Emitter emitter;
  private final MapCalls maps;

  StorageCalls(Translation translation, MapCalls maps) {
    this.translation = translation;
    this.emitter = translation.emitter();
    this.maps = maps;
  }

  /**
   * Calls a method.
   *
   * @param given the owner, and what is put
   */
  List<Result> call(MapInfo map, String method, List<Operand> given, Frame frame, String place) {
    boolean tasks = map.type() == MapType.TASK_STORAGE;
    Value owner = owner(map, given.getFirst(), tasks ? "task_struct" : "cgroup");
    Helper get = tasks ? Helper.TASK_STORAGE_GET : Helper.CGRP_STORAGE_GET;
    return switch (method) {
      case "get" -> maps.found(map, entry(map, get, owner, 0), frame, place);
      case "getOrCreate" -> maps.found(map, entry(map, get, owner, CREATE), frame, place);
      case "put" -> put(map, entry(map, get, owner, CREATE), given.getLast());
      case "delete" -> {
        Helper delete = tasks ? Helper.TASK_STORAGE_DELETE : Helper.CGRP_STORAGE_DELETE;
        Value result = emitter.call(delete, Type.I64, emitter.mapAddress(map.name()), owner);
        yield translation.only(
            Operand.number(emitter.compare(Condition.EQ, result, emitter.int64(0))));
      }
      default -> throw new AssertionError(method + " of a storage");
    };
  }

  private Value entry(MapInfo map, Helper get, Value owner, long flags) {
    return emitter.call(
        get,
        Type.POINTER,
        emitter.mapAddress(map.name()),
        owner,
        emitter.nullPointer(),
        emitter.int64(flags));
  }

  private List<Result> put(MapInfo map, Value entry, Operand value) {
    Branches ways = emitter.branch(Condition.NE, entry, emitter.nullPointer());
    emitter.at(ways.yes());
    DataType type = map.value().orElseThrow().dataType();
    translation.memory().store(entry, 0, type, value);
    Result done = new Result(emitter.block(), Operand.number(emitter.int32(1)));
    Block none = ways.no();
    emitter.at(none);
    return List.of(done, new Result(none, Operand.number(emitter.int32(0))));
  }

  private Value owner(MapInfo map, Operand operand, String struct) {
    KernelStructs structs = translation.compilation().kernelStructs();
    boolean right =
        operand.shape() instanceof Shape.View(String name, Shape.Access access, int offset, _)
            && offset == 0
            && new Trust(translation.point()).helpersTake(access)
            && structs.structName(name).filter(struct::equals).isPresent();
    if (operand.broken()) {
      return emitter.nullPointer();
    }
    if (!right) {
      throw new Refusal(
          "storage-owner",
          "the owner of a value in %s is no %s that the kernel knows to be there"
              .formatted(map.name(), struct),
          "The value lies with the object, which must not go meanwhile.",
          struct.equals("cgroup")
              ? "Write: task.cgroups().dflCgrp(), of a task that the program was given or of"
                  + " Kernel.currentTask(Task.class)."
              : "Pass a task that the program was given, or Kernel.currentTask(Task.class).");
    }
    return operand.value();
  }
}
