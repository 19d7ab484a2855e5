// The C side of the ring benchmark, with libbpf's consumer. The argument is the id of the loaded program that fills
// the ring; it was compiled by Keelson, so that both sides drain what the same producer wrote.
// Each line "BATCHES RECORDS" on standard input asks for so many fills of so many records, each drained at once by
// ring_buffer__consume; the answer is "NANOS CHECKSUM" of all the drains.
#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#define MOST 1000 // that one run emits

struct request {
  unsigned wanted, emitted;
};

static unsigned long long sum;

static int on_record(void *context, void *data, size_t size) {
  (void)context;
  sum += *(unsigned long long *)data + size;
  return 0;
}

static unsigned long long now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return t.tv_sec * 1000000000ull + t.tv_nsec;
}

static int ring_of(int program) {
  unsigned ids[16];
  struct bpf_prog_info info = {.map_ids = (unsigned long)ids, .nr_map_ids = 16};
  unsigned size = sizeof info;
  if (bpf_obj_get_info_by_fd(program, &info, &size)) return -1;
  for (unsigned i = 0; i < info.nr_map_ids && i < 16; i++) {
    int map = bpf_map_get_fd_by_id(ids[i]);
    struct bpf_map_info about = {};
    size = sizeof about;
    if (map >= 0 && !bpf_obj_get_info_by_fd(map, &about, &size) && about.type == BPF_MAP_TYPE_RINGBUF) return map;
  }
  return -1;
}

static int fill(int program, int records) {
  for (int left = records; left > 0; left -= MOST) {
    struct request request = {.wanted = left < MOST ? left : MOST};
    LIBBPF_OPTS(bpf_test_run_opts, options, .ctx_in = &request, .ctx_size_in = sizeof request);
    if (bpf_prog_test_run_opts(program, &options)) return 1;
  }
  return 0;
}

int main(int argc, char **argv) {
  if (argc != 2) return 2;
  int program = bpf_prog_get_fd_by_id(atoi(argv[1]));
  int map = ring_of(program);
  struct ring_buffer *ring = ring_buffer__new(map, on_record, NULL, NULL);
  if (!ring) return 1;
  int batches, records;
  while (scanf("%d %d", &batches, &records) == 2) {
    unsigned long long nanos = 0;
    sum = 0;
    for (int batch = 0; batch < batches; batch++) {
      if (fill(program, records)) return 1;
      unsigned long long start = now();
      int consumed = ring_buffer__consume(ring);
      nanos += now() - start;
      if (consumed != records) return 1;
    }
    printf("%llu %llu\n", nanos, sum);
    fflush(stdout);
  }
  return 0;
}
