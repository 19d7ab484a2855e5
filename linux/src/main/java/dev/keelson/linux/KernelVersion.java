package dev.keelson.linux;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A kernel release, ordered by its three numbers; what distributions append is kept and not
 * compared.
 *
 * @param release the whole string of uname(2), {@code 6.12.48+deb13-amd64}
 */
public record KernelVersion(int major, int minor, int patch, String release)
    implements Comparable<KernelVersion> {
  private static final Pattern FORM = Pattern.compile("(\\d+)\\.(\\d+)(?:\\.(\\d+))?.*");

  /**
   * Reads a release string.
   *
   * @throws IllegalArgumentException when it does not begin with a version
   */
  public static KernelVersion parse(String release) {
    Matcher parts = FORM.matcher(release);
    if (!parts.matches()) {
      throw new IllegalArgumentException(
          "kernel release \"" + release + "\": expected it to begin like 6.12 or 6.12.48");
    }
    String patch = parts.group(3);
    return new KernelVersion(
        Integer.parseInt(parts.group(1)),
        Integer.parseInt(parts.group(2)),
        patch == null ? 0 : Integer.parseInt(patch),
        release);
  }

  /** Whether this is the given version or a later one; a patch level does not matter. */
  public boolean isAtLeast(int wantedMajor, int wantedMinor) {
    return major > wantedMajor || (major == wantedMajor && minor >= wantedMinor);
  }

  /** By the three numbers only: not consistent with equals for two builds of one version. */
  @Override
  public int compareTo(KernelVersion other) {
    int order = Integer.compare(major, other.major);
    order = order != 0 ? order : Integer.compare(minor, other.minor);
    return order != 0 ? order : Integer.compare(patch, other.patch);
  }

  @Override
  public String toString() {
    return release;
  }
}
