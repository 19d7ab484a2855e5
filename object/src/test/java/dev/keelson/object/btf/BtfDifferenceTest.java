package dev.keelson.object.btf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The running kernel's types, all of them, read by us and by bpftool. */
class BtfDifferenceTest {
  @Test
  void everyTypeOfTheRunningKernelReadsAsBpftoolReadsIt() throws Exception {
    Btf btf = KernelBtfFile.read();

    assertThat(differences(btf, KernelBtfFile.PATH, 20)).isEmpty();
  }

  @Test
  void aSubsetIsWhatBpftoolReadsToo() throws Exception {
    Btf kernel = KernelBtfFile.read();
    byte[] subset = BtfSubset.write(kernel, List.of("task_struct", "btf_trace_sched_switch"));
    Path file = Files.createTempFile("keelson", ".btf");
    try {
      Files.write(file, subset);

      assertThat(differences(Btf.read(subset, "subset"), file, 20)).isEmpty();
    } finally {
      Files.delete(file);
    }
  }

  @Test
  void everyKindThatWeBuildIsWhatBpftoolReads() throws Exception {
    Path file = Files.createTempFile("keelson", ".btf");
    try {
      Files.write(file, BtfBuilderTest.everyKind());

      assertThat(differences(Btf.read(BtfBuilderTest.everyKind(), "built"), file, 20)).isEmpty();
    } finally {
      Files.delete(file);
    }
  }

  /** The first lines that differ, ours and bpftool's. */
  private static List<String> differences(Btf btf, Path file, int limit) throws Exception {
    Process bpftool =
        new ProcessBuilder(bpftool(), "btf", "dump", "file", file.toString(), "format", "raw")
            .redirectErrorStream(true)
            .start();
    List<String> differences = new ArrayList<>();
    try (BufferedReader lines = bpftool.inputReader()) {
      for (int id = 1; id < btf.typeCount(); id++) {
        for (String ours : BpftoolText.of(btf, id)) {
          String theirs = lines.readLine();
          if (!ours.equals(theirs) && differences.size() < limit) {
            differences.add(ours + " <> " + theirs);
          }
        }
      }
      String rest = lines.readLine();
      if (rest != null) {
        differences.add("nothing <> " + rest);
      }
    }
    assertThat(bpftool.waitFor()).isZero();
    return differences;
  }

  private static String bpftool() {
    Optional<Path> found =
        List.of("/usr/sbin/bpftool", "/usr/bin/bpftool", "/usr/local/sbin/bpftool").stream()
            .map(Path::of)
            .filter(Files::isExecutable)
            .findFirst();
    assumeTrue(found.isPresent(), "bpftool is not installed (Debian package bpftool)");
    return found.get().toString();
  }

  /** A type in the words of {@code bpftool btf dump format raw}. */
  private static final class BpftoolText {
    static List<String> of(Btf btf, int id) {
      BtfType type = btf.type(id);
      List<String> lines = new ArrayList<>();
      lines.add("[%d] %s '%s'%s".formatted(id, kind(type), name(type.name()), rest(type)));
      switch (type) {
        case BtfType.Composite it -> it.members().forEach(member -> lines.add(text(member)));
        case BtfType.Enum it ->
            it.values().forEach(v -> lines.add("\t'%s' val=%d".formatted(v.name(), v.value())));
        case BtfType.Enum64 it -> it.values().forEach(v -> lines.add(text(v, it.signed())));
        case BtfType.Prototype it ->
            it.parameters()
                .forEach(p -> lines.add("\t'%s' type_id=%d".formatted(name(p.name()), p.type())));
        case BtfType.DataSection it ->
            it.variables()
                .forEach(v ->
                    lines.add(
                        "\ttype_id=%d offset=%d size=%d (VAR '%s')"
                            .formatted(
                                v.variable(),
                                v.offset(),
                                v.sizeBytes(),
                                btf.type(v.variable()).name())));
        default -> {}
      }
      return lines;
    }

    private static String text(BtfType.Member member) {
      return "\t'%s' type_id=%d bits_offset=%d%s"
          .formatted(
              name(member.name()),
              member.type(),
              member.bitOffset(),
              member.bitSize() == 0 ? "" : " bitfield_size=" + member.bitSize());
    }

    private static String text(BtfType.Enumerator v, boolean signed) {
      return "\t'%s' val=%s"
          .formatted(
              v.name(), signed ? v.value() + "LL" : Long.toUnsignedString(v.value()) + "ULL");
    }

    private static String name(String name) {
      return name.isEmpty() ? "(anon)" : name;
    }

    private static String kind(BtfType type) {
      return switch (type) {
        case BtfType.Pointer _ -> "PTR";
        case BtfType.Forward _ -> "FWD";
        case BtfType.Function _ -> "FUNC";
        case BtfType.Prototype _ -> "FUNC_PROTO";
        case BtfType.Variable _ -> "VAR";
        case BtfType.DataSection _ -> "DATASEC";
        case BtfType.DeclTag _ -> "DECL_TAG";
        case BtfType.TypeTag _ -> "TYPE_TAG";
        default -> type.getClass().getSimpleName().toUpperCase(Locale.ROOT);
      };
    }

    private static String rest(BtfType type) {
      return switch (type) {
        case BtfType.Int it ->
            " size=%d bits_offset=0 nr_bits=%d encoding=%s"
                .formatted(it.sizeBytes(), it.bits(), encoding(it));
        case BtfType.Pointer(int target) -> " type_id=" + target;
        case BtfType.Array it ->
            " type_id=%d index_type_id=%d nr_elems=%d"
                .formatted(it.element(), it.index(), it.length());
        case BtfType.Composite it ->
            " size=%d vlen=%d".formatted(it.sizeBytes(), it.members().size());
        case BtfType.Enum it -> values(it.signed(), it.sizeBytes(), it.values().size());
        case BtfType.Enum64 it -> values(it.signed(), it.sizeBytes(), it.values().size());
        case BtfType.Forward it -> " fwd_kind=" + (it.union() ? "union" : "struct");
        case BtfType.Typedef it -> " type_id=" + it.target();
        case BtfType.Volatile(int target) -> " type_id=" + target;
        case BtfType.Const(int target) -> " type_id=" + target;
        case BtfType.Restrict(int target) -> " type_id=" + target;
        case BtfType.TypeTag it -> " type_id=" + it.target();
        case BtfType.Function it ->
            " type_id=%d linkage=%s".formatted(it.prototype(), lower(it.linkage()));
        case BtfType.Prototype it ->
            " ret_type_id=%d vlen=%d".formatted(it.returnType(), it.parameters().size());
        case BtfType.Variable it ->
            " type_id=%d, linkage=%s".formatted(it.type(), lower(it.linkage()));
        case BtfType.DataSection it ->
            " size=%d vlen=%d".formatted(it.sizeBytes(), it.variables().size());
        case BtfType.Float it -> " size=" + it.sizeBytes();
        case BtfType.DeclTag it ->
            " type_id=%d component_idx=%d".formatted(it.target(), it.component());
      };
    }

    private static String encoding(BtfType.Int it) {
      if (it.bool()) {
        return "BOOL";
      }
      return it.character() ? "CHAR" : it.signed() ? "SIGNED" : "(none)";
    }

    private static String values(boolean signed, int size, int count) {
      return " encoding=%s size=%d vlen=%d".formatted(signed ? "SIGNED" : "UNSIGNED", size, count);
    }

    private static String lower(BtfType.Linkage linkage) {
      return linkage.name().toLowerCase(Locale.ROOT);
    }
  }
}
