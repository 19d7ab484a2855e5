package dev.keelson.latency.program;

import dev.keelson.program.Field;
import dev.keelson.program.KernelStruct;

/** {@code struct task_struct}, include/linux/sched.h. */
@KernelStruct("task_struct")
interface Task {
  int pid();

  int tgid();

  int onCpu();

  @Field("__state")
  int state();

  int flags();

  boolean inIowait();

  /** Since Linux 6.18, where threads are throttled one by one; -1 before. */
  default int throttled() {
    return -1;
  }

  Entity se();

  byte[] comm();

  /** {@code struct sched_entity}: a thread's, or that of a group of them. */
  @KernelStruct("sched_entity")
  interface Entity {
    /** Null without CONFIG_FAIR_GROUP_SCHED, as {@link #parent}. */
    default Queue cfsRq() {
      return null;
    }

    /** The queue again, as an address. */
    @Field("cfs_rq")
    default long queueAddress() {
      return 0;
    }

    default Entity parent() {
      return null;
    }
  }

  /** {@code struct cfs_rq}, kernel/sched/sched.h: what a group has to run on a CPU. */
  @KernelStruct("cfs_rq")
  interface Queue {
    /** Whether it has no bandwidth left; a bit or an int. */
    default int throttled() {
      return 0;
    }

    /** How many of it and of those above it have none left. */
    default int throttleCount() {
      return 0;
    }

    /** What it may still run in this period, in nanoseconds; a debt when negative. */
    default long runtimeRemaining() {
      return 0;
    }

    /** The group whose queue it is. */
    default Group tg() {
      return null;
    }
  }

  /** {@code struct task_group}, kernel/sched/sched.h: a cgroup. */
  @KernelStruct("task_group")
  interface Group {
    /** What it may run in a period, in nanoseconds; negative (RUNTIME_INF) for no limit. */
    @Field("cfs_bandwidth.quota")
    default long quota() {
      return 0;
    }

    /** The address of the timer that gives it new bandwidth each period. */
    @Field("cfs_bandwidth.period_timer")
    default long periodTimer() {
      return 0;
    }

    /** The address of the timer that gives it what other CPUs did not need. */
    @Field("cfs_bandwidth.slack_timer")
    default long slackTimer() {
      return 0;
    }
  }
}
