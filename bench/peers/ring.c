// The C side of the ring benchmark: each line on standard input asks for one round of that many
// thousand records; the answer is "nanoseconds checksum" of ring_buffer__consume over all of them.
#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

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

int main(int argc, char **argv) {
  if (argc != 2) return 2;
  struct bpf_object *object = bpf_object__open_file(argv[1], NULL);
  if (!object || bpf_object__load(object)) return 1;
  int program = bpf_program__fd(bpf_object__find_program_by_name(object, "fill"));
  int map = bpf_object__find_map_fd_by_name(object, "records");
  struct ring_buffer *ring = ring_buffer__new(map, on_record, NULL, NULL);
  if (!ring) return 1;
  char line[64];
  while (fgets(line, sizeof line, stdin)) {
    int thousands = atoi(line);
    for (int i = 0; i < thousands; i++) {
      struct { unsigned count; } request = {1000};
      LIBBPF_OPTS(bpf_test_run_opts, options, .ctx_in = &request, .ctx_size_in = sizeof request);
      if (bpf_prog_test_run_opts(program, &options) || options.retval) return 1;
    }
    sum = 0;
    unsigned long long start = now();
    int consumed = ring_buffer__consume(ring);
    unsigned long long nanos = now() - start;
    if (consumed != thousands * 1000) return 1;
    printf("%llu %llu\n", nanos, sum);
    fflush(stdout);
  }
  return 0;
}
