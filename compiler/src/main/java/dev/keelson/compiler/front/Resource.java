package dev.keelson.compiler.front;

import dev.keelson.compiler.ir.Block;
import dev.keelson.compiler.ir.Condition;
import dev.keelson.compiler.ir.Type;
import dev.keelson.compiler.ir.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Something of the kernel's that must be given back before the program ends, however it ends.
 *
 * @param object what it is known by: its address
 * @param what for people
 * @param returns the function of the kernel that takes it back
 * @param lock whether the program holds {@code rcu_read_lock} for it, too
 * @param closed whether Java closes it, and not the compiler where it goes out of sight
 * @param presence whether there is anything to give back
 */
record Resource(
    Value object, String what, String returns, boolean lock, boolean closed, Presence presence) {
  static final String LOCK = "bpf_rcu_read_lock";
  private static final String UNLOCK = "bpf_rcu_read_unlock";

  /** What is known of the object's address. */
  enum Presence {
    /** It is not null. */
    SURE,
    /** It may be null. */
    MAYBE,
    /** It is null. */
    NONE
  }

  /** Gives it back, where there is something. */
  void giveBack(Emitter emitter) {
    switch (presence) {
      case SURE -> call(emitter);
      case NONE -> {}
      case MAYBE -> {
        Emitter.Branches ways = emitter.branch(Condition.NE, object, emitter.nullPointer());
        Block join = emitter.newBlock();
        emitter.at(ways.yes());
        call(emitter);
        emitter.jump(join, List.of());
        emitter.at(ways.no());
        emitter.jump(join, List.of());
        emitter.at(join);
      }
    }
  }

  private void call(Emitter emitter) {
    emitter.callKernel(returns, Type.VOID, object);
    if (lock) {
      emitter.callKernel(UNLOCK, Type.VOID);
    }
  }

  private Resource with(Presence known) {
    return new Resource(object, what, returns, lock, closed, known);
  }

  private static Optional<Resource> find(List<Resource> among, Value object) {
    return among.stream().filter(one -> one.object() == object).findFirst();
  }

  /** From here on it must be given back. */
  static void open(Emitter emitter, Frame frame, Resource resource) {
    List<Resource> open = new ArrayList<>(frame.open());
    open.add(resource);
    frame.open(open);
    emitter.opened(frame.open());
  }

  /** What is open of that is now known to be null, or not to be; others stay as they are. */
  static List<Resource> known(List<Resource> open, Value object, Presence presence) {
    return open.stream().map(one -> one.object() == object ? one.with(presence) : one).toList();
  }

  /** What is open on every way, with what all of them know. */
  static List<Resource> common(List<Frame> frames) {
    List<Resource> common = new ArrayList<>();
    for (Resource one : frames.getFirst().open()) {
      List<Optional<Resource>> others =
          frames.stream().map(frame -> find(frame.open(), one.object())).toList();
      if (others.stream().allMatch(Optional::isPresent)) {
        boolean agreed = others.stream().allMatch(other -> other.get().equals(one));
        common.add(agreed ? one : one.with(Presence.MAYBE));
      }
    }
    return common;
  }

  /**
   * Gives back what is open on a way and not where it leads.
   *
   * @throws Refusal when Java should have closed it, or closed what is used there
   */
  static void leave(Emitter emitter, Frame frame, List<Resource> kept) {
    for (Resource one : kept) {
      if (find(frame.open(), one.object()).isEmpty()) {
        throw new Refusal(
            "resource",
            "%s is closed in a loop or a method that did not get it".formatted(one.what()),
            "Where it was got it counts as open.",
            "Close it where it was got: try (Task task = ...) { ... }.");
      }
    }
    for (Resource resource : frame.open().reversed()) {
      if (find(kept, resource.object()).isPresent()) {
        continue;
      }
      if (resource.closed() && resource.presence() != Presence.NONE) {
        throw new Refusal(
            "resource",
            "%s is closed on one way to here and not on another".formatted(resource.what()),
            "The kernel counts who uses it, and the program must give it back on every way.",
            "Write: try (Task task = ...) { ... }.");
      }
      resource.giveBack(emitter);
      forget(frame, resource);
    }
    frame.open(kept);
    emitter.opened(kept);
  }

  /** Nothing may use it any more. */
  static void forget(Frame frame, Resource resource) {
    Operand gone =
        Operand.of(
            new Shape.Unusable(
                resource.what() + ", which is closed here",
                "Use it before it is closed, and copy what is needed of it into local variables."));
    frame.replaceAll(operand -> {
      if (operand.values().contains(resource.object())) {
        return gone;
      }
      return resource.lock() ? unlocked(operand) : operand;
    });
  }

  /** What the lock kept may go: it can be looked at and no more. */
  private static Operand unlocked(Operand operand) {
    return operand.shape() instanceof Shape.View view && view.access() == Shape.Access.RCU
        ? new Operand(
            new Shape.View(view.interfaceName(), Shape.Access.BTF, view.offset(), view.nullable()),
            operand.values())
        : operand;
  }
}
