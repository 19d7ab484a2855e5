package dev.keelson.faults;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;

/**
 * A disk that lets the victim do a few operations a second: the kernel's own limit of a cgroup. The
 * victim tells how long each of its operations took.
 *
 * @param kind the victim's work with a file
 */
record SlowDisk(String name, String kind, Claim claim, Path file) implements Scenario {
  private static final int SIZE = 256 << 20;
  private static final int OPERATIONS = 80;
  private static final Duration BETWEEN = Duration.ofMillis(100);

  SlowDisk(String name, String kind, Claim claim) {
    this(
        name,
        kind,
        claim,
        Path.of("/var/tmp/keelson-faults-" + ProcessHandle.current().pid() + "-" + kind));
  }

  @Override
  public List<String> work() {
    create(file, SIZE);
    return List.of(kind, file.toString());
  }

  static void create(Path file, int size) {
    byte[] block = new byte[1 << 20];
    try (FileChannel out =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      SplittableRandom random = new SplittableRandom(1);
      for (int done = 0; done < size; done += block.length) {
        random.nextBytes(block);
        int _ = out.write(ByteBuffer.wrap(block));
      }
      out.force(true);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public List<Fault> inject(VictimProcess victim, Duration time)
      throws IOException, InterruptedException {
    try (Cgroup group = Cgroup.of("blkio")) {
      String device = device(file);
      group.set("blkio.throttle.read_iops_device", device + " " + OPERATIONS);
      group.set("blkio.throttle.write_iops_device", device + " " + OPERATIONS);
      group.take(victim.pid());
      long end = System.nanoTime() + time.toNanos();
      while (System.nanoTime() < end) {
        drop(file);
        Injection.await(BETWEEN);
      }
      return List.of(Told.of(victim, claim));
    }
  }

  /** Takes the file's pages from memory, as far as nobody has them mapped: dd(1), nocache. */
  private static void drop(Path file) throws IOException, InterruptedException {
    new ProcessBuilder("dd", "if=" + file, "iflag=nocache", "count=0", "status=none")
        .start()
        .waitFor();
  }

  /** Major and minor number of the disk under a file. */
  static String device(Path file) throws IOException {
    long device = (long) Files.getAttribute(file, "unix:dev");
    // makedev(3): 12 bits of the major number above 8 of the minor one
    return ((device >> 8) & 0xFFF) + ":" + ((device & 0xFF) | ((device >> 12) & 0xFFF00));
  }

  @Override
  public void cleanUp() throws IOException {
    Files.deleteIfExists(file);
  }
}
