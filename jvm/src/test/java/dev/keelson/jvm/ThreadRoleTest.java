package dev.keelson.jvm;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ThreadRoleTest {
  @Test
  void aNameIsKnownWholeAndAsTheKernelCutsIt() {
    assertThat(ThreadRole.of("C2 CompilerThread0")).isEqualTo(ThreadRole.COMPILER);
    assertThat(ThreadRole.of("C2 CompilerThre")).isEqualTo(ThreadRole.COMPILER);
    assertThat(ThreadRole.of("Shenandoah GC T")).isEqualTo(ThreadRole.COLLECTOR);
    assertThat(ThreadRole.of("VM Periodic Tas")).isEqualTo(ThreadRole.SERVICE);
    assertThat(ThreadRole.of("ForkJoinPool-1-delayScheduler")).isEqualTo(ThreadRole.SERVICE);
    assertThat(ThreadRole.of("ForkJoinPool-1-worker-12")).isEqualTo(ThreadRole.CARRIER);
    assertThat(ThreadRole.of("ForkJoinPool-1-")).isEqualTo(ThreadRole.CARRIER);
  }

  @Test
  void whatOnlyLooksAlikeIsTheProgramsOwn() {
    assertThat(ThreadRole.of("VM Threads")).isEqualTo(ThreadRole.APPLICATION);
    assertThat(ThreadRole.of("ZStatistics")).isEqualTo(ThreadRole.APPLICATION);
    assertThat(ThreadRole.of("VM Th")).isEqualTo(ThreadRole.APPLICATION);
    assertThat(ThreadRole.of("ForkJoinPool-2-worker-1")).isEqualTo(ThreadRole.APPLICATION);
    assertThat(ThreadRole.of("java")).isEqualTo(ThreadRole.APPLICATION);
    assertThat(ThreadRole.of("")).isEqualTo(ThreadRole.APPLICATION);
  }
}
