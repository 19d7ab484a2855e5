package dev.keelson.latency;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keelson.bpf.ReflectedLayout;
import dev.keelson.latency.program.ThreadTurns.Turn;
import dev.keelson.object.layout.DataType;
import dev.keelson.program.Length;
import org.junit.jupiter.api.Test;

class TurnRecordTest {
  private static final DataType.Struct LAYOUT =
      (DataType.Struct)
          ReflectedLayout.of(Turn.class, array -> array.getAnnotation(Length.class).value());

  @Test
  void everyFieldIsReadWhereTheKernelWritesIt() {
    assertThat(offset("endNanos")).isEqualTo(TurnRecord.END_NANOS);
    assertThat(offset("waitNanos")).isEqualTo(TurnRecord.WAIT_NANOS);
    assertThat(offset("offCpuNanos")).isEqualTo(TurnRecord.OFF_CPU_NANOS);
    assertThat(offset("onCpuNanos")).isEqualTo(TurnRecord.ON_CPU_NANOS);
    assertThat(offset("occupantNanos")).isEqualTo(TurnRecord.OCCUPANT_NANOS);
    assertThat(offset("tid")).isEqualTo(TurnRecord.TID);
    assertThat(offset("pid")).isEqualTo(TurnRecord.PID);
    assertThat(offset("cpu")).isEqualTo(TurnRecord.CPU);
    assertThat(offset("kind")).isEqualTo(TurnRecord.KIND);
    assertThat(offset("occupantTid")).isEqualTo(TurnRecord.OCCUPANT_TID);
    assertThat(offset("occupantPid")).isEqualTo(TurnRecord.OCCUPANT_PID);
    assertThat(offset("previousTid")).isEqualTo(TurnRecord.PREVIOUS_TID);
    assertThat(offset("name")).isEqualTo(TurnRecord.NAME);
    assertThat((long) LAYOUT.sizeBytes()).isEqualTo(TurnRecord.SIZE_BYTES);
  }

  private static long offset(String field) {
    return LAYOUT.member(field).offset();
  }
}
