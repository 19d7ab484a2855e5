package dev.keelson.faults;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A file system of our own on a block device of our own, a loop(4) device, whose writes the kernel
 * slows down for everybody: nobody else has it.
 */
final class SlowDevice implements AutoCloseable {
  private static final long SIZE = 800L << 20;

  /** A limit that is none. */
  static final long UNLIMITED = 0;

  private static final Path LIMITS = Path.of("/sys/fs/cgroup/blkio");

  private final Path image;
  private final Path mount;
  private final String device;
  private final String number;
  private final String limit;

  private SlowDevice(Path image, Path mount, String device, String limit) throws IOException {
    this.image = image;
    this.mount = mount;
    this.device = device;
    this.number = SlowDisk.device(mount);
    this.limit = limit;
  }

  /**
   * One that is mounted.
   *
   * @param options of mount(8)
   * @param limit the file of the controller blkio that limits writes
   * @param perSecond how many
   */
  static SlowDevice create(String options, String limit, long perSecond)
      throws IOException, InterruptedException {
    Path image = Files.createTempFile(Path.of("/var/tmp"), "keelson-faults", ".image");
    try (RandomAccessFile file = new RandomAccessFile(image.toFile(), "rw")) {
      file.setLength(SIZE);
    }
    Path mount = Files.createTempDirectory("keelson-faults");
    String device = run("losetup", "-f", "--show", image.toString());
    String _ = run("mkfs.ext2", "-q", device);
    String _ = run("mount", "-o", options, device, mount.toString());
    SlowDevice slow = new SlowDevice(image, mount, device, limit);
    slow.limit(perSecond);
    return slow;
  }

  /** As the kernel calls it, without /dev. */
  String name() {
    return Path.of(device).getFileName().toString();
  }

  Path folder() {
    return mount;
  }

  private void limit(long perSecond) throws IOException {
    Files.writeString(LIMITS.resolve(limit), number + " " + perSecond);
  }

  private static String run(String... command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output =
        new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    if (process.waitFor() != 0) {
      throw new IOException(String.join(" ", command) + ": " + output);
    }
    return output;
  }

  @Override
  public void close() throws IOException {
    try {
      limit(UNLIMITED);
      String _ = run("umount", mount.toString());
      String _ = run("losetup", "-d", device);
      Files.delete(mount);
      Files.delete(image);
    } catch (InterruptedException e) {
      throw new IOException("left behind: " + device + " at " + mount, e);
    }
  }
}
