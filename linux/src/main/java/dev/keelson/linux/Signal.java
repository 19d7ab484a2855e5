package dev.keelson.linux;

/** Signals worth sending; include/uapi/asm-generic/signal.h, signal(7). */
public enum Signal {
  /** Delivers nothing: only asks whether the process is there and may be signalled. */
  NONE(0),
  HANGUP(1),
  INTERRUPT(2),
  QUIT(3),
  KILL(9),
  TERMINATE(15),
  CONTINUE(18),
  STOP(19);

  final int number;

  Signal(int number) {
    this.number = number;
  }
}
