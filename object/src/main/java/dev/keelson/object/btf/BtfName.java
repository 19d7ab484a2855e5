package dev.keelson.object.btf;

/** Names as BTF takes them. */
public final class BtfName {
  private BtfName() {}

  /**
   * A C identifier that reads like {@code name}: the kernel refuses types, members and functions of
   * other names ({@code btf_name_valid_identifier}, kernel/bpf/btf.c, Linux 5.15).
   */
  public static String identifier(String name) {
    String safe = name.replaceAll("[^A-Za-z0-9_]", "_");
    return safe.isEmpty() || Character.isDigit(safe.charAt(0)) ? "_" + safe : safe;
  }
}
