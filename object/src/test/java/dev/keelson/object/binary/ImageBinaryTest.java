package dev.keelson.object.binary;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.keelson.object.MalformedObjectException;
import dev.keelson.object.image.AttachPoint;
import dev.keelson.object.image.BpfImage;
import dev.keelson.object.image.Bytes;
import dev.keelson.object.image.CgroupHook;
import dev.keelson.object.image.FaultSite;
import dev.keelson.object.image.FieldFact;
import dev.keelson.object.image.MapSpec;
import dev.keelson.object.image.MapType;
import dev.keelson.object.image.PerfEventKind;
import dev.keelson.object.image.ProgramSpec;
import dev.keelson.object.image.Relocation;
import dev.keelson.object.insn.Insn;
import dev.keelson.object.insn.Opcode;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class ImageBinaryTest {
  private static final int FORMAT = 0x1234_0001;

  private static final List<AttachPoint> POINTS =
      List.of(
          new AttachPoint.BtfTracepoint("sched_switch"),
          new AttachPoint.RawTracepoint("sys_enter"),
          new AttachPoint.Tracepoint("sched", "sched_wakeup"),
          new AttachPoint.Uprobe("/bin/true", "main", true),
          new AttachPoint.Syscall(),
          new AttachPoint.Xdp("eth0"),
          new AttachPoint.Tc(true, "eth0"),
          new AttachPoint.Cgroup(CgroupHook.CONNECT6, "/sys/fs/cgroup"),
          new AttachPoint.SkLookup(),
          new AttachPoint.FlowDissector(),
          new AttachPoint.SocketFilter("lo"),
          new AttachPoint.Kprobe("do_unlinkat", true),
          new AttachPoint.KprobeMulti(List.of("a*", "b"), false),
          new AttachPoint.UprobeMulti("/bin/true", List.of("m*"), true),
          new AttachPoint.Usdt("/lib/libjvm.so", "hotspot", "gc__begin", 2),
          new AttachPoint.Fentry("f"),
          new AttachPoint.Fexit("f"),
          new AttachPoint.FmodRet("f"),
          new AttachPoint.Lsm("file_open"),
          new AttachPoint.Iterator("task"),
          new AttachPoint.PerfEvent(PerfEventKind.CPU_CYCLES, 1L << 40, true),
          new AttachPoint.StructOps("tcp_congestion_ops", "ssthresh", "java"));

  private static final BpfImage IMAGE =
      new BpfImage(
          "Everything",
          "Dual MIT/GPL",
          List.of(
              new MapSpec("NUMBERS", MapType.HASH, 4, 8, 1 << 20, 1, 3, 4),
              new MapSpec(
                  ".data",
                  MapType.ARRAY,
                  4,
                  3,
                  1,
                  MapSpec.MAPPABLE,
                  0,
                  5,
                  Bytes.copyOf(new byte[] {1, 2, 3}))),
          POINTS.stream().map(ImageBinaryTest::program).toList(),
          Bytes.copyOf(new byte[] {9, 8, 7}),
          List.of("a {}", "Grüße"),
          List.of(new FaultSite("p", "Everything.java", 7, "NULL_POINTER")));

  private static ProgramSpec program(AttachPoint point) {
    return new ProgramSpec(
        point.getClass().getSimpleName(),
        point,
        List.of(
            new Insn(Opcode.LD_IMM64, 1, 0, 0, -1),
            new Insn(0, 0, 0, 0, Integer.MIN_VALUE),
            new Insn(Opcode.JMP | Opcode.EXIT, 0, 0, -1, 0)),
        List.of(
            new Relocation.MapAddress(0, "NUMBERS"),
            new Relocation.MapValue(0, ".data", 1),
            new Relocation.Setting(0, "PROCESS"),
            new Relocation.KernelField(2, 6, "0:1", FieldFact.LEFT_SHIFT),
            new Relocation.KernelFunction(2, "bpf_task_from_pid", 7)),
        List.of(new ProgramSpec.FunctionInfo(0, 11)),
        List.of(new ProgramSpec.LineInfo(0, 1, 2, 30, 4)));
  }

  private static byte[] written() {
    BinaryWriter out = new BinaryWriter();
    ImageBinary.write(out, IMAGE);
    return out.sealed(FORMAT);
  }

  private static BpfImage read(byte[] bytes) {
    BinaryReader in = BinaryReader.open("image", bytes, FORMAT);
    BpfImage image = ImageBinary.read(in);
    in.end();
    return image;
  }

  @Test
  void anImageIsReadAsItWasWritten() {
    assertThat(read(written())).isEqualTo(IMAGE);
  }

  @Test
  void everyKindOfAttachPointIsTried() {
    assertThat(POINTS.stream().map(Object::getClass).map(Class::getName))
        .containsExactlyInAnyOrder(
            Arrays.stream(AttachPoint.class.getPermittedSubclasses())
                .map(Class::getName)
                .toArray(String[]::new));
  }

  @Test
  void anotherFormatIsRefused() {
    byte[] bytes = written();
    assertThatThrownBy(() -> BinaryReader.open("image", bytes, FORMAT + 1))
        .isInstanceOf(MalformedObjectException.class)
        .hasMessage("image, byte 0: the format number 0x12340002");
  }

  @Property(tries = 500)
  void oneChangedBitIsNoticed(@ForAll @IntRange(min = 0, max = 1 << 20) int place) {
    byte[] bytes = written();
    bytes[place / Byte.SIZE % bytes.length] ^= (byte) (1 << place % Byte.SIZE);
    assertThatThrownBy(() -> read(bytes)).isInstanceOf(MalformedObjectException.class);
  }

  @Property(tries = 500)
  void aShortenedImageIsNoticed(@ForAll @IntRange(min = 0, max = 1 << 20) int length) {
    byte[] bytes = written();
    assertThatThrownBy(() -> read(Arrays.copyOf(bytes, length % bytes.length)))
        .isInstanceOf(MalformedObjectException.class);
  }

  /** What the checksum would notice is decoded all the same: it must not be what holds. */
  @Property(tries = 5000)
  void sealedDamageIsReadAsAnImageOrRefusedByTheOneException(
      @ForAll @IntRange(min = 0, max = 1 << 20) int place, @ForAll byte value) {
    byte[] bytes = written();
    bytes[BinaryWriter.HEADER_BYTES + place % (bytes.length - BinaryWriter.HEADER_BYTES)] = value;
    Throwable refused = catchThrowable(() -> read(resealed(bytes)));
    assertThat(refused == null || refused instanceof MalformedObjectException)
        .withFailMessage(() -> "byte " + place + " as " + value + ": " + refused)
        .isTrue();
  }

  private static byte[] resealed(byte[] bytes) {
    int sum = BinaryWriter.checksum(bytes);
    for (int i = 0; i < Integer.BYTES; i++) {
      bytes[BinaryWriter.CHECKSUM + i] = (byte) (sum >>> (i * Byte.SIZE));
    }
    return bytes;
  }
}
