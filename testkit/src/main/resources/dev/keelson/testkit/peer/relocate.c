/* Prints the instructions of every program of an object file as libbpf relocates them for a kernel's types. */
#include <bpf/libbpf.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static int say(enum libbpf_print_level level, const char *format, va_list arguments)
{
	return level == LIBBPF_WARN ? vfprintf(stderr, format, arguments) : 0;
}

int main(int count, char **words)
{
	LIBBPF_OPTS(bpf_object_open_opts, options, .btf_custom_path = words[2]);
	struct bpf_object *object;
	struct bpf_program *program;

	libbpf_set_print(say);
	object = bpf_object__open_file(words[1], &options);
	if (libbpf_get_error(object))
		return 2;
	/* Another kernel's offsets may not load here: relocation comes before loading, and stays. */
	bpf_object__load(object);
	bpf_object__for_each_program(program, object) {
		const struct bpf_insn *code = bpf_program__insns(program);
		size_t slot;

		for (slot = 0; slot < bpf_program__insn_cnt(program); slot++) {
			unsigned long long encoded;

			memcpy(&encoded, &code[slot], sizeof(encoded));
			printf("%s %016llx\n", bpf_program__name(program), encoded);
		}
	}
	return 0;
}
