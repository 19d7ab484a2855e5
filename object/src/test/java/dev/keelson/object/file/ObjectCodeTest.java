package dev.keelson.object.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keelson.object.MalformedObjectException;
import dev.keelson.object.btf.BtfBuilder;
import dev.keelson.object.btf.BtfType;
import dev.keelson.object.image.AttachPoint;
import dev.keelson.object.image.BpfImage;
import dev.keelson.object.image.Bytes;
import dev.keelson.object.image.MapSpec;
import dev.keelson.object.image.MapType;
import dev.keelson.object.image.ProgramSpec;
import dev.keelson.object.image.ProgramSpec.FunctionInfo;
import dev.keelson.object.image.ProgramSpec.LineInfo;
import dev.keelson.object.image.Relocation;
import dev.keelson.object.insn.Insn;
import dev.keelson.object.insn.Opcode;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What was written is read back; what is damaged is one kind of error. */
class ObjectCodeTest {
  private static byte[] object() {
    BtfBuilder types = new BtfBuilder();
    int prototype = types.add(new BtfType.Prototype(0, List.of()));
    int function = types.add(new BtfType.Function("run", prototype, BtfType.Linkage.STATIC));
    int file = types.string("Test.java");
    ProgramSpec program =
        new ProgramSpec(
            "run",
            new AttachPoint.Syscall(),
            List.of(
                new Insn(Opcode.LD_IMM64, 1, Opcode.PSEUDO_MAP_FD, 0, 0),
                new Insn(0, 0, 0, 0, 0),
                new Insn(Opcode.ALU64 | Opcode.MOV | Opcode.K, 0, 0, 0, 7),
                new Insn(Opcode.JMP | Opcode.EXIT, 0, 0, 0, 0)),
            List.of(new Relocation.MapAddress(0, "MAP")),
            List.of(new FunctionInfo(0, function)),
            List.of(new LineInfo(0, file, file, 7, 0), new LineInfo(2, file, file, 8, 3)));
    return ObjectFile.write(
        new BpfImage(
            "Test",
            "GPL",
            List.of(new MapSpec("MAP", MapType.ARRAY, 4, 8, 1, 0, 0, 0)),
            List.of(program),
            Bytes.copyOf(types.encode()),
            List.of()));
  }

  @Test
  void codeLinesAndSymbolsAreReadBack() {
    ObjectCode.Function run = ObjectCode.read(object(), "object").functions().getFirst();
    assertThat(run.name()).isEqualTo("run");
    assertThat(run.section()).isEqualTo("syscall");
    assertThat(run.code()).hasSize(4);
    assertThat(run.symbols()).containsExactly(Map.entry(0, "MAP"));
    assertThat(run.lines()).extracting(LineInfo::slot).containsExactly(0, 2);
    assertThat(run.lines()).extracting(LineInfo::line).containsExactly(7, 8);
    assertThat(run.lines().getLast().column()).isEqualTo(3);
  }

  @Test
  void aFileOfAnotherMachineIsRefused() {
    byte[] object = object();
    object[18] = 62; // x86-64
    assertThatThrownBy(() -> ObjectCode.read(object, "libc.so"))
        .isInstanceOf(MalformedObjectException.class)
        .hasMessageContaining("libc.so")
        .hasMessageContaining("which is BPF");
  }

  @Test
  void damageGivesNoOtherException() {
    byte[] whole = object();
    long seed = System.nanoTime();
    Random random = new Random(seed);
    for (int round = 0; round < 20_000; round++) {
      byte[] damaged = whole.clone();
      for (int i = 0; i <= random.nextInt(4); i++) {
        damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
      }
      try {
        ObjectCode.read(damaged, "damaged");
      } catch (MalformedObjectException expected) {
        assertThat(expected).hasMessageContaining(", byte ");
      } catch (RuntimeException other) {
        throw new AssertionError("seed " + seed + ", round " + round, other);
      }
    }
  }
}
