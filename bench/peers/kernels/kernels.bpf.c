// Sixteen small kernels, as an expert writes them in C; their Java counterparts, of the same names, are in
// dev.keelson.bench.kernels. All are TC programs, so that BPF_PROG_TEST_RUN can repeat them inside the kernel; the
// packet is their input, and what they return is compared with what the Java returns.
#include "vmlinux.h"
#include <bpf/bpf_core_read.h>
#include <bpf/bpf_endian.h>
#include <bpf/bpf_helpers.h>

#define ETHERNET 14
#define SOURCE 26
#define PAYLOAD 54

char LICENSE[] SEC("license") = "GPL";

#define DATA ((void *)(long)context->data)
#define END ((void *)(long)context->data_end)

struct {
  __uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
  __uint(max_entries, 32);
  __type(key, __u32);
  __type(value, __u64);
} buckets SEC(".maps");

// 0. What a run costs that does nothing.
SEC("tc") int empty(struct __sk_buff *context) {
  return 0;
}

// 1. A histogram of powers of two, per CPU.
SEC("tc") int histogram(struct __sk_buff *context) {
  unsigned char *p = DATA;
  if (p + PAYLOAD > (unsigned char *)END) return -1;
  __u32 value = bpf_ntohl(*(__u32 *)(p + SOURCE)) | 1;
  __u32 v = value, r, shift;
  r = (v > 0xFFFF) << 4; v >>= r;
  shift = (v > 0xFF) << 3; v >>= shift; r |= shift;
  shift = (v > 0xF) << 2; v >>= shift; r |= shift;
  shift = (v > 0x3) << 1; v >>= shift; r |= shift;
  r |= v >> 1;
  __u64 *bucket = bpf_map_lookup_elem(&buckets, &r);
  if (!bucket) return -1;
  ++*bucket;
  return r;
}

struct {
  __uint(type, BPF_MAP_TYPE_HASH);
  __uint(max_entries, 1024);
  __type(key, __u32);
  __type(value, __u32);
} next SEC(".maps");

// 2. A walk from key to key through a hash map, eight steps at most.
SEC("tc") int hash_walk(struct __sk_buff *context) {
  unsigned char *p = DATA;
  if (p + PAYLOAD > (unsigned char *)END) return -1;
  __u32 key = bpf_ntohl(*(__u32 *)(p + SOURCE));
  __u32 sum = 0;
  for (int i = 0; i < 8; i++) {
    __u32 *found = bpf_map_lookup_elem(&next, &key);
    if (!found) break;
    key = *found;
    sum += key;
  }
  return sum;
}

// Gives the walk something to walk through: each of 256 keys from 10.0.0.0 leads to the next.
SEC("tc") int prime(struct __sk_buff *context) {
  for (__u32 i = 0; i < 256; i++) {
    __u32 key = 0x0a000000 + i, value = 0x0a000000 + ((i + 1) & 255);
    bpf_map_update_elem(&next, &key, &value, BPF_ANY);
  }
  return 0;
}

// 3. The header checksum of IPv4: 0xffff when it is right.
SEC("tc") int checksum(struct __sk_buff *context) {
  unsigned char *p = DATA;
  if (p + 34 > (unsigned char *)END) return -1;
  if (*(__u16 *)(p + 12) != bpf_htons(0x0800)) return -2;
  if ((p[ETHERNET] & 15) != 5) return -3;
  __u64 sum = 0;
#pragma unroll
  for (int i = 0; i < 5; i++) sum += *(__u32 *)(p + ETHERNET + 4 * i);
  sum = (sum & 0xffffffff) + (sum >> 32);
  sum = (sum & 0xffff) + (sum >> 16);
  sum = (sum & 0xffff) + (sum >> 16);
  sum = (sum & 0xffff) + (sum >> 16);
  return sum;
}

struct name {
  char text[16];
};

struct {
  __uint(type, BPF_MAP_TYPE_ARRAY);
  __uint(max_entries, 1);
  __type(key, __u32);
  __type(value, struct name);
} wanted SEC(".maps");

// 4. Sixteen bytes of text compared with a name in a map.
SEC("tc") int string_compare(struct __sk_buff *context) {
  unsigned char *p = DATA;
  if (p + PAYLOAD + 16 > (unsigned char *)END) return -1;
  __u32 zero = 0;
  struct name *name = bpf_map_lookup_elem(&wanted, &zero);
  if (!name) return -1;
  __u64 *left = (__u64 *)(p + PAYLOAD), *right = (__u64 *)name;
  return left[0] == right[0] && left[1] == right[1];
}

// 5. Up the chain of parents of the current task, at most eight; the sum of their pids.
SEC("tc") int struct_walk(struct __sk_buff *context) {
  struct task_struct *task = bpf_get_current_task_btf();
  __u32 sum = 0;
  for (int i = 0; i < 8; i++) {
    sum += task->tgid;
    if (task->tgid <= 1) break;
    task = task->real_parent;
  }
  return sum;
}

struct {
  __uint(type, BPF_MAP_TYPE_LRU_HASH);
  __uint(max_entries, 4096);
  __type(key, __u32);
  __type(value, __u64);
} recent SEC(".maps");

// 6. Counts by source, the least recently used forgotten.
SEC("tc") int lru_update(struct __sk_buff *context) {
  unsigned char *p = DATA;
  if (p + PAYLOAD > (unsigned char *)END) return -1;
  __u32 key = bpf_ntohl(*(__u32 *)(p + SOURCE));
  __u64 *count = bpf_map_lookup_elem(&recent, &key);
  if (count) {
    ++*count;
    return 1;
  }
  __u64 one = 1;
  bpf_map_update_elem(&recent, &key, &one, BPF_ANY);
  return 0;
}

struct tokens {
  __u64 tokens;
  __u64 since;
};

struct {
  __uint(type, BPF_MAP_TYPE_ARRAY);
  __uint(max_entries, 1);
  __type(key, __u32);
  __type(value, struct tokens);
} bucket SEC(".maps");

// 7. A token bucket: one token a microsecond, a thousand at most; a packet takes one.
SEC("tc") int token_bucket(struct __sk_buff *context) {
  __u32 zero = 0;
  struct tokens *b = bpf_map_lookup_elem(&bucket, &zero);
  if (!b) return -1;
  __u64 now = bpf_ktime_get_ns();
  __u64 fresh = (now - b->since) / 1000;
  __u64 tokens = b->tokens;
  if (fresh) {
    tokens += fresh;
    if (tokens > 1000) tokens = 1000;
    b->since = now;
  }
  if (!tokens) {
    b->tokens = 0;
    return 0;
  }
  b->tokens = tokens - 1;
  return 1;
}

struct seen {
  __u64 nanos;
  __u32 source, destination;
  __u16 from, to;
  __u32 length;
};

struct {
  __uint(type, BPF_MAP_TYPE_RINGBUF);
  __uint(max_entries, 1 << 24);
} ring SEC(".maps");

// 8. A record of each packet into a ring.
SEC("tc") int ring_emit(struct __sk_buff *context) {
  unsigned char *p = DATA;
  if (p + PAYLOAD > (unsigned char *)END) return -1;
  struct seen *seen = bpf_ringbuf_reserve(&ring, sizeof *seen, 0);
  if (!seen) return 0;
  seen->nanos = bpf_ktime_get_ns();
  seen->source = bpf_ntohl(*(__u32 *)(p + SOURCE));
  seen->destination = bpf_ntohl(*(__u32 *)(p + SOURCE + 4));
  seen->from = bpf_ntohs(*(__u16 *)(p + 34));
  seen->to = bpf_ntohs(*(__u16 *)(p + 36));
  seen->length = context->len;
  bpf_ringbuf_submit(seen, 0);
  return 1;
}

// 9. Jump consistent hash of the source over 100 backends (Lamping and Veach), in integers.
SEC("tc") int consistent_hash(struct __sk_buff *context) {
  unsigned char *p = DATA;
  if (p + PAYLOAD > (unsigned char *)END) return -1;
  __u64 key = bpf_ntohl(*(__u32 *)(p + SOURCE));
  __u64 backend = 0, jump = 0;
  for (int i = 0; i < 32 && jump < 100; i++) {
    backend = jump;
    key = key * 2862933555777941757ull + 1;
    jump = ((backend + 1) << 31) / ((key >> 33) + 1);
  }
  return backend;
}

// 10. Which method an HTTP request begins with; 0 for none.
SEC("tc") int http_method(struct __sk_buff *context) {
  unsigned char *p = DATA;
  if (p + PAYLOAD + 8 > (unsigned char *)END) return -1;
  __u64 text = bpf_be64_to_cpu(*(__u64 *)(p + PAYLOAD));
  switch (text >> 32) {
    case 0x47455420: return 1;  // "GET "
    case 0x50555420: return 3;  // "PUT "
    case 0x504f5354: return (text >> 24 & 0xff) == ' ' ? 2 : 0;  // "POST"
    case 0x48454144: return (text >> 24 & 0xff) == ' ' ? 4 : 0;  // "HEAD"
    case 0x50415443: return (text >> 16 & 0xffff) == 0x4820 ? 5 : 0;  // "PATCH "
    case 0x44454c45: return (text >> 8 & 0xffffff) == 0x544520 ? 6 : 0;  // "DELETE "
    case 0x4f505449: return (text & 0xffffffff) == 0x4f4e5320 ? 7 : 0;  // "OPTIONS "
  }
  return 0;
}

struct {
  __uint(type, BPF_MAP_TYPE_HASH);
  __uint(max_entries, 4096);
  __type(key, __u64);
  __type(value, __u64);
} stacks SEC(".maps");

// 11. A stack of sixteen addresses hashed, and counted by its hash.
SEC("tc") int stack_aggregation(struct __sk_buff *context) {
  unsigned char *p = DATA;
  if (p + PAYLOAD + 128 > (unsigned char *)END) return -1;
  __u64 hash = 0xcbf29ce484222325ull;
  for (int i = 0; i < 16; i++) {
    hash = (hash ^ *(__u64 *)(p + PAYLOAD + 8 * i)) * 0x100000001b3ull;
    hash ^= hash >> 29;
  }
  __u64 *count = bpf_map_lookup_elem(&stacks, &hash);
  if (count) {
    ++*count;
  } else {
    __u64 one = 1;
    bpf_map_update_elem(&stacks, &hash, &one, BPF_ANY);
  }
  return hash;
}

struct window {
  __u64 started;
  __u64 count;
};

struct {
  __uint(type, BPF_MAP_TYPE_HASH);
  __uint(max_entries, 4096);
  __type(key, __u32);
  __type(value, struct window);
} windows SEC(".maps");

// 12. At most 100 packets a source and millisecond, counted with atomics.
SEC("tc") int rate_limiter(struct __sk_buff *context) {
  unsigned char *p = DATA;
  if (p + PAYLOAD > (unsigned char *)END) return -1;
  __u32 key = bpf_ntohl(*(__u32 *)(p + SOURCE));
  __u64 now = bpf_ktime_get_ns();
  struct window *window = bpf_map_lookup_elem(&windows, &key);
  if (!window) {
    struct window fresh = {now, 1};
    bpf_map_update_elem(&windows, &key, &fresh, BPF_ANY);
    return 1;
  }
  __u64 started = window->started;
  if (now - started > 1000000 && __sync_val_compare_and_swap(&window->started, started, now) == started)
    window->count = 0;
  return __sync_fetch_and_add(&window->count, 1) < 100;
}

struct numbers {
  __u64 at[64];
};

struct {
  __uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
  __uint(max_entries, 1);
  __type(key, __u32);
  __type(value, struct numbers);
} scratch SEC(".maps");

// 13. Sorts 64 longs of the packet (odd-even transposition), and folds them by rank.
SEC("tc") int sort64(struct __sk_buff *context) {
  unsigned char *p = DATA;
  if (p + PAYLOAD + 512 > (unsigned char *)END) return -1;
  __u32 zero = 0;
  struct numbers *numbers = bpf_map_lookup_elem(&scratch, &zero);
  if (!numbers) return -1;
  for (int i = 0; i < 64; i++) numbers->at[i] = *(__u64 *)(p + PAYLOAD + 8 * i);
  for (int round = 0; round < 64; round++) {
    for (int i = round & 1; i < 63; i += 2) {
      __s64 low = numbers->at[i], high = numbers->at[i + 1];
      if (low > high) {
        numbers->at[i] = high;
        numbers->at[i + 1] = low;
      }
    }
  }
  __u64 fold = 0;
  for (int i = 0; i < 64; i++) fold = fold * 31 + numbers->at[i];
  return fold ^ fold >> 32;
}

// 14. Interprets sixteen bytes of the packet as instructions of a small machine.
SEC("tc") int big_switch(struct __sk_buff *context) {
  unsigned char *p = DATA;
  if (p + PAYLOAD + 16 > (unsigned char *)END) return -1;
  __u32 a = 1, b = 2;
  for (int i = 0; i < 16; i++) {
    switch (p[PAYLOAD + i] & 31) {
      case 0: a += b; break;
      case 1: a -= b; break;
      case 2: a *= 3; break;
      case 3: b ^= a; break;
      case 4: a = a << 3 | a >> 29; break;
      case 5: b += 7; break;
      case 6: a ^= 0x55; break;
      case 7: b = b << 1; break;
      case 8: a |= b; break;
      case 9: a &= ~b; break;
      case 10: b -= a; break;
      case 11: a += 100; break;
      case 12: b *= 5; break;
      case 13: a = ~a; break;
      case 14: b = -b; break;
      case 15: { __u32 t = a; a = b; b = t; } break;
      case 16: a >>= 1; break;
      case 17: b >>= 2; break;
      case 18: a += i; break;
      case 19: b ^= i; break;
      case 20: a *= b; break;
      case 21: b |= 1; break;
      case 22: a ^= b >> 3; break;
      case 23: b += a & 15; break;
      default: a++; break;
    }
  }
  return a ^ b;
}

// 15. Where the first line ends, within 128 bytes.
SEC("tc") int find_byte(struct __sk_buff *context) {
  unsigned char *p = DATA;
  if (p + PAYLOAD + 128 > (unsigned char *)END) return -1;
  int i;
  for (i = 0; i < 128; i++) {
    if (p[PAYLOAD + i] == '\n') break;
  }
  return i;
}

struct flow {
  __u32 source, destination;
  __u16 from, to;
  __u32 protocol;
};

struct {
  __uint(type, BPF_MAP_TYPE_HASH);
  __uint(max_entries, 4096);
  __type(key, struct flow);
  __type(value, __u64);
} flows SEC(".maps");

// 16. Bytes by flow.
SEC("tc") int flow_bytes(struct __sk_buff *context) {
  unsigned char *p = DATA;
  if (p + PAYLOAD > (unsigned char *)END) return -1;
  if (*(__u16 *)(p + 12) != bpf_htons(0x0800)) return -2;
  struct flow flow = {
      .source = bpf_ntohl(*(__u32 *)(p + SOURCE)),
      .destination = bpf_ntohl(*(__u32 *)(p + SOURCE + 4)),
      .from = bpf_ntohs(*(__u16 *)(p + 34)),
      .to = bpf_ntohs(*(__u16 *)(p + 36)),
      .protocol = p[23],
  };
  __u64 *bytes = bpf_map_lookup_elem(&flows, &flow);
  if (bytes) {
    *bytes += context->len;
    return 1;
  }
  __u64 first = context->len;
  bpf_map_update_elem(&flows, &flow, &first, BPF_ANY);
  return 0;
}
