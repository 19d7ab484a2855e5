package dev.keelson.program;

import static org.assertj.core.api.Assertions.assertThat;

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
}
