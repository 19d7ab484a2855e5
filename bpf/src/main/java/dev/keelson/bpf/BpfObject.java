package dev.keelson.bpf;

import dev.keelson.object.image.BpfImage;
import dev.keelson.object.image.MapSpec;
import dev.keelson.object.layout.DataType;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Collections;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.NoSuchElementException;

/**
 * An image in the kernel: its maps and programs. Attachments and ring readers are made from these
 * and closed before the object. Safe for use by any thread.
 */
public final class BpfObject implements AutoCloseable {
  private final BpfImage image;
  private final Map<String, BpfMap> maps;
  private final Map<String, BpfProgram> programs;
  private final Deque<AutoCloseable> opened;
  private final GlobalData globals;

  private BpfObject(
      BpfImage image,
      Map<String, BpfMap> maps,
      Map<String, BpfProgram> programs,
      Deque<AutoCloseable> opened) {
    this.image = image;
    this.maps = Collections.unmodifiableMap(maps);
    this.programs = Collections.unmodifiableMap(programs);
    this.opened = opened;
    this.globals = new GlobalData(image, this.maps.values(), opened);
  }

  /**
   * Creates the maps and loads the programs; on failure nothing stays open.
   *
   * @throws VerifierException when the verifier refuses a program
   * @throws dev.keelson.linux.SyscallException when the kernel refuses for another reason
   * @throws dev.keelson.bpf.btf.UnsupportedKernelException when the kernel lacks an attach point
   */
  public static BpfObject load(BpfImage image) {
    return load(PreparedImage.of(image));
  }

  /**
   * As {@link #load(BpfImage)}, without looking at the kernel's types.
   *
   * @throws VerifierException when the verifier refuses a program
   * @throws dev.keelson.linux.SyscallException when the kernel refuses for another reason
   */
  public static BpfObject load(PreparedImage image) {
    return load(image, Map.of());
  }

  /**
   * As {@link #load(PreparedImage)}, with live maps in the place of some that the image declares:
   * programs of several objects see one map. Its owner closes it, after this object.
   *
   * @param shared live maps by the names that the image has for them
   * @throws IllegalArgumentException when the image declares no such map, or one of another type or
   *     size
   */
  public static BpfObject load(PreparedImage image, Map<String, BpfMap> shared) {
    requireAlike(image.image(), shared);
    Map<String, BpfMap> maps = new LinkedHashMap<>();
    Map<String, BpfProgram> programs = new LinkedHashMap<>();
    Deque<AutoCloseable> opened = new ArrayDeque<>();
    try {
      new ImageLoader(image, shared, maps, programs, opened).load();
      return new BpfObject(image.image(), maps, programs, opened);
    } catch (Throwable e) {
      closeAll(opened, e);
      throw e;
    }
  }

  private static void requireAlike(BpfImage image, Map<String, BpfMap> shared) {
    shared.forEach((name, live) -> {
      MapSpec declared =
          image.maps().stream()
              .filter(spec -> spec.name().equals(name))
              .findFirst()
              .orElseThrow(() ->
                  new IllegalArgumentException(
                      "%s has no map \"%s\" to share: its programs use no class that declares it"
                          .formatted(image.name(), name)));
      if (!form(declared).equals(form(live.spec()))) {
        throw new IllegalArgumentException(
            "the map \"%s\" of %s is %s, the live one %s"
                .formatted(name, image.name(), form(declared), form(live.spec())));
      }
    });
  }

  private static String form(MapSpec spec) {
    return "a %s of %d entries, keys of %d bytes, values of %d"
        .formatted(spec.type(), spec.maxEntries(), spec.keySize(), spec.valueSize());
  }

  /** What it was loaded from. */
  public BpfImage image() {
    return image;
  }

  /**
   * The map of that name.
   *
   * @throws NoSuchElementException when the image has none
   */
  public BpfMap map(String name) {
    BpfMap map = maps.get(name);
    if (map == null) {
      throw new NoSuchElementException(
          "%s has no map \"%s\"; it has %s".formatted(image.name(), name, maps.keySet()));
    }
    return map;
  }

  /** All maps, in the image's order. */
  public Collection<BpfMap> maps() {
    return maps.values();
  }

  /** Whether the image has a map of that name. */
  public boolean hasMap(String name) {
    return maps.containsKey(name);
  }

  /** Whether its global data has a variable of that name. */
  public boolean hasGlobal(String name) {
    return globals.has(name);
  }

  /**
   * A variable of its global data, for example a static field of the program class.
   *
   * @param type a box, or an array of a primitive type
   * @throws NoSuchElementException when its programs use none of that name
   * @throws IllegalArgumentException when it is of another type
   * @throws dev.keelson.linux.SyscallException when the kernel does not map it
   */
  public <T> GlobalVariable<T> global(String name, Class<T> type) {
    MemorySegment memory = globals.find(name);
    DataType layout = ReflectedLayout.of(type.isArray() ? type.getComponentType() : type);
    long length = type.isArray() ? memory.byteSize() / layout.sizeBytes() : 1;
    if (length * layout.sizeBytes() != memory.byteSize()) {
      throw new IllegalArgumentException(
          "the global variable \"%s\" has %d bytes, a %s %d"
              .formatted(
                  name, memory.byteSize(), type.getSimpleName(), length * layout.sizeBytes()));
    }
    DataType whole = type.isArray() ? new DataType.Array(layout, (int) length) : layout;
    return new GlobalVariable<>(name, Codec.of(type, whole, MethodHandles.lookup()), memory);
  }

  /**
   * The program of that name.
   *
   * @throws NoSuchElementException when the image has none
   */
  public BpfProgram program(String name) {
    BpfProgram program = programs.get(name);
    if (program == null) {
      throw new NoSuchElementException(
          "%s has no program \"%s\"; it has %s".formatted(image.name(), name, programs.keySet()));
    }
    return program;
  }

  /** All programs, in the image's order. */
  public Collection<BpfProgram> programs() {
    return programs.values();
  }

  /** Closes programs and maps, last opened first; idempotent. */
  @Override
  public void close() {
    RuntimeException failure = new IllegalStateException("closing " + image.name() + " failed");
    closeAll(opened, failure);
    if (failure.getSuppressed().length > 0) {
      throw failure;
    }
  }

  private static void closeAll(Deque<AutoCloseable> opened, Throwable first) {
    while (!opened.isEmpty()) {
      try {
        opened.pop().close();
      } catch (Exception e) {
        first.addSuppressed(e);
      }
    }
  }
}
