package dev.keelson.bpf;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keelson.testkit.KernelTest;

class KernelFeaturesKernelTest {
  @KernelTest(since = "6.9")
  void aKernelOfToday() {
    assertThat(KernelFeatures.probe()).isEqualTo(new KernelFeatures(true, true, true, true));
  }

  @KernelTest(since = "5.17")
  void theLoopHelperIsThere() {
    assertThat(KernelFeatures.probe().loopHelper()).isTrue();
  }
}
