package dev.keelson.object.btf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keelson.object.btf.BtfType.Member;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class JavaInterfaceTest {
  private final BtfBuilder builder = new BtfBuilder();
  private final int s32 = builder.add(new BtfType.Int("int", 4, true, false, false, 32));
  private final int u32 = builder.add(new BtfType.Int("unsigned int", 4, false, false, false, 32));
  private final int u64 = builder.add(new BtfType.Int("u64", 8, false, false, false, 64));
  private final int u8 = builder.add(new BtfType.Int("u8", 1, false, false, false, 8));
  private final int bool = builder.add(new BtfType.Int("_Bool", 1, false, true, false, 8));
  private final int pid = builder.add(new BtfType.Typedef("pid_t", s32));
  private final int mm = builder.add(new BtfType.Forward("mm_struct", false));
  private final int toMm = builder.add(new BtfType.Pointer(mm));
  private final int comm = builder.add(new BtfType.Array(u8, u32, 16));
  private final int wide = builder.add(new BtfType.Int("__int128", 16, true, false, false, 128));
  private final int entity = struct("sched_entity", 8, new Member("exec_start", u64, 0, 0));
  private final int toTask = builder.add(new BtfType.Pointer(builder.nextId() + 1));

  {
    struct(
        "task_struct",
        112,
        new Member("__state", u32, 0, 0),
        new Member("pid", pid, 32, 0),
        new Member("on_cpu", s32, 64, 0),
        new Member("prio", u8, 96, 0),
        new Member("idle", bool, 104, 0),
        new Member("low", u32, 128, 1),
        new Member("high", u32, 129, 12),
        new Member("se", entity, 192, 0),
        new Member("mm", toMm, 256, 0),
        new Member("parent", toTask, 320, 0),
        new Member("comm", comm, 384, 0),
        new Member("notify", s32, 512, 0),
        new Member("last_2", s32, 544, 0),
        new Member("wide", wide, 640, 0),
        new Member("state", s32, 768, 0));
  }

  private int struct(String name, int size, Member... members) {
    return builder.add(new BtfType.Struct(name, size, List.of(members)));
  }

  private String render(String struct, String... fields) {
    return JavaInterface.render(Btf.read(builder.encode(), "built"), struct, Arrays.asList(fields));
  }

  @Test
  void eachKindOfFieldHasItsJavaType() {
    assertThat(
            render(
                "task_struct",
                "pid on_cpu prio idle low high se.exec_start mm parent comm".split(" ", -1)))
        .isEqualTo(
            """
            import dev.keelson.program.Field;
            import dev.keelson.program.KernelStruct;

            @KernelStruct("task_struct")
            interface Task {
              int pid(); // pid_t

              int onCpu(); // int

              int prio(); // u8

              boolean idle(); // _Bool

              boolean low(); // unsigned int, 1 bit

              int high(); // unsigned int, 12 bits

              @Field("se.exec_start")
              long seExecStart(); // u64, unsigned

              long mm(); // struct mm_struct *

              Task parent(); // struct task_struct *

              byte[] comm(); // u8[16]
            }
            """);
  }

  @Test
  void namesThatDoNotConvertBackAreAnnotated() {
    assertThat(render("task_struct", "__state", "state", "notify", "last_2"))
        .isEqualTo(
            """
            import dev.keelson.program.Field;
            import dev.keelson.program.KernelStruct;

            @KernelStruct("task_struct")
            interface Task {
              @Field("__state")
              int state(); // unsigned int, read it with Integer.toUnsignedLong

              @Field("state")
              int state2(); // int

              @Field("notify")
              int notifyField(); // int

              @Field("last_2")
              int last2(); // int
            }
            """);
  }

  @Test
  void anInterfaceThatNeedsNoAnnotationImportsNone() {
    assertThat(render("sched_entity", "exec_start"))
        .isEqualTo(
            """
            import dev.keelson.program.KernelStruct;

            @KernelStruct("sched_entity")
            interface SchedEntity {
              long execStart(); // u64, unsigned
            }
            """);
  }

  @Test
  void whatDoesNotExistIsAnsweredWithWhatDoes() {
    assertRefused(
        () -> render("task_struct", "pidd"),
        "struct task_struct of this kernel has no field pidd; it has pid");
    assertRefused(
        () -> render("task_strct", "pid"),
        "this kernel has no struct or union task_strct; it has task_struct");
    assertRefused(
        () -> render("sched_entity"), "name the fields to read: sched_entity has exec_start");
    assertRefused(
        () -> render("task_struct", "se"),
        "se is a whole struct sched_entity: name a field in it, one of se.exec_start");
    assertRefused(
        () -> render("task_struct", "wide"), "wide is of type __int128, which no Java type views");
  }

  private static void assertRefused(Runnable rendering, String message) {
    assertThatThrownBy(rendering::run)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(message);
  }
}
