package dev.keelson.program;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class KernelDoubleTest {
  @Test
  void theJvmsClockIsTheKernels() {
    long before = System.nanoTime();

    assertThat(Kernel.nanoTime()).isBetween(before, System.nanoTime());
  }

  @Test
  void aSimulatedKernelAnswersWithinItsScope() {
    SimulatedKernel.atNanos(5)
        .onCpu(3)
        .inThread(10, 11)
        .run(() -> {
          assertThat(Kernel.nanoTime()).isEqualTo(5);
          assertThat(Kernel.cpu()).isEqualTo(3);
          assertThat(Kernel.processId()).isEqualTo(10);
          assertThat(Kernel.threadId()).isEqualTo(11);
        });

    assertThat(Kernel.processId()).isEqualTo((int) ProcessHandle.current().pid());
  }

  @Test
  void aSettingHasItsDeclaredValueOutsideWith() {
    Setting<Integer> setting = Setting.of(3);

    setting.with(4, () -> assertThat(setting.get()).isEqualTo(4));

    assertThat(setting.get()).isEqualTo(3);
  }

  @Test
  void whatASimulatedKernelHasInMemoryIsReadAsTheKernelReadsIt() {
    byte[] text = "a longer name\0and more".getBytes(UTF_8);
    SimulatedKernel.atNanos(0)
        .withMemory(0x1000, text)
        .run(() -> {
          assertThat(Kernel.userString(0x1000, 8)).isEqualTo("a longe\0".getBytes(UTF_8));
          assertThat(Kernel.kernelString(0x1000, 16))
              .isEqualTo("a longer name\0\0\0".getBytes(UTF_8));
          assertThat(Kernel.userBytes(0x1000, 4)).isEqualTo("a lo".getBytes(UTF_8));
          assertThat(Kernel.kernelInt(0x1000)).isEqualTo(Kernel.userInt(0x1000));
          assertThat(Kernel.userLong(0x1000)).isEqualTo(0x7265_676e_6f6c_2061L);
          assertThat(Kernel.userString(0x2000, 4)).containsOnly(0);
        });
  }

  @Test
  void whoRunsIsWhatTheSimulatedKernelSays() {
    SimulatedKernel kernel =
        SimulatedKernel.atNanos(0)
            .as(new SimulatedKernel.Current(7, 8, 1000, 100, 77, "a-thread-with-a-long-name"))
            .withTask("task");
    kernel.run(() -> {
      assertThat(Kernel.userId()).isEqualTo(1000);
      assertThat(Kernel.groupId()).isEqualTo(100);
      assertThat(Kernel.cgroupId()).isEqualTo(77);
      assertThat(Kernel.comm())
          .hasSize(16)
          .endsWith((byte) 0)
          .startsWith("a-thread".getBytes(UTF_8));
      assertThat(Kernel.currentTask(String.class)).isEqualTo("task");
      assertThat(Kernel.sendSignal(10)).isTrue();
    });
    assertThat(kernel.signals()).containsExactly(10);
  }

  @Test
  void anAttachmentHasTheCookieThatTheSimulatedKernelSays() {
    SimulatedKernel.atNanos(0)
        .withAttachCookie(7)
        .run(() -> assertThat(Kernel.attachCookie()).isEqualTo(7));
    assertThat(Kernel.attachCookie()).isZero();
  }

  private interface Task {}

  private interface Sock {}

  @Test
  void anObjectIsWhatItsDoubleImplements() {
    class Both implements Task, Sock {}

    Task task = new Both();
    assertThat(Kernel.as(task, Sock.class)).isSameAs(task);
    assertThat(Kernel.as(null, Sock.class)).isNull();
    assertThatThrownBy(() -> Kernel.as(new Task() {}, Sock.class))
        .isInstanceOf(ClassCastException.class);
    SimulatedKernel.atNanos(0)
        .withObject(0x1000, task)
        .run(() -> assertThat(Kernel.at(0x1000, Task.class)).isSameAs(task));
    assertThat(Kernel.at(0, Task.class)).isNull();
    assertThatThrownBy(() -> Kernel.at(0x1000, Task.class))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("withObject(0x1000, Task)");
  }

  @Test
  void memoryThatIsNotThereIsWhatIsGivenForIt() {
    SimulatedKernel.atNanos(0)
        .withMemory(0x1000, new byte[] {1, 0, 0, 0})
        .run(() -> {
          assertThat(Kernel.userInt(0x1000, -1)).isOne();
          assertThat(Kernel.userLong(0x1000, -1)).isEqualTo(-1); // four bytes only
          assertThat(Kernel.kernelInt(0x2000, -2)).isEqualTo(-2);
          assertThat(Kernel.kernelLong(0x2000, -3)).isEqualTo(-3);
        });
  }

  @Test
  void onTheBareJvmThereIsNoTaskToLookAt() {
    assertThatThrownBy(() -> Kernel.currentTask(String.class))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("withTask");
    assertThat(Kernel.sendSignal(10)).isFalse();
    assertThat(Kernel.bootNanos()).isPositive();
    assertThat(Kernel.taiNanos()).isPositive();
  }
}
