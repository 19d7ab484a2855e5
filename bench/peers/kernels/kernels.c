// The C side of the kernels benchmark. Each line on standard input is "PROGRAM REPEAT PACKET", the packet in hex; the
// answer is "nanoseconds-per-run result instructions".
#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static char line[16384];
static unsigned char packet[4096];

static int on_record(void *context, void *data, size_t size) {
  (void)context, (void)data, (void)size;
  return 0;
}

int main(int argc, char **argv) {
  if (argc != 2) return 2;
  struct bpf_object *object = bpf_object__open_file(argv[1], NULL);
  if (!object || bpf_object__load(object)) return 1;
  int map = bpf_object__find_map_fd_by_name(object, "ring");
  struct ring_buffer *ring = ring_buffer__new(map, on_record, NULL, NULL);
  if (!ring) return 1;
  while (fgets(line, sizeof line, stdin)) {
    char name[64], *at;
    unsigned repeat;
    int used;
    if (sscanf(line, "%63s %u %n", name, &repeat, &used) != 2) return 1;
    unsigned size = 0, byte;
    for (at = line + used; sscanf(at, "%2x", &byte) == 1; at += 2) packet[size++] = byte;
    struct bpf_program *program = bpf_object__find_program_by_name(object, name);
    if (!program) return 1;
    LIBBPF_OPTS(bpf_test_run_opts, options, .data_in = packet, .data_size_in = size, .repeat = repeat);
    if (bpf_prog_test_run_opts(bpf_program__fd(program), &options)) return 1;
    if (ring_buffer__consume(ring) < 0) return 1;
    printf("%u %d %zu\n", options.duration, (int)options.retval, bpf_program__insn_cnt(program));
    fflush(stdout);
  }
  return 0;
}
