package dev.keelson.jvm;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;

/**
 * The Java threads of a JVM, read from its memory while it runs: where each has its structure, so
 * that a program in the kernel can look there which virtual thread it carries.
 *
 * <pre>
 *   ThreadsSMRSupport::_java_thread_list -> ThreadsList { _length, _threads } -> JavaThread *
 *   JavaThread -> _osthread -> OSThread::_thread_id     the kernel's number, in its namespace
 *   JavaThread + _monitor_owner_id                      Thread.threadId() of what is mounted
 *   JavaThread + _cont_entry                            0 while nothing is
 * </pre>
 *
 * <p>The JVM replaces the list at every start and end of a thread, and frees the old one: what is
 * read is held against the list's address afterwards, and against the kernel's list of threads.
 * Safe for use by several threads.
 */
public final class HotSpotThreads implements AutoCloseable {
  private static final String LIST = "ThreadsSMRSupport::_java_thread_list";
  private static final String LENGTH = "ThreadsList::_length";
  private static final String THREADS = "ThreadsList::_threads";
  private static final String OS_THREAD = "Thread::_osthread";
  private static final String JAVA_OS_THREAD = "JavaThread::_osthread";
  private static final String THREAD_ID = "OSThread::_thread_id";
  private static final String OWNER_ID = "JavaThread::_monitor_owner_id";
  private static final String CONTINUATION = "JavaThread::_cont_entry";
  private static final Set<String> TYPES =
      Set.of("ThreadsSMRSupport", "ThreadsList", "Thread", "OSThread", "JavaThread");

  private static final int TRIES = 10;
  private static final int MOST_THREADS = 1 << 20;

  private final RemoteMemory memory;
  private final ThreadNumbers numbers;
  private final long list;
  private final long length;
  private final long threads;
  private final long osThread;
  private final long threadId;
  private final OptionalLong ownerId;
  private final OptionalLong continuation;

  /**
   * A Java thread.
   *
   * @param tid the kernel's number of it, as seen from here
   * @param address of its {@code JavaThread} in the JVM's memory
   */
  public record Place(int tid, long address) {}

  private HotSpotThreads(RemoteMemory memory, ThreadNumbers numbers, HotSpotStructures known)
      throws IOException {
    this.memory = memory;
    this.numbers = numbers;
    list = known.get(LIST);
    length = known.get(LENGTH);
    threads = known.get(THREADS);
    OptionalLong ofThread = known.find(OS_THREAD); // as in JDK 17; 25 lists it as JavaThread's
    osThread = ofThread.isPresent() ? ofThread.getAsLong() : known.get(JAVA_OS_THREAD);
    threadId = known.get(THREAD_ID);
    ownerId = known.find(OWNER_ID);
    continuation = known.find(CONTINUATION);
  }

  /**
   * Finds out how this JVM keeps its threads.
   *
   * @throws IOException when it is no HotSpot JVM, keeps them otherwise, or may not be read
   */
  static HotSpotThreads open(JvmProcess jvm, ThreadNumbers numbers) throws IOException {
    RemoteMemory memory = RemoteMemory.open(jvm.pid());
    try {
      return new HotSpotThreads(
          memory, numbers, HotSpotStructures.read(jvm, memory, TYPES::contains));
    } catch (Throwable e) {
      memory.close();
      throw e;
    }
  }

  /**
   * Where in a {@code JavaThread} the number of the thread stands that it runs: {@code
   * Thread.threadId()} of the virtual thread that is mounted, of itself otherwise. Since JDK 24.
   */
  public OptionalLong mountedThreadOffset() {
    return ownerId;
  }

  /**
   * Where in a {@code JavaThread} a word stands that is 0 while no virtual thread is mounted:
   * {@code JavaThread::_cont_entry} of javaThread.hpp. Since JDK 21.
   */
  public OptionalLong continuationOffset() {
    return continuation;
  }

  /**
   * The Java threads there are now; none when the JVM has ended, or changes its list faster than it
   * can be read.
   */
  public synchronized List<Place> read() {
    for (int i = 0; i < TRIES; i++) {
      try {
        long before = memory.word(list);
        List<Place> places = places(before);
        if (memory.word(list) == before) {
          return places;
        }
      } catch (IOException moved) {
        // freed under our hands, or the JVM has ended: the next try tells
      }
    }
    return List.of();
  }

  private List<Place> places(long at) throws IOException {
    int count = memory.half(at + length);
    if (count < 0 || count > MOST_THREADS) {
      throw new IOException("a list of " + count + " threads");
    }
    if (count == 0) {
      return List.of();
    }
    ByteBuffer addresses = memory.range(memory.word(at + threads), count * Long.BYTES);
    List<Place> places = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      long thread = addresses.getLong(i * Long.BYTES);
      long os = memory.word(thread + osThread);
      int tid = os == 0 ? 0 : numbers.tid(memory.half(os + threadId));
      if (tid != 0 && numbers.isThere(tid)) { // not just being started or ended
        places.add(new Place(tid, thread));
      }
    }
    return places;
  }

  /**
   * The number of the thread that a Java thread runs at this moment; 0 when that cannot be read.
   */
  public synchronized long mountedThread(Place place) {
    try {
      return ownerId.isPresent() ? memory.word(place.address() + ownerId.getAsLong()) : 0;
    } catch (IOException ended) {
      return 0;
    }
  }

  @Override
  public synchronized void close() {
    try {
      memory.close();
    } catch (IOException e) {
      throw new UncheckedIOException("the JVM's memory cannot be closed", e);
    }
  }
}
