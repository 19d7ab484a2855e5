package dev.keelson.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keelson.ProgramLoader;
import dev.keelson.bpf.BpfObject;
import dev.keelson.bpf.btf.KernelBtf;
import dev.keelson.compiler.BpfCompiler;
import dev.keelson.compiler.CompileRequest;
import dev.keelson.compiler.Features;
import dev.keelson.object.btf.Btf;
import dev.keelson.object.file.ObjectFile;
import dev.keelson.object.image.BpfImage;
import dev.keelson.object.image.ProgramSpec;
import dev.keelson.object.insn.Insn;
import dev.keelson.object.relocation.KernelRelocation;
import dev.keelson.testkit.KernelTest;
import dev.keelson.testkit.peer.Bpftool;
import dev.keelson.testkit.peer.Libbpf;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Each example as an object file: libbpf loads it, and one that was built for another kernel too.
 * The recorded kernels are Debian's; only the types that the examples name were kept of them.
 */
@KernelTest
class ObjectFilesKernelTest {
  private static final List<String> RECORDED = List.of("debian-6.1.btf", "debian-6.12.btf");

  private static BpfImage compile(Class<?> program, Btf kernel, Features features) {
    return BpfCompiler.compile(
        new CompileRequest(
            program.getName(), ObjectFilesKernelTest::bytes, kernel, features, Map.of()));
  }

  private static Optional<byte[]> bytes(String binaryName) {
    return resource("/" + binaryName.replace('.', '/') + ".class");
  }

  private static Optional<byte[]> resource(String name) {
    try (InputStream stream = ObjectFilesKernelTest.class.getResourceAsStream(name)) {
      return stream == null ? Optional.empty() : Optional.of(stream.readAllBytes());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<String> pinned(BpfImage image) {
    return image.programs().stream().map(ProgramSpec::name).map("pinned "::concat).toList();
  }

  @ParameterizedTest
  @ValueSource(
      classes = {
        LibraryCallTimes.class,
        ProcessLifetimes.class,
        RunQueueWait.class,
        SyscallCounts.class,
        TcpConnections.class,
        TrafficByPort.class
      })
  void libbpfLoadsEveryExample(Class<?> program) {
    Features features = ProgramLoader.features();
    BpfImage image = compile(program, KernelBtf.load(), features);

    Bpftool loaded = Bpftool.loadAll(ObjectFile.write(image));

    assertThat(loaded.output()).doesNotContain("libbpf: ");
    assertThat(loaded.programs().lines().filter(line -> line.startsWith("pinned ")))
        .containsExactlyInAnyOrderElementsOf(pinned(image));
    assertThat(loaded.programs()).contains("btf_id ");
  }

  @ParameterizedTest
  @ValueSource(
      classes = {
        ProcessLifetimes.class,
        RunQueueWait.class,
        SyscallCounts.class,
        TcpConnections.class,
        TrafficByPort.class
      })
  void whatWasBuiltForAnotherKernelLoadsHereByLibbpfAndByUs(Class<?> program) {
    for (String recorded : RECORDED) {
      Btf other = Btf.read(resource(recorded).orElseThrow(), recorded);
      BpfImage image = compile(program, other, Features.V3);

      Bpftool loaded = Bpftool.loadAll(ObjectFile.write(image));
      BpfImage here = KernelRelocation.relocate(image, KernelBtf.load());
      try (BpfObject object = BpfObject.load(here)) {
        assertThat(object.programs()).hasSameSizeAs(image.programs());
      }

      assertThat(loaded.output()).doesNotContain("libbpf: ");
      assertThat(loaded.programs().lines().filter(line -> line.startsWith("pinned ")))
          .containsExactlyInAnyOrderElementsOf(pinned(image));
      assertThat(compile(program, KernelBtf.load(), Features.V3).programs())
          .extracting(ProgramSpec::code)
          .isEqualTo(here.programs().stream().map(ProgramSpec::code).toList());
    }
  }

  @ParameterizedTest
  @ValueSource(
      classes = {
        ProcessLifetimes.class,
        RunQueueWait.class,
        SyscallCounts.class,
        TcpConnections.class,
        TrafficByPort.class
      })
  void libbpfRelocatesForAnotherKernelAsWeDo(Class<?> program) {
    for (Features features : List.of(Features.V3, Features.V4)) {
      BpfImage image = compile(program, KernelBtf.load(), features);
      byte[] object = ObjectFile.write(image);
      for (String recorded : RECORDED) {
        byte[] kernel = resource(recorded).orElseThrow();
        Map<String, List<Insn>> theirs = Libbpf.relocate(object, kernel);
        BpfImage ours = KernelRelocation.relocate(image, Btf.read(kernel, recorded));
        for (ProgramSpec one : ours.programs()) {
          assertThat(Libbpf.comparable(theirs.get(one.name())))
              .as(one.name())
              .isEqualTo(Libbpf.comparable(one.code()));
        }
      }
    }
  }
}
