package dev.keelson;

import dev.keelson.bpf.BpfMap;
import dev.keelson.bpf.BpfObject;
import dev.keelson.bpf.BpfProgram;
import dev.keelson.bpf.Codec;
import dev.keelson.bpf.GlobalVariable;
import dev.keelson.bpf.OwnedValues;
import dev.keelson.bpf.PerCpuMap;
import dev.keelson.bpf.ProgramSlots;
import dev.keelson.bpf.RunStatistics;
import dev.keelson.bpf.TypedArray;
import dev.keelson.bpf.TypedMap;
import dev.keelson.bpf.attach.Attachment;
import dev.keelson.bpf.attach.Attachments;
import dev.keelson.bpf.attach.Cookie;
import dev.keelson.bpf.attach.KernelWalk;
import dev.keelson.bpf.attach.NetworkDevice;
import dev.keelson.bpf.attach.UprobeTarget;
import dev.keelson.bpf.attach.WalkScope;
import dev.keelson.bpf.ring.RingReader;
import dev.keelson.bpf.ring.RingWriter;
import dev.keelson.object.image.BpfImage;
import dev.keelson.object.image.FaultSite;
import dev.keelson.program.Array;
import dev.keelson.program.HashMap;
import dev.keelson.program.LocalStorage;
import dev.keelson.program.ProgramArray;
import dev.keelson.program.RingBuffer;
import dev.keelson.program.StackTraces;
import dev.keelson.program.UserRing;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.LongBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * A program class in the kernel. Its maps and rings are asked for by the declarations of the class;
 * what is opened from it is closed before it. Safe for use by any thread.
 */
public final class LoadedProgram implements AutoCloseable {
  private static final String PRINT = "keelson.print";

  private static final Codec<Integer> INT = Codec.of(Integer.class);

  private final BpfObject object;
  private final Declarations declarations;
  private final String imageOrigin;

  LoadedProgram(BpfObject object, Declarations declarations, String imageOrigin) {
    this.object = object;
    this.declarations = declarations;
    this.imageOrigin = imageOrigin;
  }

  /** Whether its image was compiled or kept, and where or why, for people to read. */
  public String imageOrigin() {
    return imageOrigin;
  }

  /** Maps and programs as the kernel has them. */
  public BpfObject object() {
    return object;
  }

  /**
   * Attaches every program that says where it runs. Those that leave it open (a uprobe without a
   * file) or run on demand are passed over.
   *
   * @throws dev.keelson.linux.SyscallException when the kernel refuses one; then none is attached
   */
  public AttachedPrograms attachAll() {
    return attachAll(_ -> true);
  }

  /**
   * As {@link #attachAll()}, of those programs only whose methods have names that are wanted.
   *
   * @throws dev.keelson.linux.SyscallException when the kernel refuses one; then none is attached
   */
  public AttachedPrograms attachAll(Predicate<String> wanted) {
    return AttachedPrograms.attach(
        object.programs().stream()
            .filter(Attachments::attachesByItself)
            .filter(program -> wanted.test(program.spec().name()))
            .toList());
  }

  /** Attaches the program made from the method of that name. */
  public Attachment attach(String method) {
    return Attachments.attach(object.program(method));
  }

  /**
   * As {@link #attach(String)}, with what {@code Kernel.attachCookie()} gives the program there:
   * one method, attached at several places, can tell them apart.
   *
   * @throws IllegalArgumentException when programs of that kind have no cookie
   */
  public Attachment attach(String method, Cookie cookie) {
    return Attachments.attach(object.program(method), cookie);
  }

  /** Attaches the uprobe program made from the method of that name. */
  public Attachment attach(String method, UprobeTarget target) {
    return Attachments.attach(object.program(method), target);
  }

  /**
   * Attaches the static probe's program made from the method of that name.
   *
   * @param file the executable or library that has the probe
   * @param pid the process or thread in which it counts; {@link UprobeTarget#ANY_PROCESS} for all
   */
  public Attachment attach(String method, Path file, int pid) {
    return Attachments.attach(object.program(method), file, pid);
  }

  /**
   * Attaches the perf event program made from the method of that name to what one thread does.
   *
   * @param threadId as the kernel knows it; a process id is its first thread
   */
  public Attachment attach(String method, int threadId) {
    return Attachments.attach(object.program(method), threadId);
  }

  /**
   * What the iterator made from the method of that name writes, walking everything.
   *
   * @param record the type argument of the method's {@code SeqFile}
   */
  public <T> KernelWalk<T> walk(String method, Class<T> record) {
    return walk(method, record, new WalkScope.Everything());
  }

  /** As {@link #walk(String, Class)}, walking a part only. */
  public <T> KernelWalk<T> walk(String method, Class<T> record, WalkScope scope) {
    return KernelWalk.open(object.program(method), scope, declarations.codecOf(record));
  }

  /**
   * Attaches the cgroup program made from the method of that name.
   *
   * @param cgroup its folder in a cgroup2 file system
   */
  public Attachment attach(String method, Path cgroup) {
    return Attachments.attach(object.program(method), cgroup);
  }

  /** Attaches the XDP, TC or socket filter program made from the method of that name. */
  public Attachment attach(String method, NetworkDevice device) {
    return Attachments.attach(object.program(method), device);
  }

  /** The live map behind a declaration made by {@code Maps.hash} or {@code Maps.lruHash}. */
  public <K, V> TypedMap<K, V> map(HashMap<K, V> declaration) {
    Codec<K> key = declarations.codec(declaration, 0);
    Codec<V> value = declarations.codec(declaration, 1);
    return live(declaration).typed(key, value);
  }

  /** The live array behind a declaration made by {@code Maps.array}. */
  public <V> TypedArray<V> map(Array<V> declaration) {
    Codec<V> value = declarations.codec(declaration, 0);
    return live(declaration).array(value);
  }

  /** The live values behind a declaration made by {@code Maps.taskStorage} or its kin. */
  public <V> OwnedValues<V> map(LocalStorage<?, V> declaration) {
    Codec<V> value = declarations.codec(declaration, 1);
    return live(declaration).owned(value);
  }

  /**
   * The addresses of a stack that a program numbered, the innermost first; none when the number is
   * negative, or the stack was replaced.
   */
  public List<Long> stack(StackTraces declaration, int number) {
    BpfMap stacks = live(declaration);
    byte[] frames =
        number < 0 ? null : stacks.typed(INT, Codec.bytes(stacks.spec().valueSize())).get(number);
    List<Long> addresses = new ArrayList<>();
    if (frames != null) {
      LongBuffer words = ByteBuffer.wrap(frames).order(ByteOrder.nativeOrder()).asLongBuffer();
      while (words.hasRemaining()) {
        long address = words.get();
        if (address == 0) {
          break;
        }
        addresses.add(address);
      }
    }
    return addresses;
  }

  /** The live places behind a declaration made by {@code Maps.programs}, to replace programs in. */
  public ProgramSlots slots(ProgramArray<?> declaration) {
    return new ProgramSlots(live(declaration));
  }

  /** The live map behind a declaration made by {@code Maps.perCpuHash}. */
  public <K, V> PerCpuMap<K, V> perCpu(HashMap<K, V> declaration) {
    Codec<K> key = declarations.codec(declaration, 0);
    Codec<V> value = declarations.codec(declaration, 1);
    return live(declaration).perCpu(key, value);
  }

  /** The live array behind a declaration made by {@code Maps.perCpuArray}. */
  public <V> PerCpuMap<Integer, V> perCpu(Array<V> declaration) {
    Codec<V> value = declarations.codec(declaration, 0);
    return live(declaration).perCpu(INT, value);
  }

  /**
   * A static field of the program class, live: {@code loaded.global("threshold", Integer.class)}.
   * On the JVM the field itself is the double.
   *
   * @param field its name, or {@code Other.name} for a field of another class
   * @param type {@code Integer}, {@code Long} ..., or an array such as {@code long[]}
   * @throws java.util.NoSuchElementException when no program uses such a field
   * @throws IllegalArgumentException when it is of another type
   * @throws dev.keelson.linux.SyscallException when the kernel does not map it
   */
  public <T> GlobalVariable<T> global(String field, Class<T> type) {
    return object.global(field, type);
  }

  /**
   * Opens the live ring behind a declaration; one reader at a time.
   *
   * @throws dev.keelson.linux.SyscallException when the kernel refuses
   */
  public <T> EventRing<T> ring(RingBuffer<T> declaration) {
    Codec<T> codec = declarations.codec(declaration, 0);
    return new EventRing<>(RingReader.open(live(declaration)), codec);
  }

  /**
   * Opens the live ring behind a declaration made by {@code Maps.userRing}; one sender at a time.
   *
   * @throws dev.keelson.linux.SyscallException when the kernel refuses
   */
  public <T> RecordSender<T> sender(UserRing<T> declaration) {
    Codec<T> codec = declarations.codec(declaration, 0);
    return new RecordSender<>(RingWriter.open(live(declaration)), codec);
  }

  /**
   * Opens what {@code Kernel.print} writes to; empty when the program never prints.
   *
   * @throws dev.keelson.linux.SyscallException when the kernel refuses
   */
  public Optional<PrintedLines> printed() {
    return object.hasMap(PRINT)
        ? Optional.of(
            new PrintedLines(RingReader.open(object.map(PRINT)), object.image().printFormats()))
        : Optional.empty();
  }

  /** Records that found their ring full since the load, all rings and CPUs together. */
  public long lost() {
    return object.hasGlobal(BpfImage.LOST) ? object.global(BpfImage.LOST, Long.class).get() : 0;
  }

  /**
   * A place where Java would have thrown, and how often a program ended there.
   *
   * @param count since the load, all CPUs together
   */
  public record Fault(FaultSite site, long count) {}

  /** Where programs ended early, those places only where it happened. */
  public List<Fault> faults() {
    List<FaultSite> sites = object.image().faultSites();
    if (sites.isEmpty()) {
      return List.of();
    }
    long[] counts = object.global(FaultSite.COUNTERS, long[].class).get();
    List<Fault> faults = new ArrayList<>();
    for (int site = 0; site < sites.size(); site++) {
      if (counts[site] > 0) {
        faults.add(new Fault(sites.get(site), counts[site]));
      }
    }
    return faults;
  }

  /**
   * How often and how long its programs ran, together; counts only while {@link
   * RunStatistics#enable} is open.
   */
  public RunStatistics statistics() {
    return object.programs().stream()
        .map(BpfProgram::statistics)
        .reduce(new RunStatistics(0, 0), RunStatistics::plus);
  }

  /** The live map or ring behind a declaration. */
  BpfMap live(Object declaration) {
    return object.map(declarations.nameOf(declaration));
  }

  /** Unloads; what is still attached runs until it is closed too. Idempotent. */
  @Override
  public void close() {
    object.close();
  }
}
