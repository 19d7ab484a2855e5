package dev.keelson.object.btf;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The running kernel's types, for tests that read something real. */
final class KernelBtfFile {
  private KernelBtfFile() {}

  static final Path PATH = Path.of("/sys/kernel/btf/vmlinux");

  /** Skips the test where the kernel was built without CONFIG_DEBUG_INFO_BTF. */
  static Btf read() throws IOException {
    assumeTrue(Files.isReadable(PATH), "this kernel has no BTF: " + PATH + " is not there");
    return Btf.read(Files.readAllBytes(PATH), "BTF of vmlinux");
  }
}
