/* Loads an object file by libbpf and tells what its arrays of programs begin with: map, index, program. */
#include <stdio.h>
#include <string.h>
#include <bpf/bpf.h>
#include <bpf/libbpf.h>

int main(int argc, char **argv)
{
	struct bpf_object *object = bpf_object__open_file(argv[1], NULL);
	struct bpf_map *map;

	if (!object || bpf_object__load(object))
		return 1;
	bpf_object__for_each_map(map, object) {
		if (bpf_map__type(map) != BPF_MAP_TYPE_PROG_ARRAY)
			continue;
		for (__u32 i = 0; i < bpf_map__max_entries(map); i++) {
			struct bpf_prog_info info;
			__u32 size = sizeof(info), id;
			int program;

			if (bpf_map_lookup_elem(bpf_map__fd(map), &i, &id))
				continue;
			program = bpf_prog_get_fd_by_id(id);
			memset(&info, 0, sizeof(info));
			if (program < 0 || bpf_obj_get_info_by_fd(program, &info, &size))
				return 2;
			printf("%s %u %s\n", bpf_map__name(map), i, info.name);
		}
	}
	return 0;
}
