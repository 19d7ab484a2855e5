package dev.keelson;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keelson.compiler.ClassBytes;
import dev.keelson.compiler.CompileException;
import dev.keelson.program.BtfTracepoint;
import dev.keelson.program.HashMap;
import dev.keelson.program.KernelStruct;
import dev.keelson.program.Maps;
import dev.keelson.program.Setting;
import dev.keelson.program.SyscallProgram;
import dev.keelson.testkit.KernelTest;
import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;

/** What was compiled once is loaded again, as long as it would be compiled to the same. */
class ImageCacheKernelTest {
  static final class Program {
    static final HashMap<Integer, Integer> SEEN = Maps.hash(16);
    static final Setting<Integer> STEP = Setting.of(1);

    private Program() {}

    @SyscallProgram
    static int step() {
      SEEN.put(1, STEP.get());
      return STEP.get();
    }

    @BtfTracepoint("sched_process_exit")
    static void exited() {
      SEEN.put(2, STEP.get());
    }
  }

  @TempDir Path temporary;

  private static ProgramLoader program(Path folder) {
    return Keelson.program(Program.class, MethodHandles.lookup()).cache(folder);
  }

  /** Loads, checks that it does what it should, and tells where it came from. */
  private static String origin(ProgramLoader loader, int step) {
    try (LoadedProgram loaded = loader.setting(Program.STEP, step).load();
        AttachedPrograms _ = loaded.attachAll()) {
      assertThat(loaded.object().program("step").testRun(new byte[0]).returnValue())
          .isEqualTo(step);
      assertThat(loaded.map(Program.SEEN).get(1)).isEqualTo(step);
      return loaded.imageOrigin().replaceFirst("compiled in [0-9]+ us, ", "compiled, ");
    }
  }

  private static List<Path> files(Path folder) throws IOException {
    try (Stream<Path> all = Files.list(folder)) {
      return all.toList();
    }
  }

  @KernelTest
  void theSecondLoadTakesTheImageOfTheFirstWhateverTheSettings() throws IOException {
    Path folder = temporary.resolve("a/cache");
    assertThat(origin(program(folder), 5)).isEqualTo("compiled, kept: it was not kept yet");
    assertThat(files(folder)).hasSize(1);
    Path file = files(folder).getFirst();
    assertThat(origin(program(folder), 6)).isEqualTo("kept in " + file.toRealPath());
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder)))
        .isEqualTo("rwx------");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
  }

  @KernelTest
  void aChangedClassIsCompiledAgain() throws IOException {
    ClassBytes changed =
        name ->
            new LoaderClassBytes(Program.class)
                .bytes(name)
                .map(bytes -> new String(bytes, ISO_8859_1))
                .map(text -> text.replace("CacheKernelTest.java", "CacheKernelTesT.java"))
                .map(text -> text.getBytes(ISO_8859_1));
    String first = origin(program(temporary), 1);
    assertThat(first).startsWith("compiled, kept");
    assertThat(origin(program(temporary).classes(changed), 1))
        .isEqualTo("compiled, kept: its classes, the compiler or the kernel have changed");
    assertThat(origin(program(temporary).classes(changed), 1)).startsWith("kept in");
    assertThat(files(temporary)).hasSize(1);
  }

  @KernelTest
  void aDamagedFileIsWrittenAnew() throws IOException {
    origin(program(temporary), 1);
    Path file = files(temporary).getFirst();
    byte[] bytes = Files.readAllBytes(file);
    bytes[bytes.length / 2] ^= 1;
    Files.write(file, bytes);
    assertThat(origin(program(temporary), 1))
        .startsWith("compiled, kept: " + file.toRealPath() + ", byte 4: ");
    assertThat(origin(program(temporary), 1)).startsWith("kept in");
  }

  @KernelTest
  void aFolderThatOthersCanWriteToIsNotUsed() throws IOException {
    Files.setPosixFilePermissions(temporary, PosixFilePermissions.fromString("rwxrwxrwx"));
    assertThat(origin(program(temporary), 1))
        .isEqualTo("compiled, not kept: others can write to " + temporary.toRealPath());
    assertThat(files(temporary)).isEmpty();
  }

  @KernelTest
  void aFolderThatCannotBeMadeCostsNothingButTime() throws IOException {
    Path file = Files.createFile(temporary.resolve("file"));
    assertThat(origin(program(file.resolve("cache")), 1)).startsWith("compiled, not kept: ");
  }

  @KernelTest
  void theOldestImagesGoWhenThereAreMany() throws IOException {
    for (int i = 0; i < 70; i++) {
      Path file = Files.createFile(temporary.resolve(i + ".image"));
      Files.setLastModifiedTime(file, FileTime.fromMillis(1_000L * i));
    }
    origin(program(temporary), 1);
    assertThat(files(temporary))
        .hasSize(64)
        .contains(temporary.resolve("7.image"))
        .doesNotContain(temporary.resolve("6.image"));
    assertThat(origin(program(temporary), 1)).startsWith("kept in");
  }

  static final class Broken {
    static final Setting<Boolean> HAS_FIELD = Setting.of(true);

    private Broken() {}

    @KernelStruct("task_struct")
    interface Task {
      int inNoKernel();
    }

    @BtfTracepoint("sched_switch")
    static int switched(boolean preempted, Task previous, Task next) {
      return HAS_FIELD.get() ? next.inNoKernel() : 0;
    }
  }

  @KernelTest
  void neitherDiagnosticsNorWhatDependsOnSettingsIsKept() throws IOException {
    ProgramLoader loader = Keelson.program(Broken.class, MethodHandles.lookup()).cache(temporary);
    assertThatThrownBy(loader::load).isInstanceOf(CompileException.class);
    try (LoadedProgram loaded = loader.setting(Broken.HAS_FIELD, false).load()) {
      assertThat(loaded.imageOrigin()).isEqualTo("compiled, not kept: it depends on its settings");
    }
    assertThat(files(temporary)).isEmpty();
  }
}
