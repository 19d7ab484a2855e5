package dev.keelson.bpf.attach;

import dev.keelson.bpf.BpfProgram;
import dev.keelson.bpf.Codec;
import dev.keelson.bpf.sys.LinkCommands;
import dev.keelson.linux.FileDescriptor;
import dev.keelson.object.image.AttachPoint;
import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/**
 * What an iterator program writes, record by record: each {@code for} loop is a walk of its own,
 * and the program runs in the thread that asks for the next record.
 *
 * <pre>{@code
 * try (KernelWalk<Row> tasks = KernelWalk.open(program, new WalkScope.Everything(), codec)) {
 *   for (Row row : tasks) { ... }
 * }
 * }</pre>
 *
 * <p>Mutable; confined to one thread.
 *
 * @param <T> the record that the program writes
 */
public final class KernelWalk<T> implements Iterable<T>, AutoCloseable {
  private final BpfProgram program;
  private final Codec<T> codec;
  private final FileDescriptor link;
  private final List<WalkReader<T>> walks = new ArrayList<>();

  private KernelWalk(BpfProgram program, Codec<T> codec, FileDescriptor link) {
    this.program = program;
    this.codec = codec;
    this.link = link;
  }

  /**
   * Makes a program ready to walk.
   *
   * @param codec of the record that the program writes
   * @throws IllegalArgumentException when it is no iterator program
   * @throws dev.keelson.linux.SyscallException when the kernel refuses
   */
  public static <T> KernelWalk<T> open(BpfProgram program, WalkScope scope, Codec<T> codec) {
    if (!(program.spec().attachPoint() instanceof AttachPoint.Iterator(String target))) {
      throw new IllegalArgumentException(program + " is no iterator program");
    }
    try (Arena arena = Arena.ofConfined()) {
      String what =
          "BPF_LINK_CREATE, program \"%s\" over %s, %s".formatted(program.name(), target, scope);
      return new KernelWalk<>(
          program, codec, LinkCommands.iterator(program.fd(), scope.encoded(arena), what));
    }
  }

  /**
   * Begins a walk; it ends when its last record was read, or with this object.
   *
   * @throws dev.keelson.linux.SyscallException when the kernel refuses
   */
  @Override
  public Iterator<T> iterator() {
    String what = "BPF_ITER_CREATE, program \"%s\"".formatted(program.name());
    WalkReader<T> walk = new WalkReader<>(LinkCommands.walk(link, what), codec, program.name());
    walks.removeIf(WalkReader::finished);
    walks.add(walk);
    return walk;
  }

  /** Ends the walks under way and lets go of the program; idempotent. */
  @Override
  public void close() {
    walks.forEach(WalkReader::close);
    link.close();
  }
}
