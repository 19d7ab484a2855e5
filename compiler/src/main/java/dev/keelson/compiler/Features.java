package dev.keelson.compiler;

/**
 * What the target kernel's instruction set has.
 *
 * @param signedDivision signed division and remainder (ISA v4, Linux 6.6)
 * @param signExtension sign-extending moves and loads (ISA v4, Linux 6.6)
 */
public record Features(boolean signedDivision, boolean signExtension) {
  /** ISA v3: Linux 5.15, the oldest kernel that is supported. */
  public static final Features V3 = new Features(false, false);

  /** ISA v4: Linux 6.6 and later. */
  public static final Features V4 = new Features(true, true);
}
