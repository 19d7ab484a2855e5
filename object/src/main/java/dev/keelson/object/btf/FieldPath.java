package dev.keelson.object.btf;

import dev.keelson.object.MalformedObjectException;
import dev.keelson.object.btf.BtfType.Composite;
import dev.keelson.object.btf.BtfType.Member;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Finds fields by paths such as {@code pid} or {@code se.vruntime}. As in C, the members of an
 * anonymous struct or union count as members of the one around it. A path stays within one object:
 * it does not follow pointers.
 */
public final class FieldPath {
  /** Deepest nesting of anonymous members; the running kernel's is 5. */
  private static final int MAX_NESTING = 32;

  private static final int LARGEST_LOAD_BYTES = 8;

  private FieldPath() {}

  /**
   * The field that {@code path} names.
   *
   * @param structId a struct or union, or typedefs and qualifiers around one
   * @return empty if there is no such field, or a part before the last is not a struct or union
   * @throws IllegalArgumentException if {@code structId} is not a struct or union
   * @throws MalformedObjectException if the types on the way contradict each other
   */
  public static Optional<ResolvedField> resolve(Btf btf, int structId, String path) {
    Place place = new Place(structId, 0, 0);
    composite(btf, structId);
    for (String name : path.split("\\.", -1)) {
      if (place.bitSize != 0
          || !(typeOf(btf, place.typeId) instanceof Composite composite)
          || name.isEmpty()) {
        return Optional.empty();
      }
      place = new Search(btf, name).find(composite, place.bitOffset, MAX_NESTING);
      if (place == null) {
        return Optional.empty();
      }
    }
    return Optional.of(place.resolved(btf));
  }

  /**
   * The names that a path into that struct may start with, in the order of their declaration, those
   * of anonymous members included.
   *
   * @param structId as in {@link #resolve}
   */
  public static List<String> names(Btf btf, int structId) {
    Search search = new Search(btf, "");
    search.find(composite(btf, structId), 0, MAX_NESTING);
    return List.copyOf(search.passed);
  }

  /**
   * Paths that exist and read like {@code path}, which does not: at most three, the closest first.
   * Only the first part of {@code path} that does not exist is replaced, and what follows it left
   * out.
   *
   * @param structId as in {@link #resolve}
   */
  public static List<String> closest(Btf btf, int structId, String path) {
    String prefix = "";
    int within = structId;
    String wanted = path;
    for (String part : path.split("\\.", -1)) {
      wanted = part;
      Optional<ResolvedField> field = resolve(btf, within, part);
      if (field.isEmpty() || !(typeOf(btf, field.get().typeId()) instanceof Composite)) {
        break;
      }
      prefix += part + ".";
      within = field.get().typeId();
    }
    String found = prefix;
    return closest(names(btf, within), wanted).stream().map(name -> found + name).toList();
  }

  /** Those of {@code names} that read like {@code wanted}: at most three, the closest first. */
  static List<String> closest(Collection<String> names, String wanted) {
    String bare = bare(wanted);
    int limit = Math.max(1, bare.length() / 3);
    Map<String, Integer> near = new LinkedHashMap<>();
    for (String name : names) {
      String candidate = bare(name);
      boolean similarLength = Math.abs(candidate.length() - bare.length()) <= limit;
      int distance = similarLength ? distance(bare, candidate) : Integer.MAX_VALUE;
      if (distance <= limit && !name.equals(wanted)) {
        near.put(name, distance);
      }
    }
    return near.entrySet().stream()
        .sorted(Map.Entry.comparingByValue())
        .limit(3)
        .map(Map.Entry::getKey)
        .toList();
  }

  /** A member on the way. */
  private record Place(int typeId, long bitOffset, int bitSize) {
    ResolvedField resolved(Btf btf) {
      int size = btf.sizeOfMember(typeId);
      if (bitSize == 0) {
        return new ResolvedField(offset(btf, bitOffset / 8), typeId, 0, 0, size);
      }
      // The smallest aligned word of the declared type's size or more that holds all the bits, as
      // C's compilers allocate them; packed structs may need a larger one.
      int least = Integer.highestOneBit(Math.clamp(size, 1, LARGEST_LOAD_BYTES));
      for (int load = least; load <= LARGEST_LOAD_BYTES; load *= 2) {
        long start = bitOffset / 8 / load * load;
        long shift = bitOffset - start * 8;
        if (shift + bitSize <= load * 8L) {
          return new ResolvedField(offset(btf, start), typeId, (int) shift, bitSize, load);
        }
      }
      throw btf.malformed(
          typeId, "a bit field within 8 aligned bytes, not %d bits".formatted(bitSize));
    }

    private int offset(Btf btf, long bytes) {
      if (bytes > Integer.MAX_VALUE) {
        throw btf.malformed(typeId, "a member within 2 GiB, not at byte %d".formatted(bytes));
      }
      return (int) bytes;
    }
  }

  /**
   * One walk over a struct and its anonymous members. A type is entered once, also when malformed
   * BTF names it many times: what was not found in it is not there.
   */
  private static final class Search {
    private final Btf btf;
    private final String name;
    private final List<String> passed = new ArrayList<>();
    private final Set<Composite> entered = Collections.newSetFromMap(new IdentityHashMap<>());

    Search(Btf btf, String name) {
      this.btf = btf;
      this.name = name;
    }

    /** Where the name is, or null; the names passed on the way are in {@code passed}. */
    Place find(Composite in, long bitOffset, int nesting) {
      entered.add(in);
      for (Member member : in.members()) {
        long start = bitOffset + member.bitOffset();
        if (member.name().isEmpty()) {
          Place found = enter(member, start, nesting);
          if (found != null) {
            return found;
          }
        } else if (member.name().equals(name)) {
          return new Place(member.type(), start, member.bitSize());
        } else {
          passed.add(member.name());
        }
      }
      return null;
    }

    private Place enter(Member member, long start, int nesting) {
      if (!(typeOf(btf, member.type()) instanceof Composite anonymous)
          || entered.contains(anonymous)) {
        return null; // an unnamed bit field, or nothing new
      }
      if (nesting == 0) {
        throw btf.malformed(
            member.type(), "at most %d anonymous members in each other".formatted(MAX_NESTING));
      }
      return find(anonymous, start, nesting - 1);
    }
  }

  private static Composite composite(Btf btf, int id) {
    if (typeOf(btf, id) instanceof Composite composite) {
      return composite;
    }
    throw new IllegalArgumentException("type %d is not a struct or union".formatted(id));
  }

  /** The type behind modifiers; null for void. */
  private static BtfType typeOf(Btf btf, int id) {
    int behind = btf.skipModifiers(id);
    return behind == 0 ? null : btf.type(behind);
  }

  /** Underscores are what one forgets first: {@code state} is nearer to __state than to stats. */
  private static String bare(String name) {
    return name.replace("_", "");
  }

  /** Levenshtein's distance. */
  private static int distance(String left, String right) {
    int[] previous = new int[right.length() + 1];
    for (int j = 0; j <= right.length(); j++) {
      previous[j] = j;
    }
    for (int i = 1; i <= left.length(); i++) {
      int[] current = new int[right.length() + 1];
      current[0] = i;
      for (int j = 1; j <= right.length(); j++) {
        int replaced = previous[j - 1] + (left.charAt(i - 1) == right.charAt(j - 1) ? 0 : 1);
        current[j] = Math.min(replaced, Math.min(previous[j], current[j - 1]) + 1);
      }
      previous = current;
    }
    return previous[right.length()];
  }
}
