package dev.keelson.latency.report;

import com.fasterxml.jackson.core.JsonEncoding;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.StreamWriteFeature;
import dev.keelson.latency.LatencyReport;
import dev.keelson.latency.LongWait;
import dev.keelson.latency.ObserverCost;
import dev.keelson.latency.Summary;
import dev.keelson.latency.ThreadReport;
import dev.keelson.latency.WorkloadReport;
import java.io.IOException;
import java.io.OutputStream;

/**
 * The report as one JSON object of the schema {@code keelson.latency/1}, which ships beside this
 * class as {@code keelson.latency-1.schema.json}. Members may be added within a version; none is
 * renamed or removed.
 */
public record JsonReport() implements LatencyWriter {
  /** The value of the member {@code schema}. */
  public static final String SCHEMA = "keelson.latency/1";

  private static final JsonFactory FACTORY =
      JsonFactory.builder().disable(StreamWriteFeature.AUTO_CLOSE_TARGET).build();

  @Override
  public void write(LatencyReport report, OutputStream out) throws IOException {
    try (JsonGenerator json = FACTORY.createGenerator(out, JsonEncoding.UTF8)) {
      json.useDefaultPrettyPrinter();
      json.writeStartObject();
      json.writeStringField("schema", SCHEMA);
      writeTarget(json, report.target());
      json.writeStringField("kernel", report.kernel());
      json.writeStringField("jvm", report.jvm().orElse(null));
      json.writeNumberField("duration_ns", report.durationNanos());
      json.writeArrayFieldStart("workloads");
      for (WorkloadReport workload : report.workloads()) {
        writeWorkload(json, workload);
      }
      json.writeEndArray();
      writeObserver(json, report.observer());
      if (report.causes().isPresent()) {
        CauseJson.write(json, report.causes().get());
      }
      json.writeEndObject();
      json.writeRaw('\n');
    }
  }

  private static void writeTarget(JsonGenerator json, LatencyReport.Subject target)
      throws IOException {
    json.writeObjectFieldStart("target");
    json.writeStringField("kind", target.kind());
    if (target.pid().isPresent()) {
      json.writeNumberField("pid", target.pid().getAsInt());
    } else {
      json.writeNullField("pid");
    }
    json.writeStringField(
        "command", target.command().isEmpty() ? null : String.join(" ", target.command()));
    json.writeEndObject();
  }

  private static void writeWorkload(JsonGenerator json, WorkloadReport workload)
      throws IOException {
    json.writeStartObject();
    json.writeStringField("name", workload.name());
    json.writeNumberField("duration_ns", workload.durationNanos());
    writeSummary(json, "run_queue_wait", workload.runQueueWait());
    writeSummary(json, "off_cpu", workload.offCpu());
    json.writeArrayFieldStart("threads");
    for (ThreadReport thread : workload.threads()) {
      json.writeStartObject();
      json.writeNumberField("tid", thread.tid());
      json.writeNumberField("pid", thread.pid());
      json.writeStringField("name", thread.name());
      writeSummary(json, "run_queue_wait", thread.runQueueWait());
      writeSummary(json, "off_cpu", thread.offCpu());
      json.writeNumberField("on_cpu_ns", thread.onCpuNanos());
      json.writeNumberField("interrupt_ns", thread.interruptNanos());
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeArrayFieldStart("longest_waits");
    for (LongWait wait : workload.longestWaits()) {
      writeLongWait(json, wait);
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  private static void writeSummary(JsonGenerator json, String name, Summary summary)
      throws IOException {
    json.writeObjectFieldStart(name);
    json.writeNumberField("count", summary.count());
    json.writeNumberField("sum_ns", summary.sumNanos());
    json.writeNumberField("min_ns", summary.minNanos());
    json.writeNumberField("p50_ns", summary.p50Nanos());
    json.writeNumberField("p90_ns", summary.p90Nanos());
    json.writeNumberField("p99_ns", summary.p99Nanos());
    json.writeNumberField("p999_ns", summary.p999Nanos());
    json.writeNumberField("max_ns", summary.maxNanos());
    json.writeNumberField("mean_ns", summary.meanNanos());
    json.writeNumberField("variance_ns2", summary.varianceNanos2());
    json.writeEndObject();
  }

  private static void writeLongWait(JsonGenerator json, LongWait wait) throws IOException {
    json.writeStartObject();
    json.writeNumberField("tid", wait.tid());
    json.writeStringField("name", wait.thread());
    json.writeNumberField("cpu", wait.cpu());
    json.writeNumberField("start_ns", wait.startNanos());
    json.writeNumberField("wait_ns", wait.nanos());
    json.writeBooleanField("preempted", wait.preempted());
    json.writeObjectFieldStart("occupant");
    json.writeNumberField("tid", wait.occupantTid());
    json.writeNumberField("pid", wait.occupantPid());
    json.writeStringField("name", wait.occupant());
    json.writeNumberField("ns", wait.occupantNanos());
    json.writeEndObject();
    json.writeEndObject();
  }

  private static void writeObserver(JsonGenerator json, ObserverCost observer) throws IOException {
    json.writeObjectFieldStart("observer");
    writeIfCounted(json, observer, "events", observer.events());
    json.writeNumberField("records", observer.records());
    json.writeNumberField("lost", observer.lost());
    json.writeNumberField("unmatched", observer.unmatched());
    writeIfCounted(json, observer, "ns_per_event", observer.nanosPerEvent());
    writeIfCounted(json, observer, "cpu_share", observer.cpuShare());
    json.writeEndObject();
  }

  private static void writeIfCounted(
      JsonGenerator json, ObserverCost observer, String name, Number value) throws IOException {
    if (!observer.counted()) {
      json.writeNullField(name);
    } else if (value instanceof Long count) {
      json.writeNumberField(name, count);
    } else {
      json.writeNumberField(name, value.doubleValue());
    }
  }
}
