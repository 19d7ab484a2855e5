package dev.keelson.compiler;

/**
 * What the target kernel has of what the compiler can use. Each is a fact of the kernel, not of its
 * version; a loader asks the running kernel ({@code dev.keelson.bpf.KernelFeatures}).
 *
 * @param signedDivision signed division and remainder (ISA v4, Linux 6.6)
 * @param signExtension sign-extending moves and loads (ISA v4, Linux 6.6)
 * @param loopHelper the helper {@code bpf_loop}, which calls a function again and again (Linux
 *     5.17)
 * @param mayGoto the instruction {@code may_goto}, which ends a loop when its budget is used up
 *     (Linux 6.9)
 */
public record Features(
    boolean signedDivision, boolean signExtension, boolean loopHelper, boolean mayGoto) {
  /** ISA v3: Linux 5.15, the oldest kernel that is supported. */
  public static final Features V3 = new Features(false, false, false, false);

  /** ISA v4: Linux 6.6 and later. */
  public static final Features V4 = new Features(true, true, true, false);

  /** Linux 6.9 and later. */
  public static final Features LINUX_6_9 = new Features(true, true, true, true);

  /** What an unmodified Linux of that version has, for compiling ahead of time. */
  public static Features ofLinux(int major, int minor) {
    int version = major * 1000 + minor;
    boolean isa4 = version >= 6006;
    return new Features(isa4, isa4, version >= 5017, version >= 6009);
  }
}
