// ThreadTurns in C, as clang -O2 compiles it: the peer of the kernel-side program of `keelson latency`.
// Same maps, same record, same decisions; only the language differs.
#include "vmlinux.h"
#include <bpf/bpf_core_read.h>
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

enum { WOKEN = 1, PREEMPTED = 2, EXITED = 3, RUNNING = 4, BLOCKED = 5 };

#define DEAD 0x80
#define RECENT_NANOS 50000000

struct turn {
  s64 end_nanos, wait_nanos, off_cpu_nanos, on_cpu_nanos, occupant_nanos;
  int tid, pid, cpu, kind, occupant_tid, occupant_pid, previous_tid;
  char name[16];
};

struct thread_state {
  s64 since, on_cpu_nanos, off_cpu_nanos;
  int phase, pid;
};

struct cpu_state {
  s64 since, longest_since, longest_nanos;
  int longest_tid, longest_pid;
  s64 lost, unfollowed, unmatched;
};

const volatile int process = 0;

struct {
  __uint(type, BPF_MAP_TYPE_HASH);
  __uint(max_entries, 65536);
  __type(key, int);
  __type(value, struct thread_state);
} threads SEC(".maps");

struct {
  __uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
  __uint(max_entries, 1);
  __type(key, int);
  __type(value, struct cpu_state);
} cpus SEC(".maps");

struct {
  __uint(type, BPF_MAP_TYPE_RINGBUF);
  __uint(max_entries, 1 << 23);
} turns SEC(".maps");

static __always_inline bool followed(struct task_struct *task) {
  return process == 0 ? task->pid != 0 : task->tgid == process;
}

static __always_inline void follow(struct task_struct *task, int phase, s64 now) {
  struct thread_state thread = {.since = now, .off_cpu_nanos = -1, .phase = phase, .pid = task->tgid};
  int tid = task->pid, zero = 0;
  if (bpf_map_update_elem(&threads, &tid, &thread, BPF_ANY)) {
    struct cpu_state *cpu = bpf_map_lookup_elem(&cpus, &zero);
    if (cpu) cpu->unfollowed++;
  }
}

SEC("tp_btf/sched_wakeup")
int BPF_PROG(woken, struct task_struct *task) {
  if (!followed(task)) return 0;
  int tid = task->pid;
  struct thread_state *thread = bpf_map_lookup_elem(&threads, &tid);
  if (!thread) {
    if (task->on_cpu == 0) follow(task, WOKEN, bpf_ktime_get_ns());
  } else if (thread->phase == BLOCKED) {
    s64 now = bpf_ktime_get_ns();
    thread->off_cpu_nanos = now - thread->since;
    thread->since = now;
    thread->phase = WOKEN;
  }
  return 0;
}

SEC("tp_btf/sched_wakeup_new")
int BPF_PROG(born, struct task_struct *task) {
  if (followed(task)) follow(task, WOKEN, bpf_ktime_get_ns());
  return 0;
}

static __always_inline void left(struct cpu_state *cpu, bool preempted, struct task_struct *task, s64 now) {
  int tid = task->pid;
  struct thread_state *thread = bpf_map_lookup_elem(&threads, &tid);
  unsigned state = task->__state;
  int phase = preempted || state == 0 ? PREEMPTED : BLOCKED;
  if (!thread) {
    if (state != DEAD) follow(task, phase, now);
    return;
  }
  if (thread->phase == RUNNING) thread->on_cpu_nanos += now - thread->since;
  else if (thread->phase == PREEMPTED || thread->off_cpu_nanos >= 0) cpu->unmatched++;
  if (state == DEAD) {
    struct turn *turn = bpf_ringbuf_reserve(&turns, sizeof *turn, 0);
    if (turn) {
      turn->end_nanos = now;
      turn->wait_nanos = 0;
      turn->off_cpu_nanos = -1;
      turn->on_cpu_nanos = thread->on_cpu_nanos;
      turn->occupant_nanos = 0;
      turn->tid = tid;
      turn->pid = task->tgid;
      turn->cpu = bpf_get_smp_processor_id();
      turn->kind = EXITED;
      turn->occupant_tid = 0;
      turn->occupant_pid = 0;
      turn->previous_tid = 0;
      __builtin_memcpy(turn->name, task->comm, 16);
      bpf_ringbuf_submit(turn, 0);
    } else {
      cpu->lost++;
    }
    bpf_map_delete_elem(&threads, &tid);
    return;
  }
  thread->since = now;
  thread->phase = phase;
}

static __always_inline void entered(
    struct cpu_state *cpu, struct task_struct *previous, struct task_struct *next, s64 now) {
  int tid = next->pid;
  struct thread_state *thread = bpf_map_lookup_elem(&threads, &tid);
  if (!thread) {
    follow(next, RUNNING, now);
    return;
  }
  if (thread->phase == WOKEN || thread->phase == PREEMPTED) {
    int occupant_tid = previous->pid, occupant_pid = previous->tgid;
    // Or clang merges these loads with those below into one of two pointers, which the verifier refuses.
    barrier_var(occupant_tid);
    barrier_var(occupant_pid);
    s64 occupant_nanos = now - (cpu->since > thread->since ? cpu->since : thread->since);
    s64 longest = cpu->longest_since + cpu->longest_nanos -
                  (cpu->longest_since > thread->since ? cpu->longest_since : thread->since);
    if (longest > occupant_nanos) {
      occupant_tid = cpu->longest_tid;
      occupant_pid = cpu->longest_pid;
      occupant_nanos = longest;
    }
    struct turn *turn = bpf_ringbuf_reserve(&turns, sizeof *turn, 0);
    if (turn) {
      turn->end_nanos = now;
      turn->wait_nanos = now - thread->since;
      turn->off_cpu_nanos = thread->off_cpu_nanos;
      turn->on_cpu_nanos = thread->on_cpu_nanos;
      turn->occupant_nanos = occupant_nanos;
      turn->tid = tid;
      turn->pid = next->tgid;
      turn->cpu = bpf_get_smp_processor_id();
      turn->kind = thread->phase;
      turn->occupant_tid = occupant_tid;
      turn->occupant_pid = occupant_pid;
      turn->previous_tid = previous->pid;
      __builtin_memcpy(turn->name, previous->comm, 16);
      bpf_ringbuf_submit(turn, 0);
      thread->on_cpu_nanos = 0;
    } else {
      cpu->lost++;
    }
  } else {
    cpu->unmatched++;
  }
  thread->off_cpu_nanos = -1;
  thread->since = now;
  thread->phase = RUNNING;
}

SEC("tp_btf/sched_switch")
int BPF_PROG(switched, bool preempted, struct task_struct *previous, struct task_struct *next) {
  int zero = 0;
  struct cpu_state *cpu = bpf_map_lookup_elem(&cpus, &zero);
  if (!cpu) return 0;
  s64 now = bpf_ktime_get_ns();
  if (followed(previous)) left(cpu, preempted, previous, now);
  if (followed(next)) entered(cpu, previous, next, now);
  s64 stay = now - cpu->since;
  if (stay >= cpu->longest_nanos || now - cpu->longest_since > RECENT_NANOS) {
    cpu->longest_since = cpu->since;
    cpu->longest_nanos = stay;
    cpu->longest_tid = previous->pid;
    cpu->longest_pid = previous->tgid;
  }
  cpu->since = now;
  return 0;
}

char LICENSE[] SEC("license") = "GPL";
