package dev.keelson.latency;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keelson.bpf.ReflectedLayout;
import dev.keelson.latency.program.TurnEvent;
import dev.keelson.object.layout.DataType;
import dev.keelson.program.Length;
import org.junit.jupiter.api.Test;

class TurnRecordTest {
  private static final DataType.Struct LAYOUT =
      (DataType.Struct)
          ReflectedLayout.of(TurnEvent.class, array -> array.getAnnotation(Length.class).value());

  @Test
  void everyFieldIsReadWhereTheKernelWritesIt() {
    assertThat(offset("endNanos")).isEqualTo(TurnRecord.END_NANOS);
    assertThat(offset("waitNanos")).isEqualTo(TurnRecord.WAIT_NANOS);
    assertThat(offset("offCpuNanos")).isEqualTo(TurnRecord.OFF_CPU_NANOS);
    assertThat(offset("onCpuNanos")).isEqualTo(TurnRecord.ON_CPU_NANOS);
    assertThat(offset("interruptNanos")).isEqualTo(TurnRecord.INTERRUPT_NANOS);
    assertThat(offset("throttledNanos")).isEqualTo(TurnRecord.THROTTLED_NANOS);
    assertThat(offset("throttleBoundNanos")).isEqualTo(TurnRecord.THROTTLE_BOUND_NANOS);
    assertThat(offset("virtualThread")).isEqualTo(TurnRecord.VIRTUAL_THREAD);
    assertThat(offset("argument0")).isEqualTo(TurnRecord.ARGUMENT_0);
    assertThat(offset("argument1")).isEqualTo(TurnRecord.ARGUMENT_1);
    assertThat(offset("argument2")).isEqualTo(TurnRecord.ARGUMENT_2);
    assertThat(offset("state")).isEqualTo(TurnRecord.STATE);
    assertThat(offset("systemCall")).isEqualTo(TurnRecord.SYSTEM_CALL);
    assertThat(offset("wakerTid")).isEqualTo(TurnRecord.WAKER_TID);
    assertThat(offset("wakerPid")).isEqualTo(TurnRecord.WAKER_PID);
    assertThat(offset("io")).isEqualTo(TurnRecord.IO);
    assertThat(offset("reclaim")).isEqualTo(TurnRecord.RECLAIM);
    assertThat(offset("occupantNanos")).isEqualTo(TurnRecord.OCCUPANT_NANOS);
    assertThat(offset("tid")).isEqualTo(TurnRecord.TID);
    assertThat(offset("pid")).isEqualTo(TurnRecord.PID);
    assertThat(offset("cpu")).isEqualTo(TurnRecord.CPU);
    assertThat(offset("kind")).isEqualTo(TurnRecord.KIND);
    assertThat(offset("occupantTid")).isEqualTo(TurnRecord.OCCUPANT_TID);
    assertThat(offset("occupantPid")).isEqualTo(TurnRecord.OCCUPANT_PID);
    assertThat(offset("previousTid")).isEqualTo(TurnRecord.PREVIOUS_TID);
    assertThat(offset("strangerTid")).isEqualTo(TurnRecord.STRANGER_TID);
    assertThat(offset("name")).isEqualTo(TurnRecord.NAME);
    assertThat((long) LAYOUT.sizeBytes()).isEqualTo(TurnRecord.SIZE_BYTES);
  }

  private static long offset(String field) {
    return LAYOUT.member(field).offset();
  }
}
