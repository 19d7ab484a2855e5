package dev.keelson.bpf;

import dev.keelson.bpf.sys.LoadTarget;
import dev.keelson.object.binary.BinaryReader;
import dev.keelson.object.binary.BinaryWriter;
import dev.keelson.object.binary.ImageBinary;
import dev.keelson.object.image.BpfImage;
import dev.keelson.object.image.ProgramSpec;
import java.util.List;
import java.util.Map;

/**
 * An image together with what the types of a kernel say of the places its programs attach to. It
 * can be kept, and loads into that kernel without its types being read again, which takes longer
 * than loading. Immutable.
 */
public final class PreparedImage {
  private final BpfImage image;
  private final List<LoadTarget> targets;

  private PreparedImage(BpfImage image, List<LoadTarget> targets) {
    this.image = image;
    this.targets = List.copyOf(targets);
  }

  /**
   * Prepares an image for the running kernel.
   *
   * @throws dev.keelson.bpf.btf.UnsupportedKernelException when the kernel lacks an attach point
   */
  public static PreparedImage of(BpfImage image) {
    return new PreparedImage(
        image,
        image.programs().stream().map(ProgramSpec::attachPoint).map(LoadTarget::of).toList());
  }

  /** What is to be loaded. */
  public BpfImage image() {
    return image;
  }

  /** One for each program, in the image's order. */
  List<LoadTarget> targets() {
    return targets;
  }

  /** The same with settings at other values: {@link BpfImage#withSettings}. */
  public PreparedImage withSettings(Map<String, Long> values) {
    return new PreparedImage(image.withSettings(values), targets);
  }

  /** Writes it for {@link #read}. */
  public void write(BinaryWriter out) {
    ImageBinary.write(out, image);
    for (LoadTarget target : targets) {
      out.number(target.expectedAttachType());
      out.number(target.btfId());
      out.number(target.flags());
    }
  }

  /**
   * Reads what was prepared for the same kernel.
   *
   * @throws dev.keelson.object.MalformedObjectException when something else is there
   */
  public static PreparedImage read(BinaryReader in) {
    BpfImage image = ImageBinary.read(in);
    return new PreparedImage(
        image,
        image.programs().stream()
            .map(_ -> new LoadTarget(in.number(), in.number(), in.number()))
            .toList());
  }
}
