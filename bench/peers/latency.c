// The C side of the program benchmark. Commands on standard input, a line of answer each:
//   attach          -> "attached"
//   detach          -> "detached"
//   statistics      -> "NAME runs nanos emitted translated" for each
//                     program, separated by commas; the last two are instructions
// The ring is drained all the while, since a full ring would make the programs look cheap.
#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>

static int on_record(void *context, void *data, size_t size) {
  (void)context, (void)data, (void)size;
  return 0;
}

int main(int argc, char **argv) {
  if (argc != 2) return 2;
  struct bpf_object *object = bpf_object__open_file(argv[1], NULL);
  if (!object || bpf_object__load(object)) return 1;
  struct ring_buffer *ring =
      ring_buffer__new(bpf_object__find_map_fd_by_name(object, "turns"), on_record, NULL, NULL);
  if (!ring) return 1;
  struct bpf_program *program;
  struct bpf_link *links[8];
  int attached = 0;
  char line[64];
  setvbuf(stdin, NULL, _IONBF, 0);
  for (;;) {
    struct pollfd input = {.fd = 0, .events = POLLIN};
    while (poll(&input, 1, 20) == 0) ring_buffer__consume(ring);
    if (!fgets(line, sizeof line, stdin)) return 0;
    ring_buffer__consume(ring);
    if (!strncmp(line, "attach", 6)) {
      bpf_object__for_each_program(program, object) {
        links[attached] = bpf_program__attach(program);
        if (!links[attached++]) return 1;
      }
      printf("attached");
    } else if (!strncmp(line, "detach", 6)) {
      while (attached) bpf_link__destroy(links[--attached]);
      printf("detached");
    } else {
      const char *separator = "";
      bpf_object__for_each_program(program, object) {
        struct bpf_prog_info info = {};
        unsigned size = sizeof info;
        if (bpf_obj_get_info_by_fd(bpf_program__fd(program), &info, &size)) return 1;
        printf("%s%s %llu %llu %zu %u", separator, bpf_program__name(program),
               (unsigned long long)info.run_cnt, (unsigned long long)info.run_time_ns,
               bpf_program__insn_cnt(program), info.xlated_prog_len / 8);
        separator = ",";
      }
    }
    printf("\n");
    fflush(stdout);
  }
}
