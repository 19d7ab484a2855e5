package dev.keelson.jvm;

import dev.keelson.EventRing;
import dev.keelson.Keelson;
import dev.keelson.LoadedProgram;
import dev.keelson.ProgramLoader;
import dev.keelson.jvm.program.WorldStops;
import dev.keelson.jvm.program.WorldStops.WorldStop;
import java.lang.invoke.MethodHandles;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/**
 * The probes of one JVM at work, from its libjvm.so: {@link WorldStops} in the kernel, {@link
 * JvmEvent.Stop}s here. Confined to one thread at a time.
 */
final class StopProbes implements AutoCloseable {
  // Where SafepointTracing keeps times and type of the last stop, and the names of the types. In
  // the symbol table of most builds, and
  // in no other place: they are not exported.
  private static final String BEGIN = "_ZN16SafepointTracing29_last_safepoint_begin_time_nsE";
  private static final String SYNC = "_ZN16SafepointTracing28_last_safepoint_sync_time_nsE";
  private static final String END = "_ZN16SafepointTracing27_last_safepoint_end_time_nsE";
  private static final String TYPE = "_ZN16SafepointTracing13_current_typeE";
  private static final String NAMES = "_ZN12VM_Operation6_namesE";
  private static final Set<String> NOTES = Set.of(BEGIN, SYNC, END, TYPE, NAMES);

  // The collectors' operations among VM_OPS_DO of src/hotspot/share/runtime/vmOperation.hpp, JDK 17
  // to 25. Not all of them pass gc__begin: ZGC's and Shenandoah's short pauses do not.
  private static final Pattern COLLECTION =
      Pattern.compile(
          "(G1|Parallel|Serial|Shenandoah|GenCollect|CollectFor|[XZ](Mark|Relocate|Verify)).*");

  private final Deque<AutoCloseable> opened = new ArrayDeque<>();
  private final LoadedProgram loaded;
  private final EventRing<WorldStop> ring;
  private final boolean exact;

  /**
   * Loads and attaches.
   *
   * @throws IllegalArgumentException when the library has not the probes
   * @throws dev.keelson.linux.SyscallException when the kernel refuses
   */
  StopProbes(JvmProcess jvm, Optional<Path> images) {
    this(jvm, images, LibrarySymbols.addresses(jvm, NOTES));
  }

  /** With the addresses of HotSpot's notes; without all of them, by the probes alone. */
  StopProbes(JvmProcess jvm, Optional<Path> images, Map<String, Long> notes) {
    try {
      Path library = jvm.library();
      exact = notes.keySet().containsAll(NOTES);
      ProgramLoader loader = Keelson.program(WorldStops.class, MethodHandles.lookup());
      if (exact) {
        loader
            .setting(WorldStops.BEGIN_TIME, notes.get(BEGIN))
            .setting(WorldStops.SYNC_TIME, notes.get(SYNC))
            .setting(WorldStops.END_TIME, notes.get(END))
            .setting(WorldStops.TYPE, notes.get(TYPE))
            .setting(WorldStops.TYPE_NAMES, notes.get(NAMES));
      }
      images.ifPresent(loader::cache);
      loaded = loader.load();
      opened.push(loaded);
      ring = loaded.ring(WorldStops.STOPS);
      opened.push(ring);
      // The last probe first: who has seen the beginning of a stop must also see its end.
      opened.push(loaded.attach("over", library, jvm.pid()));
      opened.push(loaded.attach("collecting", library, jvm.pid()));
      if (!exact) {
        opened.push(loaded.attach("begun", library, jvm.pid()));
      }
      opened.push(loaded.attach("asked", library, jvm.pid()));
    } catch (Throwable e) {
      closeAll(e);
      throw e;
    }
  }

  /** What these probes cannot tell for want of symbols. */
  Optional<Missing> inexact() {
    return exact
        ? Optional.empty()
        : Optional.of(
            new Missing(
                "exact times of stops",
                "the JVM's libjvm.so has no symbol table",
                "the time to a safepoint includes the clean-up that JDK 17 does then, and a stop the"
                    + " writing of the JVM's log about it"));
  }

  /** Hands over the stops that are over; gives their number. */
  int drain(Consumer<? super JvmEvent.Stop> events) {
    return ring.drain(stop -> events.accept(event(stop)));
  }

  /** Stops that found the ring full. */
  long lost() {
    return loaded.lost();
  }

  static JvmEvent.Stop event(WorldStop stop) {
    String operation = text(stop.operation());
    return new JvmEvent.Stop(
        stop.askedNanos(),
        stop.stoppedNanos(),
        stop.letGoNanos(),
        operation,
        stop.collections() > 0 || collects(operation));
  }

  /** Whether an operation of that name is a collector's. */
  static boolean collects(String operation) {
    return COLLECTION.matcher(operation).matches();
  }

  private static String text(byte[] name) {
    int length = 0;
    while (length < name.length && name[length] != 0) {
      length++;
    }
    return new String(name, 0, length, StandardCharsets.US_ASCII);
  }

  /** Detaches and frees; idempotent. */
  @Override
  public void close() {
    RuntimeException failure = new IllegalStateException("closing the probes failed");
    closeAll(failure);
    if (failure.getSuppressed().length > 0) {
      throw failure;
    }
  }

  private void closeAll(Throwable first) {
    while (!opened.isEmpty()) {
      try {
        opened.pop().close();
      } catch (Exception e) {
        first.addSuppressed(e);
      }
    }
  }
}
