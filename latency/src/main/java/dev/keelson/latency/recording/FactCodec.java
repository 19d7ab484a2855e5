package dev.keelson.latency.recording;

import dev.keelson.jvm.JvmEvent;
import dev.keelson.jvm.JvmEvent.Activity;
import dev.keelson.jvm.JvmEvent.Stop;
import dev.keelson.jvm.ThreadRole;
import dev.keelson.latency.fact.Fact;
import dev.keelson.latency.fact.Turn;
import dev.keelson.latency.fact.Turn.Blocked;
import dev.keelson.latency.fact.Turn.Occupant;
import dev.keelson.latency.recording.PayloadReader.MalformedPayload;
import java.util.ArrayList;
import java.util.List;

/**
 * What is in the payload of each kind of frame: the components of the record, in their order. New
 * components are appended; a frame that means something else gets another kind.
 */
final class FactCodec {
  private FactCodec() {}

  /** Gives texts their numbers, and writes those that have none yet. */
  interface TextNumbers {
    long of(String text);
  }

  /** Where texts are needed they are written first: a payload is complete when it begins. */
  static FrameKind encode(Fact fact, TextNumbers texts, Payload to) {
    return switch (fact) {
      case Turn turn -> turn(turn, texts.of(turn.occupant().name()), texts.of(turn.stranger()), to);
      case Fact.Jvm(Stop stop) -> stop(stop, texts.of(stop.operation()), to);
      case Fact.Jvm(Activity activity) ->
          activity(activity, texts.of(activity.kind().name()), texts.of(activity.detail()), to);
      case Fact.Named named -> {
        long name = texts.of(named.name());
        long role = texts.of(named.role().name());
        numbers(to, named.tid(), named.pid(), name, role);
        yield FrameKind.NAMED;
      }
      case Fact.Stolen stolen -> {
        numbers(to, stolen.cpu(), stolen.fromNanos(), stolen.toNanos(), stolen.nanos());
        yield FrameKind.STOLEN;
      }
      case Fact.Quota quota -> {
        numbers(to, texts.of(quota.cgroup()), quota.quotaNanos(), quota.periodNanos());
        yield FrameKind.QUOTA;
      }
      case Fact.Descriptor one -> {
        long kind = texts.of(one.kind().name());
        long text = texts.of(one.text());
        numbers(to, one.pid(), one.descriptor(), one.atNanos(), kind, text);
        yield FrameKind.DESCRIPTOR;
      }
      case Fact.Lost lost -> {
        numbers(to, lost.fromNanos(), lost.toNanos(), lost.turns());
        yield FrameKind.LOST;
      }
      case Fact.Missing missing -> {
        long what = texts.of(missing.what());
        long why = texts.of(missing.why());
        numbers(to, what, why, texts.of(missing.costs()));
        yield FrameKind.MISSING;
      }
      case Fact.ClockFitted fitted -> {
        numbers(to, fitted.residualP99Nanos());
        yield FrameKind.CLOCK_FITTED;
      }
    };
  }

  /**
   * The fact in a frame of a kind that has one.
   *
   * @throws MalformedPayload when it is not what its kind says
   */
  static Fact decode(FrameKind kind, PayloadReader from, Texts texts) throws MalformedPayload {
    return switch (kind) {
      case TURN -> turn(from, texts);
      case STOP ->
          new Fact.Jvm(
              new Stop(from.number(), from.number(), from.number(), texts.get(from), from.flag()));
      case ACTIVITY -> new Fact.Jvm(activity(from, texts));
      case NAMED ->
          new Fact.Named(
              from.integer(),
              from.integer(),
              texts.get(from),
              texts.constant(from, ThreadRole.class));
      case STOLEN -> new Fact.Stolen(from.integer(), from.number(), from.number(), from.number());
      case QUOTA -> new Fact.Quota(texts.get(from), from.number(), from.number());
      case DESCRIPTOR ->
          new Fact.Descriptor(
              from.integer(),
              from.integer(),
              from.number(),
              texts.constant(from, Fact.Descriptor.Kind.class),
              texts.get(from));
      case LOST -> new Fact.Lost(from.number(), from.number(), from.number());
      case MISSING -> new Fact.Missing(texts.get(from), texts.get(from), texts.get(from));
      case CLOCK_FITTED -> new Fact.ClockFitted(from.number());
      case HEADER, TEXT, END -> throw new AssertionError("no fact: " + kind);
    };
  }

  static void encode(RecordingHeader header, TextNumbers texts, Payload to) {
    List<Long> words = new ArrayList<>();
    for (String text :
        List.of(
            header.keelson(), header.kernel(), header.machine(), header.jvm(), header.target())) {
      words.add(texts.of(text));
    }
    List<Long> command = header.command().stream().map(texts::of).toList();
    to.clear();
    words.forEach(to::number);
    to.number(header.cpus());
    to.number(header.callerPid());
    to.number(header.kernelPid());
    to.number(header.startEpochMillis());
    to.number(header.startNanos());
    to.number(command.size());
    command.forEach(to::number);
  }

  static RecordingHeader header(PayloadReader from, Texts texts) throws MalformedPayload {
    String keelson = texts.get(from);
    String kernel = texts.get(from);
    String machine = texts.get(from);
    String jvm = texts.get(from);
    String target = texts.get(from);
    int cpus = from.integer();
    int callerPid = from.integer();
    int kernelPid = from.integer();
    long startEpochMillis = from.number();
    long startNanos = from.number();
    List<String> command = new ArrayList<>();
    for (long words = from.number(); words > 0; words--) {
      command.add(texts.get(from)); // of a number that is too large the payload ends first
    }
    return new RecordingHeader(
        keelson,
        kernel,
        machine,
        cpus,
        jvm,
        target,
        command,
        callerPid,
        kernelPid,
        startEpochMillis,
        startNanos);
  }

  private static FrameKind turn(Turn turn, long occupantName, long stranger, Payload to) {
    to.clear();
    to.number(turn.tid());
    to.number(turn.pid());
    to.number(turn.cpu());
    to.octet(
        switch (turn.kind()) {
          case WOKEN -> (byte) 1;
          case PREEMPTED -> (byte) 2;
          case EXITED -> (byte) 3;
          case CUT -> (byte) 4;
        });
    to.number(turn.endNanos());
    to.number(turn.waitNanos());
    to.number(turn.offCpuNanos());
    to.number(turn.onCpuNanos());
    to.number(turn.interruptNanos());
    to.number(turn.throttledNanos());
    to.number(turn.throttleBoundNanos());
    to.number(turn.virtualThread());
    Occupant occupant = turn.occupant();
    to.number(occupant.tid());
    to.number(occupant.pid());
    to.number(occupant.nanos());
    to.number(occupantName);
    Blocked blocked = turn.blocked();
    to.flag(!blocked.equals(Blocked.NOT));
    if (!blocked.equals(Blocked.NOT)) {
      to.number(blocked.state());
      to.number(blocked.systemCall());
      to.number(blocked.argument0());
      to.number(blocked.argument1());
      to.number(blocked.argument2());
      to.flag(blocked.io());
      to.flag(blocked.reclaim());
      to.number(blocked.wakerTid());
      to.number(blocked.wakerPid());
    }
    to.number(stranger);
    return FrameKind.TURN;
  }

  private static Turn turn(PayloadReader from, Texts texts) throws MalformedPayload {
    int tid = from.integer();
    int pid = from.integer();
    int cpu = from.integer();
    int kind = from.octet();
    long end = from.number();
    long wait = from.number();
    long offCpu = from.number();
    long onCpu = from.number();
    long interrupt = from.number();
    long throttled = from.number();
    long bound = from.number();
    long virtualThread = from.number();
    Occupant occupant =
        new Occupant(from.integer(), from.integer(), from.number(), texts.get(from));
    Blocked blocked =
        from.flag()
            ? new Blocked(
                from.integer(),
                from.integer(),
                from.number(),
                from.number(),
                from.number(),
                from.flag(),
                from.flag(),
                from.integer(),
                from.integer())
            : Blocked.NOT;
    return new Turn(
        tid,
        pid,
        cpu,
        switch (kind) {
          case 1 -> Turn.Kind.WOKEN;
          case 2 -> Turn.Kind.PREEMPTED;
          case 3 -> Turn.Kind.EXITED;
          case 4 -> Turn.Kind.CUT;
          default -> throw new MalformedPayload("no turn ends as " + kind);
        },
        end,
        wait,
        offCpu,
        onCpu,
        interrupt,
        throttled,
        bound,
        virtualThread,
        blocked,
        occupant,
        texts.get(from));
  }

  private static FrameKind stop(Stop stop, long operation, Payload to) {
    numbers(to, stop.startNanos(), stop.stoppedNanos(), stop.endNanos(), operation);
    to.flag(stop.collection());
    return FrameKind.STOP;
  }

  private static FrameKind activity(Activity activity, long kind, long detail, Payload to) {
    numbers(
        to,
        kind,
        activity.tid(),
        activity.virtualThread(),
        activity.startNanos(),
        activity.endNanos(),
        detail,
        activity.otherTid());
    return FrameKind.ACTIVITY;
  }

  private static Activity activity(PayloadReader from, Texts texts) throws MalformedPayload {
    return new Activity(
        texts.constant(from, JvmEvent.Kind.class),
        from.integer(),
        from.number(),
        from.number(),
        from.number(),
        texts.get(from),
        from.integer());
  }

  /** The arguments are there, their texts with them, before the payload is begun. */
  private static void numbers(Payload to, long... values) {
    to.clear();
    for (long value : values) {
      to.number(value);
    }
  }
}
