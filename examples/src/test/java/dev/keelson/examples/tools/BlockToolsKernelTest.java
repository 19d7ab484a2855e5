package dev.keelson.examples.tools;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keelson.EventRing;
import dev.keelson.Keelson;
import dev.keelson.LoadedProgram;
import dev.keelson.bpf.attach.Attachment;
import dev.keelson.testkit.KernelTest;
import java.io.RandomAccessFile;
import java.lang.invoke.MethodHandles;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@link BlockTools}, on a loop device over a file of the test's own: each direct write of dd is
 * one request, and the device's account in /sys/block the witness.
 */
class BlockToolsKernelTest {
  private static final int BLOCK = 4096;
  private static final int WRITES = 40;

  @TempDir private Path folder;
  private String device;

  @BeforeEach
  void makeDevice() throws Exception {
    Path file = folder.resolve("disk");
    try (RandomAccessFile disk = new RandomAccessFile(file.toFile(), "rw")) {
      disk.setLength(1 << 20);
    }
    Process losetup = new ProcessBuilder("losetup", "--show", "-f", file.toString()).start();
    device = new String(losetup.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    assertThat(losetup.waitFor()).isZero();
  }

  @AfterEach
  void detachDevice() throws Exception {
    Child.run("losetup", "-d", device);
  }

  private static LoadedProgram load() {
    return Keelson.program(BlockTools.class, MethodHandles.lookup()).load();
  }

  private void write() throws Exception {
    Child.run(
        "dd",
        "if=/dev/zero",
        "of=" + device,
        "bs=" + BLOCK,
        "count=" + WRITES,
        "oflag=direct",
        "conv=notrunc");
  }

  private String account(String file) {
    return Child.read("/sys/block/" + Path.of(device).getFileName() + "/" + file).strip();
  }

  /** As the kernel numbers it inside, include/linux/kdev_t.h. */
  private int number() {
    String[] parts = account("dev").split(":", -1);
    return Integer.parseInt(parts[0]) << 20 | Integer.parseInt(parts[1]);
  }

  /** Documentation/block/stat.rst: the fifth number is the writes that completed. */
  private long writes() {
    return Long.parseLong(account("stat").split(" +", -1)[4]);
  }

  @KernelTest(needs = "/dev/loop-control")
  void theHistogramHoldsEachRequest() throws Exception {
    try (LoadedProgram loaded = load();
        Attachment _ = loaded.attach("issued");
        Attachment _ = loaded.attach("completed")) {
      write();
      long[] slots = loaded.global("LATENCIES", long[].class).get();
      // Other disks of the machine are in it too.
      assertThat(Arrays.stream(slots).sum()).isGreaterThanOrEqualTo(WRITES);
      assertThat(slots[0] + slots[1] + slots[2]).isZero();
    }
  }

  @KernelTest(needs = "/dev/loop-control")
  void requestsHavePlaceSizeAndTime() throws Exception {
    try (LoadedProgram loaded = load();
        EventRing<BlockTools.Request> ring = loaded.ring(BlockTools.REQUESTS);
        Attachment _ = loaded.attach("started");
        Attachment _ = loaded.attach("ended")) {
      long started = System.nanoTime();
      write();
      long most = System.nanoTime() - started;
      List<BlockTools.Request> requests = new ArrayList<>();
      ring.drain(requests::add);
      List<BlockTools.Request> own =
          requests.stream().filter(one -> one.device() == number() && one.bytes() > 0).toList();
      assertThat(own)
          .filteredOn(one -> one.bytes() == BLOCK && one.sector() < WRITES * BLOCK / 512)
          .hasSizeGreaterThanOrEqualTo(WRITES)
          .allMatch(one -> one.nanos() > 0 && one.nanos() < most);
    }
  }

  @KernelTest(needs = "/dev/loop-control")
  void sizesAreThoseThatWereWritten() throws Exception {
    try (LoadedProgram loaded = load();
        Attachment _ = loaded.attach("sized")) {
      long before = writes();
      write();
      assertThat(loaded.map(BlockTools.SIZES).get(new BlockTools.Size(number(), 12)))
          .isEqualTo(writes() - before)
          .isEqualTo(WRITES);
    }
  }

  @KernelTest(needs = "/dev/loop-control")
  void kindsAreWrites() throws Exception {
    try (LoadedProgram loaded = load();
        Attachment _ = loaded.attach("kinds")) {
      write();
      assertThat(loaded.map(BlockTools.KINDS).get(new BlockTools.Kind(number(), (byte) 'W')))
          .isEqualTo(WRITES);
    }
  }

  @KernelTest(needs = "/dev/loop-control")
  void writesInARowAreSequential() throws Exception {
    try (LoadedProgram loaded = load();
        Attachment _ = loaded.attach("pattern")) {
      write();
      BlockTools.Pattern pattern = loaded.map(BlockTools.PATTERNS).get(number());
      assertThat(pattern.sequential).isGreaterThanOrEqualTo(WRITES - 1);
    }
  }
}
