package dev.keelson.jvm.program;

import dev.keelson.program.Kernel;
import dev.keelson.program.Length;
import dev.keelson.program.Maps;
import dev.keelson.program.RingBuffer;
import dev.keelson.program.Setting;
import dev.keelson.program.Usdt;

/**
 * Follows one JVM's VM thread through the stops of the world, and reports each when it is over.
 *
 * <pre>
 *   safepoint__begin             vmops__begin                          safepoint__end
 *         |  threads are stopped  |  clean-up (17)  |  operation  |  log  |
 *         asked for               stopped           name          let go  reported
 * </pre>
 *
 * <p>HotSpot notes the same moments for its log ({@code SafepointTracing},
 * src/hotspot/share/runtime/safepoint.cpp), with the clock that is ours too. Where the addresses of
 * these notes are known they are taken: exact, whatever happens to the VM thread between note and
 * probe, and {@code vmops__begin} is not needed. The probes alone are late by the clean-up and by
 * the writing of the log. All of it is done by one thread, so plain fields do.
 */
public final class WorldStops {
  private static long asked;
  private static long stopped;
  private static long operation;
  private static int collections;

  private WorldStops() {}

  /**
   * One stop.
   *
   * @param askedNanos when the VM thread began to stop the others, CLOCK_MONOTONIC
   * @param stoppedNanos when all had stopped
   * @param letGoNanos when they were let go
   * @param collections how often a collector began to work in it
   * @param operation HotSpot's name of what it was for; ends at the first 0
   */
  public record WorldStop(
      long askedNanos,
      long stoppedNanos,
      long letGoNanos,
      int collections,
      @Length(52) byte[] operation) {}

  /** The stops; room for some 700. */
  public static final RingBuffer<WorldStop> STOPS = Maps.ringBuffer(1 << 16);

  /** The address of HotSpot's note of when a stop was asked for; 0 if unknown. */
  public static final Setting<Long> BEGIN_TIME = Setting.of(0L);

  /** The address of its note of when all had stopped; 0 if unknown. */
  public static final Setting<Long> SYNC_TIME = Setting.of(0L);

  /** The address of its note of when they were let go; 0 if unknown. */
  public static final Setting<Long> END_TIME = Setting.of(0L);

  /** The address of the type of its operation, an int; 0 if unknown. */
  public static final Setting<Long> TYPE = Setting.of(0L);

  /** The address of the addresses of the types' names; 0 if unknown. */
  public static final Setting<Long> TYPE_NAMES = Setting.of(0L);

  @Usdt(provider = "hs_private", probe = "safepoint__begin")
  static void asked() {
    asked = Kernel.nanoTime();
    stopped = 0;
    operation = 0;
    collections = 0;
  }

  @Usdt(provider = "hotspot", probe = "vmops__begin")
  static void begun(long name, long nameBytes, int concurrent) {
    // An operation within the operation is not what the world was stopped for.
    if (concurrent == 0 && operation == 0) {
      stopped = Kernel.nanoTime();
      operation = name;
    }
  }

  @Usdt(provider = "hotspot", probe = "gc__begin")
  static void collecting() {
    if (asked != 0) {
      collections++;
    }
  }

  @Usdt(provider = "hs_private", probe = "safepoint__end")
  static void over() {
    if (asked != 0) { // of the stop in which the probes were attached, the begin is unknown
      STOPS.emit(
          new WorldStop(
              noted(BEGIN_TIME.get(), asked),
              noted(SYNC_TIME.get(), stopped == 0 ? Kernel.nanoTime() : stopped),
              noted(END_TIME.get(), Kernel.nanoTime()),
              collections,
              Kernel.userString(operationName(), 52)));
    }
    asked = 0;
  }

  /** Where the name is as the log has it; where the probe said, which may be a longer one. */
  private static long operationName() {
    return TYPE_NAMES.get() == 0
        ? operation
        : Kernel.userLong(TYPE_NAMES.get() + Long.BYTES * (long) Kernel.userInt(TYPE.get()));
  }

  /** What HotSpot noted at an address; the probe's own time where there is none. */
  private static long noted(long address, long seen) {
    long nanos = address == 0 ? 0 : Kernel.userLong(address);
    return nanos == 0 ? seen : nanos;
  }
}
