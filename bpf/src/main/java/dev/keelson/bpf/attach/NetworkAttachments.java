package dev.keelson.bpf.attach;

import dev.keelson.bpf.BpfProgram;
import dev.keelson.bpf.sys.LinkCommands;
import dev.keelson.bpf.sys.LoadTarget;
import dev.keelson.linux.FileDescriptor;
import dev.keelson.linux.Files;
import dev.keelson.linux.OpenFlag;
import dev.keelson.linux.PacketSockets;
import dev.keelson.object.image.AttachPoint;
import dev.keelson.object.image.CgroupHook;
import java.nio.file.Path;
import java.util.List;

/** Attaches programs of the network: of the image's attach point only the kind is looked at. */
final class NetworkAttachments {
  private NetworkAttachments() {}

  static Attachment device(BpfProgram program, NetworkDevice device) {
    AttachPoint point = program.spec().attachPoint();
    if (point instanceof AttachPoint.Xdp) {
      return link(program, device.index(), LoadTarget.BPF_XDP, device.toString());
    }
    if (point instanceof AttachPoint.Tc(boolean egress, String _)) {
      int type = egress ? LoadTarget.BPF_TCX_EGRESS : LoadTarget.BPF_TCX_INGRESS;
      return link(program, device.index(), type, device.toString());
    }
    if (point instanceof AttachPoint.SocketFilter) {
      return new Attachment(
          program,
          List.of(PacketSockets.filtered(device.index(), program.fd(), device.toString())));
    }
    throw new IllegalArgumentException(program + " is attached to no network device");
  }

  static Attachment cgroup(BpfProgram program, Path folder) {
    if (!(program.spec().attachPoint() instanceof AttachPoint.Cgroup(CgroupHook hook, String _))) {
      throw new IllegalArgumentException(program + " is attached to no cgroup");
    }
    try (FileDescriptor cgroup = Files.open(folder.toString(), OpenFlag.DIRECTORY)) {
      return link(program, cgroup.number(), hook.attachType(), "cgroup " + folder);
    }
  }

  /** To the network namespace of the calling thread. */
  static Attachment namespace(BpfProgram program) {
    int type =
        program.spec().attachPoint() instanceof AttachPoint.SkLookup
            ? LoadTarget.BPF_SK_LOOKUP
            : LoadTarget.BPF_FLOW_DISSECTOR;
    try (FileDescriptor namespace = Files.open("/proc/thread-self/ns/net")) {
      return link(program, namespace.number(), type, "this network namespace");
    }
  }

  private static Attachment link(BpfProgram program, int target, int attachType, String place) {
    String what = "BPF_LINK_CREATE, program \"%s\" at %s".formatted(program.name(), place);
    return new Attachment(
        program, List.of(LinkCommands.network(program.fd(), target, attachType, what)));
  }
}
