package dev.keelson.bpf.attach;

import dev.keelson.bpf.btf.UnsupportedKernelException;
import dev.keelson.linux.FileDescriptor;
import dev.keelson.linux.Files;
import dev.keelson.linux.Mounts;
import dev.keelson.linux.SyscallException;
import java.util.List;

/** Which security modules the kernel was started with: programs at hooks run only with "bpf". */
final class SecurityModules {
  private SecurityModules() {}

  /**
   * The kernel attaches without it too, and then never calls the program.
   *
   * @throws UnsupportedKernelException when "bpf" is not among the modules
   */
  static void requireBpf() {
    String names;
    try (FileDescriptor securityfs = Mounts.detached("securityfs")) {
      names = Files.readText(securityfs, "lsm").strip();
    } catch (SyscallException e) {
      throw new UnsupportedKernelException(
          "this kernel does not say which security modules it runs (%s)".formatted(e.errno()),
          "Programs at hooks need CONFIG_BPF_LSM=y and CONFIG_SECURITYFS=y.",
          e);
    }
    if (!List.of(names.split(",", -1)).contains("bpf")) {
      throw new UnsupportedKernelException(
          "this kernel never calls lsm programs: its security modules are " + names,
          "Start it with bpf among them: lsm=%s,bpf on its command line.".formatted(names),
          null);
    }
  }
}
