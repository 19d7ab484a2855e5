package dev.keelson.object.btf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class JavaFunctionsTest {
  private final BtfBuilder builder = new BtfBuilder();
  private final int s32 = builder.add(new BtfType.Int("int", 4, true, false, false, 32));
  private final int u64 = builder.add(new BtfType.Int("u64", 8, false, false, false, 64));
  private final int bool = builder.add(new BtfType.Int("_Bool", 1, false, true, false, 8));
  private final int toTask = pointerTo("task_struct");
  private final int toCgroup = pointerTo("cgroup");

  private int pointerTo(String struct) {
    return builder.add(new BtfType.Pointer(builder.add(new BtfType.Struct(struct, 8, List.of()))));
  }

  private int function(String name, int result, BtfType.Parameter... parameters) {
    int prototype = builder.add(new BtfType.Prototype(result, List.of(parameters)));
    return builder.add(new BtfType.Function(name, prototype, BtfType.Linkage.STATIC));
  }

  private void callable(int function) {
    builder.add(new BtfType.DeclTag("bpf_kfunc", function, -1, false));
  }

  private String render(String... functions) {
    return JavaFunctions.render(Btf.read(builder.encode(), "built"), List.of(functions));
  }

  @Test
  void whatIsCountedIsClosed() {
    function("bpf_task_from_pid", toTask, new BtfType.Parameter("pid", s32));
    function(
        "bpf_task_under_cgroup",
        u64,
        new BtfType.Parameter("task", toTask),
        new BtfType.Parameter("ancestor", toCgroup));
    function("bpf_set_on__x", 0, new BtfType.Parameter("is_on__ign", bool));

    assertThat(render("bpf_task_from_pid", "bpf_task_under_cgroup", "bpf_set_on__x"))
        .isEqualTo(
            """
            import dev.keelson.program.KernelFunction;
            import dev.keelson.program.KernelStruct;

            final class KernelFunctions {
              @KernelStruct("task_struct")
              interface Task extends AutoCloseable {
                @Override
                @KernelFunction("bpf_task_release")
                void close();
              }

              @KernelStruct("cgroup")
              interface Cgroup {}

              private KernelFunctions() {}

              /** {@code struct task_struct * bpf_task_from_pid(int pid)}. */
              @KernelFunction("bpf_task_from_pid")
              static Task taskFromPid(int pid) {
                return null;
              }

              /** {@code u64 bpf_task_under_cgroup(struct task_struct * task, struct cgroup * ancestor)}. */
              @KernelFunction("bpf_task_under_cgroup")
              static long taskUnderCgroup(Task task, Cgroup ancestor) {
                return 0;
              }

              /** {@code void bpf_set_on__x(_Bool is_on__ign)}. */
              @KernelFunction("bpf_set_on__x")
              static void setOnX(boolean isOn) {}
            }
            """);
  }

  @Test
  void whatGivesBackIsTheCloseOfWhatItTakes() {
    function("bpf_task_release", 0, new BtfType.Parameter("p", toTask));

    assertThat(render("bpf_task_release"))
        .contains("interface Task extends AutoCloseable", "@KernelFunction(\"bpf_task_release\")")
        .doesNotContain("static");
  }

  @Test
  void whatProgramsCannotCallIsRefused() {
    callable(function("bpf_task_from_pid", toTask, new BtfType.Parameter("pid", s32)));
    function("schedule", 0);
    int toNumber = builder.add(new BtfType.Pointer(s32));
    callable(function("bpf_fill", s32, new BtfType.Parameter("out", toNumber)));

    assertThatThrownBy(() -> render("bpf_task_from_pit"))
        .hasMessage("this kernel has no function bpf_task_from_pit; it has bpf_task_from_pid");
    assertThatThrownBy(() -> render("schedule"))
        .hasMessage("programs cannot call the function schedule of this kernel");
    assertThatThrownBy(() -> render("bpf_fill"))
        .hasMessageContaining(
            "its parameter out of bpf_fill is a int *, which Java has no word for");
  }
}
