package dev.keelson.latency;

import dev.keelson.bpf.TypedMap;
import dev.keelson.jvm.HotSpotThreads;
import dev.keelson.jvm.ThreadRole;
import dev.keelson.latency.program.ThreadTurns.JavaThread;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Tells the kernel side where the JVM writes which virtual thread a carrier runs. Mutable, confined
 * to one thread.
 */
final class Carriers {
  private static final long PERIOD_NANOS = 1_000_000_000;

  // Reading the JVM's list takes some microseconds for each thread.
  private static final long PERIOD_NANOS_A_THREAD = 2_000_000;

  private final Probe probe;
  private final Map<Integer, Long> known = new HashMap<>();
  private long nextLook = Long.MIN_VALUE;

  Carriers(Probe probe) {
    this.probe = probe;
  }

  /** Looks for new carriers, now and from time to time. */
  void look(HotSpotThreads threads, long nowNanos) {
    if (nowNanos < nextLook
        || threads.mountedThreadOffset().isEmpty()
        || threads.continuationOffset().isEmpty()) {
      return;
    }
    List<HotSpotThreads.Place> places = threads.read();
    nextLook = nowNanos + Math.max(PERIOD_NANOS, PERIOD_NANOS_A_THREAD * places.size());
    for (HotSpotThreads.Place place : places) {
      Long before = known.get(place.tid());
      boolean isNew = before == null || before != place.address();
      if (isNew && ThreadRole.of(ProcessFiles.threadName(place.tid())) == ThreadRole.CARRIER) {
        known.put(place.tid(), place.address());
        JavaThread thread = new JavaThread();
        thread.continuationAddress = place.address() + threads.continuationOffset().getAsLong();
        thread.ownerAddress = place.address() + threads.mountedThreadOffset().getAsLong();
        TypedMap<Integer, JavaThread> carriers = probe.carriers();
        carriers.put(place.tid(), thread);
      }
    }
  }
}
