package dev.keelson.tracing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keelson.AttachedPrograms;
import dev.keelson.Keelson;
import dev.keelson.LoadedProgram;
import dev.keelson.program.Fentry;
import dev.keelson.program.Fexit;
import dev.keelson.program.FmodRet;
import dev.keelson.program.HashMap;
import dev.keelson.program.Kernel;
import dev.keelson.program.KernelStruct;
import dev.keelson.program.Lsm;
import dev.keelson.program.Maps;
import dev.keelson.program.Result;
import dev.keelson.program.Setting;
import dev.keelson.testkit.KernelTest;
import java.lang.invoke.MethodHandles;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

/** Programs on trampolines and security hooks: they run, or the kernel's refusal is a sentence. */
class TrampolineKernelTest {
  static final class Entered {
    static final HashMap<Integer, Integer> FOLDERS = Maps.hash(4096);

    private Entered() {}

    @Fentry("do_unlinkat")
    static void entered(int folder) {
      FOLDERS.put(Kernel.processId(), folder);
    }
  }

  static final class Left {
    static final HashMap<Integer, Integer> RESULTS = Maps.hash(4096);

    private Left() {}

    @Fexit("do_unlinkat")
    static void left(int folder, @Result int result) {
      RESULTS.put(Kernel.processId(), folder + result);
    }
  }

  private static long unlink(Path file) throws Exception {
    Process unlink = new ProcessBuilder("/usr/bin/unlink", file.toString()).start();
    unlink.waitFor();
    return unlink.pid();
  }

  @KernelTest
  void fentrySeesTheArgumentsOfAFunction(@TempDir Path folder) throws Exception {
    EveryKind.runsOrIsRefused(
        "fentry",
        "this kernel refuses fentry programs by policy",
        () -> {
          try (LoadedProgram loaded =
                  Keelson.program(Entered.class, MethodHandles.lookup()).load();
              AttachedPrograms _ = loaded.attachAll()) {
            int pid = Math.toIntExact(unlink(Files.createFile(folder.resolve("f"))));
            assertThat(loaded.map(Entered.FOLDERS).get(pid)).isEqualTo(-100); // AT_FDCWD
          }
        });
  }

  @KernelTest
  void fexitSeesTheResultToo(@TempDir Path folder) throws Exception {
    EveryKind.runsOrIsRefused(
        "fexit",
        "this kernel refuses fexit programs by policy",
        () -> {
          try (LoadedProgram loaded = Keelson.program(Left.class, MethodHandles.lookup()).load();
              AttachedPrograms _ = loaded.attachAll()) {
            int pid = Math.toIntExact(unlink(folder.resolve("not-there")));
            assertThat(loaded.map(Left.RESULTS).get(pid)).isEqualTo(-100 - 2); // ENOENT
          }
        });
  }

  @KernelStruct("file")
  interface File {
    Inode fInode();
  }

  @KernelStruct("inode")
  interface Inode {
    long iIno();
  }

  static final class Replaced {
    static final Setting<Long> INODE = Setting.of(0L);

    private Replaced() {}

    @FmodRet("security_file_open")
    static int open(File file) {
      return file.fInode().iIno() == INODE.get() ? -13 : 0; // EACCES
    }
  }

  static final class Guarded {
    static final Setting<Long> INODE = Setting.of(0L);

    private Guarded() {}

    @Lsm("file_open")
    static int open(File file) {
      return file.fInode().iIno() == INODE.get() ? -1 : 0; // EPERM
    }
  }

  private static void isForbidden(Path file) throws Exception {
    Process cat = new ProcessBuilder("/bin/cat", file.toString()).start();
    assertThat(cat.waitFor()).isOne();
    assertThat(new ProcessBuilder("/bin/true").start().waitFor()).isZero();
  }

  @KernelTest
  void fmodRetDecidesInThePlaceOfTheFunction(@TempDir Path folder) throws Exception {
    Path file = Files.createFile(folder.resolve("f"));
    EveryKind.runsOrIsRefused(
        "fmod_ret",
        "this kernel refuses fmod_ret programs by policy",
        () -> {
          try (LoadedProgram loaded =
                  Keelson.program(Replaced.class, MethodHandles.lookup())
                      .setting(Replaced.INODE, (Long) Files.getAttribute(file, "unix:ino"))
                      .load();
              AttachedPrograms _ = loaded.attachAll()) {
            isForbidden(file);
          }
          assertThat(new ProcessBuilder("/bin/cat", file.toString()).start().waitFor()).isZero();
        });
  }

  @KernelTest
  void lsmRefusesWhatTheMethodRefuses(@TempDir Path folder) throws Exception {
    Path file = Files.createFile(folder.resolve("f"));
    EveryKind.runsOrIsRefused(
        "lsm",
        "lsm programs",
        () -> {
          try (LoadedProgram loaded =
                  Keelson.program(Guarded.class, MethodHandles.lookup())
                      .setting(Guarded.INODE, (Long) Files.getAttribute(file, "unix:ino"))
                      .load();
              AttachedPrograms _ = loaded.attachAll()) {
            isForbidden(file);
          }
          assertThat(new ProcessBuilder("/bin/cat", file.toString()).start().waitFor()).isZero();
        });
  }
}
