package dev.keelson.bpf.btf;

import dev.keelson.object.btf.Btf;
import dev.keelson.object.btf.BtfType;
import java.io.FileInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** The running kernel's BTF, read once per JVM. Safe for use by any thread. */
public final class KernelBtf {
  /** Where a kernel built with CONFIG_DEBUG_INFO_BTF shows its types; Linux 5.4. */
  public static final Path VMLINUX = Path.of("/sys/kernel/btf/vmlinux");

  private static final Object LOCK = new Object();
  private static volatile Btf loaded;

  private KernelBtf() {}

  /**
   * The types of the running kernel; reads about 5.5 MB on the first call.
   *
   * @throws UnsupportedKernelException when the kernel shows none
   */
  public static Btf load() {
    Btf btf = loaded;
    if (btf == null) {
      synchronized (LOCK) {
        if (loaded == null) {
          loaded = read(VMLINUX);
        }
        btf = loaded;
      }
    }
    return btf;
  }

  static Btf read(Path path) {
    return Btf.read(bytes(path), "BTF of the running kernel, " + path);
  }

  /**
   * @throws UnsupportedKernelException when there is no such file
   */
  static byte[] bytes(Path path) {
    // Not Files.readAllBytes: it reads through a second, native buffer of the file's size, which
    // took
    // 20 ms instead of 9 in a fresh JVM.
    try (FileInputStream file = new FileInputStream(path.toFile())) {
      return file.readAllBytes();
    } catch (IOException e) {
      throw new UnsupportedKernelException(
          "the kernel's types cannot be read: " + e.getMessage(),
          "Keelson needs a kernel built with CONFIG_DEBUG_INFO_BTF=y, as those of Debian 11,"
              + " Ubuntu 20.10, Fedora 31, RHEL 8.2 and later are, and Linux 5.15 or newer.",
          e);
    }
  }

  /**
   * The id of the type that describes a tracepoint's arguments, which is what a BTF tracepoint
   * attaches to.
   *
   * @throws UnsupportedKernelException when the kernel has no tracepoint of that name
   */
  public static int tracepointTypeId(String tracepoint) {
    // BTF_TRACE_PREFIX "btf_trace_", kernel/bpf/verifier.c bpf_check_attach_target
    return load()
        .find(BtfType.Typedef.class, "btf_trace_" + tracepoint)
        .orElseThrow(() ->
            new UnsupportedKernelException(
                "this kernel has no tracepoint \"%s\"".formatted(tracepoint),
                "Its name is the part after the colon in tracefs' available_events; some exist"
                    + " only in newer kernels or with certain options.",
                null));
  }

  /**
   * The id of a kernel function, which is what a trampoline attaches to.
   *
   * @throws UnsupportedKernelException when the kernel's types have no function of that name
   */
  public static int functionId(String function) {
    return load()
        .find(BtfType.Function.class, function)
        .orElseThrow(() ->
            new UnsupportedKernelException(
                "this kernel has no function \"%s\" that programs can be attached to"
                    .formatted(function),
                "It may be inlined, have another name, or be in a module. Those it has:"
                    + " bpftool btf dump file /sys/kernel/btf/vmlinux | grep FUNC.",
                null));
  }

  /**
   * The id of a function of the kernel that a program calls.
   *
   * @throws UnsupportedKernelException when the kernel's types have no function of that name
   */
  public static int calledFunctionId(String function) {
    return load()
        .find(BtfType.Function.class, function)
        .orElseThrow(() ->
            new UnsupportedKernelException(
                "this kernel has no function \"%s\" that programs can call".formatted(function),
                "It came with a later kernel, or is in a module. Those it has: bpftool btf dump"
                    + " file /sys/kernel/btf/vmlinux | grep FUNC.",
                null));
  }

  /**
   * The id of the function that stands for a hook of the kernel's security modules.
   *
   * @throws UnsupportedKernelException when the kernel has no hook of that name
   */
  public static int hookId(String hook) {
    // BPF_LSM_SYM_PREFX "bpf_lsm_", include/linux/bpf_lsm.h
    return load()
        .find(BtfType.Function.class, "bpf_lsm_" + hook)
        .orElseThrow(() ->
            new UnsupportedKernelException(
                "this kernel has no security hook \"%s\"".formatted(hook),
                "Hooks are named as in include/linux/lsm_hook_defs.h, and need CONFIG_BPF_LSM=y.",
                null));
  }

  /**
   * The id of the function that stands for something an iterator walks.
   *
   * @throws UnsupportedKernelException when the kernel has no such iterator
   */
  public static int iteratorId(String target) {
    // BPF_ITER_FUNC_PREFIX "bpf_iter_", include/linux/bpf.h; its context is struct bpf_iter__TARGET
    Btf btf = load();
    if (btf.find(BtfType.Struct.class, "bpf_iter__" + target).isEmpty()) {
      throw new UnsupportedKernelException(
          "this kernel has no iterator over \"%s\"".formatted(target),
          "Those it has: bpftool btf dump file /sys/kernel/btf/vmlinux | grep bpf_iter__.",
          null);
    }
    return functionId("bpf_iter_" + target);
  }

  /**
   * The id of a struct.
   *
   * @throws UnsupportedKernelException when the kernel has no struct of that name
   */
  public static int structId(String name) {
    return load()
        .find(BtfType.Struct.class, name)
        .orElseThrow(() ->
            new UnsupportedKernelException(
                "this kernel has no struct \"%s\"".formatted(name),
                "Look for its name with: bpftool btf dump file /sys/kernel/btf/vmlinux.",
                null));
  }

  /**
   * Which member of a struct it is, counted from 0.
   *
   * @throws UnsupportedKernelException when the kernel's struct has no such member
   */
  public static int memberIndex(String struct, String member) {
    List<BtfType.Member> members = ((BtfType.Struct) load().type(structId(struct))).members();
    for (int i = 0; i < members.size(); i++) {
      if (members.get(i).name().equals(member)) {
        return i;
      }
    }
    throw new UnsupportedKernelException(
        "struct \"%s\" of this kernel has no member \"%s\"".formatted(struct, member),
        "It came with another version of the kernel.",
        null);
  }
}
