package dev.keelson.bpf.attach;

import dev.keelson.bpf.BpfProgram;
import dev.keelson.bpf.sys.LinkCommands;
import dev.keelson.bpf.sys.NetworkHook;
import dev.keelson.object.image.AttachPoint;
import java.util.List;

/** Attaches programs that see the network. */
final class NetworkAttachments {
  private NetworkAttachments() {}

  /** To a device; of the image's attach point only the kind is looked at. */
  static Attachment device(BpfProgram program, NetworkDevice device) {
    String what = "BPF_LINK_CREATE, program \"%s\" at %s".formatted(program.name(), device);
    return new Attachment(
        program, List.of(LinkCommands.network(program.fd(), device.index(), hook(program), what)));
  }

  private static NetworkHook hook(BpfProgram program) {
    if (program.spec().attachPoint() instanceof AttachPoint.Xdp) {
      return NetworkHook.XDP;
    }
    if (program.spec().attachPoint() instanceof AttachPoint.Tc(boolean egress, String _)) {
      return egress ? NetworkHook.TCX_EGRESS : NetworkHook.TCX_INGRESS;
    }
    throw new IllegalArgumentException(program + " is attached to no network device");
  }
}
