package dev.keelson.object.image;

import dev.keelson.object.btf.Btf;
import dev.keelson.object.btf.BtfName;
import dev.keelson.object.btf.BtfType;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A place where a program can end early because Java would have thrown there. Its index in the
 * image is its index among the {@link #COUNTERS}. The image's BTF lists the sites too, so that
 * whoever looks at a loaded program can tell what is counted:
 *
 * <pre>
 *   enum keelson_faults { Foo_java__19__switched__NULL_POINTER = 0, ... };
 *   long keelson_faults[];   // in .bss
 * </pre>
 *
 * @param program name of the program
 * @param file source file, for example {@code Foo.java}
 * @param line 1-based source line, 0 when unknown
 * @param kind what Java would have thrown, for example {@code NULL_POINTER}
 */
public record FaultSite(String program, String file, int line, String kind) {
  /** The variable of an image's zeroed global data that counts: a {@code long} for each site. */
  public static final String COUNTERS = "keelson_faults";

  private static final String ENUM = "keelson_faults";
  private static final String JAVA = "_java";
  private static final Pattern NAME = Pattern.compile("(.*)__(\\d+)__(.*)__([A-Z]+(?:_[A-Z]+)*)");

  /** The type that lists sites in BTF. */
  public static BtfType describe(List<FaultSite> sites) {
    List<BtfType.Enumerator> names = new ArrayList<>();
    for (int index = 0; index < sites.size(); index++) {
      FaultSite site = sites.get(index);
      String name =
          "%s__%d__%s__%s"
              .formatted(
                  BtfName.identifier(site.file()),
                  site.line(),
                  BtfName.identifier(site.program()),
                  site.kind());
      names.add(new BtfType.Enumerator(name, index));
    }
    return new BtfType.Enum(ENUM, Integer.BYTES, false, names);
  }

  /**
   * The sites that BTF lists, by key; empty if it lists none. Letters that C does not know have
   * become underscores.
   */
  public static List<FaultSite> listed(Btf btf) {
    OptionalInt id = btf.find(BtfType.Enum.class, ENUM);
    List<FaultSite> sites = new ArrayList<>();
    if (id.isPresent() && btf.type(id.getAsInt()) instanceof BtfType.Enum names) {
      for (BtfType.Enumerator name : names.values()) {
        Matcher parts = NAME.matcher(name.name());
        if (parts.matches()) {
          String file = parts.group(1);
          sites.add(
              new FaultSite(
                  parts.group(3),
                  file.endsWith(JAVA)
                      ? file.substring(0, file.length() - JAVA.length()) + ".java"
                      : file,
                  Integer.parseInt(parts.group(2)),
                  parts.group(4)));
        }
      }
    }
    return sites;
  }

  /**
   * Where in a section of global data the counters begin, in bytes, as BTF says; empty if none is
   * there.
   *
   * @param section its name, {@code .bss} as it is compiled
   */
  public static OptionalInt counters(Btf btf, String section) {
    OptionalInt id = btf.find(BtfType.DataSection.class, section);
    if (id.isPresent() && btf.type(id.getAsInt()) instanceof BtfType.DataSection data) {
      for (BtfType.SectionVariable variable : data.variables()) {
        if (btf.type(variable.variable()).name().equals(COUNTERS)) {
          return OptionalInt.of(variable.offset());
        }
      }
    }
    return OptionalInt.empty();
  }
}
