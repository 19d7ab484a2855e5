package dev.keelson.bpf.btf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keelson.object.btf.BtfType;
import dev.keelson.testkit.KernelTest;
import java.nio.file.Path;

class KernelBtfKernelTest {
  @KernelTest
  void runningKernelsTypesAreReadOnce() {
    assertThat(KernelBtf.load()).isSameAs(KernelBtf.load());
    assertThat(KernelBtf.load().find(BtfType.Struct.class, "task_struct")).isPresent();
  }

  @KernelTest
  void tracepointsHaveATypeOrAreNamed() {
    int id = KernelBtf.tracepointTypeId("sched_switch");
    assertThat(KernelBtf.load().type(id).name()).isEqualTo("btf_trace_sched_switch");
    assertThatThrownBy(() -> KernelBtf.tracepointTypeId("sched_nap"))
        .isInstanceOf(UnsupportedKernelException.class)
        .hasMessageStartingWith("this kernel has no tracepoint \"sched_nap\"");
  }

  @KernelTest
  void kernelWithoutTypesIsToldWhatItNeeds() {
    assertThatThrownBy(() -> KernelBtf.read(Path.of("/sys/kernel/btf/absent")))
        .isInstanceOf(UnsupportedKernelException.class)
        .hasMessageContaining("CONFIG_DEBUG_INFO_BTF=y")
        .hasMessageContaining("Linux 5.15");
  }
}
