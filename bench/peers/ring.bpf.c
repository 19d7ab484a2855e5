// Fills a ring buffer with 64-byte records: the producer both consumers drain.
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

struct record {
  __u64 word[8];
};

struct {
  __uint(type, BPF_MAP_TYPE_RINGBUF);
  __uint(max_entries, 16 << 20);
} records SEC(".maps");

struct fill {
  __u32 count;
};

SEC("syscall")
int fill(struct fill *request) {
  __u32 count = request->count;
  for (__u32 i = 0; i < 1000; i++) {
    if (i >= count) break;
    struct record *slot = bpf_ringbuf_reserve(&records, sizeof *slot, 0);
    if (!slot) return 1;
    for (int w = 0; w < 8; w++) slot->word[w] = i + w;
    bpf_ringbuf_submit(slot, BPF_RB_NO_WAKEUP);
  }
  return 0;
}

char LICENSE[] SEC("license") = "GPL";
