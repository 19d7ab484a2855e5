package dev.keelson.object.btf;

import dev.keelson.object.MalformedObjectException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.OptionalInt;

/**
 * Writes a small part of a kernel's BTF that stands for the whole: enough to compile programs for
 * that kernel on another machine, and small enough to keep beside the sources.
 *
 * <p>The named types are written with everything that lies inside them, so that sizes and offsets
 * are the kernel's. A struct that they only point to is cut down to a {@link BtfType.Forward},
 * unless it is named too:
 *
 * <pre>
 *   roots: task_struct          struct task_struct { ... }     whole
 *                                 +- struct sched_entity se    whole: it lies inside
 *                                 +- struct mm_struct *mm      struct mm_struct;   its name only
 * </pre>
 */
public final class BtfSubset {
  private static final List<Class<? extends BtfType>> ROOT_KINDS =
      List.of(
          BtfType.Struct.class,
          BtfType.Union.class,
          BtfType.Typedef.class,
          BtfType.Enum.class,
          BtfType.Enum64.class,
          BtfType.Int.class,
          BtfType.Function.class,
          BtfType.Variable.class);

  private final Btf btf;

  /** Ids that the subset has in some form. */
  private final BitSet reached = new BitSet();

  /** Those that it has with all that lies inside them. */
  private final BitSet whole = new BitSet();

  private final Deque<Integer> pending = new ArrayDeque<>();

  private BtfSubset(Btf btf) {
    this.btf = btf;
  }

  /**
   * The BTF of the named types.
   *
   * @param names of structs, unions, typedefs, enums, integers, functions and variables; where one
   *     name is that of several kinds, all of them
   * @return a BTF file that {@link Btf#read(byte[], String)} reads; the same for the same input
   * @throws IllegalArgumentException if there is no type of one of the names; it names them all
   * @throws MalformedObjectException if a type that is reached is malformed
   */
  public static byte[] write(Btf btf, Collection<String> names) {
    BtfSubset subset = new BtfSubset(btf);
    List<String> missing = new ArrayList<>();
    for (String name : names) {
      if (!subset.addRoot(name)) {
        missing.add(name);
      }
    }
    if (!missing.isEmpty()) {
      throw new IllegalArgumentException(
          "this BTF has no type or function named " + String.join(", ", missing));
    }
    subset.close();
    return subset.encode();
  }

  private boolean addRoot(String name) {
    boolean found = false;
    for (Class<? extends BtfType> kind : ROOT_KINDS) {
      OptionalInt id = btf.find(kind, name);
      if (id.isPresent()) {
        reach(id.getAsInt(), true);
        found = true;
      }
    }
    return found;
  }

  /** Reaches everything that what is already reached refers to. */
  private void close() {
    while (!pending.isEmpty()) {
      int id = pending.remove();
      BtfType type = btf.type(id);
      boolean isWhole = whole.get(id);
      if (isForwarded(id, type)) {
        continue;
      }
      boolean insideIsWhole =
          switch (type) {
            case BtfType.Pointer _ -> false;
            case BtfType.Typedef _,
                BtfType.Const _,
                BtfType.Volatile _,
                BtfType.Restrict _,
                BtfType.TypeTag _ ->
                isWhole;
            default -> true;
          };
      BtfReferences.map(type, to -> reach(to, insideIsWhole));
    }
    for (int id : btf.idsOf(BtfKind.DECL_TAG)) {
      BtfType.DeclTag tag = (BtfType.DeclTag) btf.type(id);
      if (reached.get(tag.target()) && !isForwarded(tag.target(), btf.type(tag.target()))) {
        reached.set(id);
      }
    }
  }

  private int reach(int id, boolean asWhole) {
    boolean isNews = !reached.get(id) || (asWhole && !whole.get(id));
    if (id != 0 && isNews) {
      reached.set(id);
      whole.set(id, asWhole);
      pending.add(id);
    }
    return id;
  }

  private boolean isForwarded(int id, BtfType type) {
    return type instanceof BtfType.Composite && !type.name().isEmpty() && !whole.get(id);
  }

  private byte[] encode() {
    int[] newIds = new int[btf.typeCount()];
    int next = 1;
    for (int id = reached.nextSetBit(0); id >= 0; id = reached.nextSetBit(id + 1)) {
      newIds[id] = next++;
    }
    BtfBuilder builder = new BtfBuilder();
    for (int id = reached.nextSetBit(0); id >= 0; id = reached.nextSetBit(id + 1)) {
      BtfType type = btf.type(id);
      builder.add(
          isForwarded(id, type)
              ? new BtfType.Forward(type.name(), type instanceof BtfType.Union)
              : BtfReferences.map(type, to -> newIds[to]));
    }
    return builder.encode();
  }
}
