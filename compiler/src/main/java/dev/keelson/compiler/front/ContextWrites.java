package dev.keelson.compiler.front;

import dev.keelson.compiler.ir.Value;
import dev.keelson.object.image.AttachPoint;
import dev.keelson.object.image.CgroupHook;
import java.util.Set;
import java.util.TreeSet;

/**
 * Writes a field of a program's context: a method of its view with one parameter, named as the
 * field. Which fields may be written: the is_valid_access functions of net/core/filter.c and
 * kernel/bpf/cgroup.c, v6.18.
 */
final class ContextWrites {
  private final Translation translation;

  ContextWrites(Translation translation) {
    this.translation = translation;
  }

  /**
   * Stores the low bytes of {@code value}.
   *
   * @throws Refusal when that is no field of the context that the program may write
   */
  void write(Operand view, KernelField field, Value value) {
    Shape.View shape = (Shape.View) view.shape();
    Set<String> writable = writable(translation.point());
    if (!writable.contains(field.reference().path())
        || !(field instanceof KernelField.Numeric number)) {
      throw new Refusal(
          "context-write",
          "%s is written".formatted(field.reference()),
          "The kernel lets this kind of program only read it.",
          writable.isEmpty()
              ? "Return what is to be done; keep notes in a map."
              : "Write %s.".formatted(String.join(", ", new TreeSet<>(writable))));
    }
    translation.noteWrite(Translation.CONTEXT);
    translation
        .emitter()
        .store(view.value(), shape.offset() + number.offset(), number.sizeBytes(), value);
  }

  private static Set<String> writable(AttachPoint point) {
    return switch (point) {
      case AttachPoint.Tc _ ->
          Set.of("mark", "priority", "queue_mapping", "tc_index", "tc_classid", "tstamp");
      case AttachPoint.Cgroup(CgroupHook hook, String _) -> writable(hook);
      case AttachPoint.Xdp _,
          AttachPoint.FlowDissector _,
          AttachPoint.SocketFilter _,
          AttachPoint.SkLookup _,
          AttachPoint.BtfTracepoint _,
          AttachPoint.RawTracepoint _,
          AttachPoint.Tracepoint _,
          AttachPoint.Kprobe _,
          AttachPoint.KprobeMulti _,
          AttachPoint.Uprobe _,
          AttachPoint.UprobeMulti _,
          AttachPoint.Usdt _,
          AttachPoint.Fentry _,
          AttachPoint.Fexit _,
          AttachPoint.FmodRet _,
          AttachPoint.Lsm _,
          AttachPoint.Iterator _,
          AttachPoint.PerfEvent _,
          AttachPoint.StructOps _,
          AttachPoint.Syscall _ ->
          Set.of();
    };
  }

  private static Set<String> writable(CgroupHook hook) {
    return switch (hook) {
      case INGRESS, EGRESS -> Set.of("mark", "priority", "tstamp");
      case SOCK_CREATE, SOCK_RELEASE -> Set.of("bound_dev_if", "mark", "priority");
      case BIND4, CONNECT4, RECVMSG4, GETPEERNAME4, GETSOCKNAME4 -> Set.of("user_ip4", "user_port");
      case SENDMSG4 -> Set.of("user_ip4", "user_port", "msg_src_ip4");
      case BIND6, CONNECT6, SENDMSG6, RECVMSG6, GETPEERNAME6, GETSOCKNAME6 -> Set.of("user_port");
      case SYSCTL -> Set.of("file_pos");
      case SETSOCKOPT -> Set.of("level", "optname", "optlen");
      case GETSOCKOPT -> Set.of("retval", "optlen");
      case SOCK_OPS -> Set.of("reply", "sk_txhash");
      case POST_BIND4, POST_BIND6, DEVICE -> Set.of();
    };
  }
}
