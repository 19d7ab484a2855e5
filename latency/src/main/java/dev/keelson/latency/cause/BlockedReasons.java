package dev.keelson.latency.cause;

import dev.keelson.jvm.JvmEvent.Activity;
import dev.keelson.jvm.JvmEvent.Kind;
import dev.keelson.jvm.ThreadRole;
import dev.keelson.latency.cause.Reason.Another;
import dev.keelson.latency.cause.Reason.Itself;
import dev.keelson.latency.cause.Reason.Partner;
import dev.keelson.latency.fact.Fact;
import dev.keelson.latency.fact.Turn;
import dev.keelson.latency.fact.Turn.Blocked;
import dev.keelson.latency.timeline.Observed;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * Tells why a thread was blocked, stops of the world aside. The JVM's word comes first where it has
 * one; then the kernel's: the task's state, the system call and its arguments, who ended it.
 */
final class BlockedReasons {
  // TASK_INTERRUPTIBLE, TASK_UNINTERRUPTIBLE, __TASK_STOPPED, __TASK_TRACED and TASK_NOLOAD of
  // include/linux/sched.h, v5.15 to v6.18.
  private static final int INTERRUPTIBLE = 0x1;
  private static final int UNINTERRUPTIBLE = 0x2;
  private static final int STOPPED_OR_TRACED = 0x4 | 0x8;
  private static final int NO_LOAD = 0x400;

  // include/uapi/linux/futex.h: the operation without FUTEX_PRIVATE_FLAG and FUTEX_CLOCK_REALTIME.
  private static final int FUTEX_COMMAND = 0x7F;
  private static final int FUTEX_WAIT = 0;
  private static final int FUTEX_LOCK_PI = 6;

  // The value of a glibc mutex that somebody waits for: sysdeps/nptl/lowlevellock.h.
  private static final int CONTENDED = 2;

  private static final Set<Kind> WAITS =
      EnumSet.of(
          Kind.MONITOR_ENTER,
          Kind.MONITOR_WAIT,
          Kind.PARK,
          Kind.SLEEP,
          Kind.PINNED,
          Kind.CLASS_LOAD,
          Kind.ALLOCATION_STALL,
          Kind.SOCKET_READ,
          Kind.SOCKET_WRITE,
          Kind.FILE_READ,
          Kind.FILE_WRITE);

  private final Observed observed;
  private final String machine;

  // Processes and descriptors.
  private final Set<Long> logs = new HashSet<>();

  BlockedReasons(Observed observed, String machine) {
    this.observed = observed;
    this.machine = machine;
  }

  /** Whether the thread was blocked in a futex, as one is that waits for another thread. */
  boolean inFutex(Turn turn) {
    return CallKind.of(machine, turn.blocked().systemCall()) == CallKind.FUTEX;
  }

  /** Whether the JVM says what the thread waited for then. */
  boolean isTold(Turn turn) {
    return told(turn).isPresent();
  }

  /**
   * Why it was blocked.
   *
   * @param onTheWay whether it is followed as somebody for whom another waits
   */
  Reason of(Turn turn, boolean onTheWay) {
    Blocked blocked = turn.blocked();
    if ((blocked.state() & STOPPED_OR_TRACED) != 0) {
      return new Itself(Mechanism.STOPPED, (blocked.state() & 0x8) != 0 ? "traced" : "by a signal");
    }
    if (blocked.reclaim()) {
      return new Itself(Mechanism.RECLAIM, "");
    }
    CallKind call = CallKind.of(machine, blocked.systemCall());
    return switch (call) {
      case FUTEX -> futex(turn, onTheWay);
      case EXCEPTION -> exception(blocked);
      case MEMORY -> memory(turn);
      case SLEEP -> new Itself(Mechanism.IDLE, "sleeps");
      case CHILD -> new Itself(Mechanism.IDLE, "waits for a child or a signal");
      case ACCEPT -> new Itself(Mechanism.IDLE, "waits for a connection");
      case CONNECT -> new Itself(Mechanism.NETWORK, "connects");
      case POLL -> poll(turn);
      case READ -> read(turn);
      case WRITE -> write(turn);
      case SYNC, FILE_SYSTEM -> new Itself(file(turn), path(turn));
      case OTHER -> other(turn);
    };
  }

  // A page fault waits uninterruptibly. Who waits otherwise outside of a system call is a thread of
  // the kernel that has no work: TASK_IDLE is TASK_UNINTERRUPTIBLE with TASK_NOLOAD.
  private static Reason exception(Blocked blocked) {
    if ((blocked.state() & (INTERRUPTIBLE | NO_LOAD)) != 0) {
      return new Itself(Mechanism.IDLE, "a thread of the kernel");
    }
    return new Itself(Mechanism.PAGE_FAULT, blocked.io() ? "read from disk" : "");
  }

  private Reason futex(Turn turn, boolean onTheWay) {
    Optional<Activity> told = told(turn);
    if (told.isPresent()) {
      return of(told.get(), turn);
    }
    Blocked blocked = turn.blocked();
    ThreadRole role = observed.role(turn.tid());
    if (onTheWay && (role == ThreadRole.VM || role == ThreadRole.COLLECTOR)) {
      return new Partner(blocked.wakerTid());
    }
    int command = (int) blocked.argument1() & FUTEX_COMMAND;
    boolean mutex =
        command == FUTEX_LOCK_PI
            || (command == FUTEX_WAIT && (int) blocked.argument2() == CONTENDED);
    if (mutex) {
      return new Another(Mechanism.LOCK, "native mutex" + heldBy(blocked), blocked.wakerTid());
    }
    // The flight recorder tells of each wait for a lock above its threshold. What it does not tell
    // of is a condition: the JVM's own, or native code's, without work until it is signalled.
    return new Itself(Mechanism.IDLE, "");
  }

  private Reason of(Activity told, Turn turn) {
    Blocked blocked = turn.blocked();
    int waker = blocked.wakerTid();
    return switch (told.kind()) {
      case MONITOR_ENTER -> monitor(told, turn);
      case PARK ->
          switch (ParkedFor.of(told.detail())) {
            case LOCK -> new Another(Mechanism.LOCK, told.detail() + heldBy(blocked), waker);
            case WORK -> new Itself(Mechanism.IDLE, told.detail());
            case RESULT ->
                waker == 0
                    ? new Itself(Mechanism.IDLE, "parked until a timer")
                    : new Another(Mechanism.PARK, told.detail(), waker);
          };
      case MONITOR_WAIT -> new Itself(Mechanism.IDLE, "waits at " + told.detail());
      case SLEEP -> new Itself(Mechanism.IDLE, "sleeps");
      case PINNED -> new Another(Mechanism.PINNED, told.detail(), 0);
      case CLASS_LOAD -> new Another(Mechanism.CLASSLOAD, told.detail(), waker);
      case ALLOCATION_STALL -> new Another(Mechanism.ALLOCATION_STALL, told.detail(), waker);
      case SOCKET_READ, SOCKET_WRITE -> new Itself(Mechanism.NETWORK, told.detail());
      case FILE_READ, FILE_WRITE -> new Itself(Mechanism.DISK, told.detail());
      case COMPILATION, DEOPTIMIZATION, SAFEPOINT_LATENCY ->
          throw new AssertionError("no wait: " + told);
    };
  }

  // Who wants a class that another thread is loading waits for that one at a monitor of the loader.
  private Reason monitor(Activity told, Turn turn) {
    Optional<Activity> loading =
        observed.activity(
            turn, turn.leftNanos(), turn.runnableNanos(), EnumSet.of(Kind.CLASS_LOAD));
    int waker = turn.blocked().wakerTid();
    return new Another(
        loading.isPresent() ? Mechanism.CLASSLOAD : Mechanism.LOCK,
        loading.map(Activity::detail).orElse(told.detail()) + heldBy(turn.blocked()),
        waker != 0 ? waker : told.otherTid());
  }

  // Two threads that map memory at once: one has mmap_lock.
  private Reason memory(Turn turn) {
    return new Another(Mechanism.PAGE_FAULT, "address space in use", turn.blocked().wakerTid());
  }

  // A socket that is read with a time limit is polled first (sun.nio.ch.NioSocketImpl).
  private Reason poll(Turn turn) {
    Optional<Activity> told = told(turn);
    if (told.isPresent() && told.get().kind() == Kind.SOCKET_READ) {
      return new Itself(Mechanism.NETWORK, told.get().detail());
    }
    return new Itself(Mechanism.IDLE, "polls");
  }

  private Reason read(Turn turn) {
    Optional<Fact.Descriptor> descriptor = descriptor(turn);
    if (descriptor.isEmpty()) {
      boolean disk = turn.blocked().io() || (turn.blocked().state() & UNINTERRUPTIBLE) != 0;
      return disk ? new Itself(Mechanism.DISK, "") : new Itself(Mechanism.IDLE, "reads");
    }
    String text = descriptor.get().text();
    return switch (descriptor.get().kind()) {
      case FILE -> new Itself(Mechanism.DISK, text);
      case CLIENT_SOCKET -> new Itself(Mechanism.NETWORK, text);
      case SERVER_SOCKET -> new Itself(Mechanism.IDLE, "waits for a request at " + text);
      case OTHER -> new Itself(Mechanism.IDLE, "reads " + text);
    };
  }

  private Reason write(Turn turn) {
    Optional<Fact.Descriptor> descriptor = descriptor(turn);
    String text = path(turn);
    Fact.Descriptor.Kind kind =
        descriptor.map(Fact.Descriptor::kind).orElse(Fact.Descriptor.Kind.FILE);
    if (isLog(turn)) {
      return new Itself(Mechanism.LOG_WRITE, text);
    }
    return switch (kind) {
      // Of a pipe, too, the other end is slow.
      case CLIENT_SOCKET, SERVER_SOCKET, OTHER -> new Itself(Mechanism.NETWORK, text);
      case FILE -> new Itself(Mechanism.DISK, text);
    };
  }

  /** Whether it is the JVM's log: where one of its own threads writes, which the others do too. */
  private boolean isLog(Turn turn) {
    long place = ((long) turn.pid() << Integer.SIZE) | (turn.blocked().argument0() & 0xFFFF_FFFFL);
    return switch (observed.role(turn.tid())) {
      case VM, COLLECTOR, COMPILER, SERVICE -> {
        boolean _ = logs.add(place);
        yield true;
      }
      case APPLICATION, CARRIER -> logs.contains(place);
    };
  }

  /** A file that the JVM's own threads write is its log. */
  private Mechanism file(Turn turn) {
    return switch (observed.role(turn.tid())) {
      case VM, COLLECTOR, COMPILER, SERVICE -> Mechanism.LOG_WRITE;
      case APPLICATION, CARRIER -> Mechanism.DISK;
    };
  }

  private Reason other(Turn turn) {
    if (turn.blocked().io()) {
      return new Itself(Mechanism.DISK, "");
    }
    return new Itself(Mechanism.UNEXPLAINED, "system call " + turn.blocked().systemCall());
  }

  private Optional<Activity> told(Turn turn) {
    return observed.activity(turn, turn.leftNanos(), turn.runnableNanos(), WAITS);
  }

  private Optional<Fact.Descriptor> descriptor(Turn turn) {
    return observed.descriptor(turn.pid(), turn.blocked().argument0(), turn.runnableNanos());
  }

  private String path(Turn turn) {
    return descriptor(turn).map(Fact.Descriptor::text).orElse("");
  }

  private String heldBy(Blocked blocked) {
    String name = observed.name(blocked.wakerTid());
    return name.isEmpty() ? "" : " held by " + name;
  }
}
