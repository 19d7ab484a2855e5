package dev.keelson.latency.report;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.keelson.latency.cause.AboveLimit;
import dev.keelson.latency.cause.CauseReport;
import dev.keelson.latency.cause.CauseSum;
import dev.keelson.latency.cause.Interval;
import dev.keelson.latency.cause.Part;
import dev.keelson.latency.fact.Fact;
import java.io.IOException;

/** The causes as members of the report's object. */
final class CauseJson {
  private CauseJson() {}

  static void write(JsonGenerator json, CauseReport report) throws IOException {
    json.writeArrayFieldStart("causes");
    for (CauseSum sum : report.causes()) {
      json.writeStartObject();
      json.writeStringField("cause", sum.cause().text());
      json.writeNumberField("ns", sum.nanos());
      json.writeNumberField("share", sum.share());
      json.writeNumberField("intervals", sum.intervals());
      json.writeStringField("detail", sum.detail());
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeArrayFieldStart("worst");
    for (Interval interval : report.worst()) {
      write(json, interval);
    }
    json.writeEndArray();
    if (report.aboveLimit().isPresent()) {
      AboveLimit above = report.aboveLimit().get();
      json.writeObjectFieldStart("above_limit");
      json.writeNumberField("limit_ns", above.limitNanos());
      write(json, "all", above.all());
      write(json, "dropped", above.dropped());
      json.writeEndObject();
    }
    write(json, "idle", report.idle());
    write(json, "unexamined", report.unexamined());
    json.writeObjectFieldStart("clock");
    if (report.clockResidualNanos().isPresent()) {
      json.writeNumberField("jfr_residual_p99_ns", report.clockResidualNanos().getAsLong());
    } else {
      json.writeNullField("jfr_residual_p99_ns");
    }
    json.writeEndObject();
    json.writeArrayFieldStart("missing");
    for (Fact.Missing missing : report.missing()) {
      json.writeStartObject();
      json.writeStringField("what", missing.what());
      json.writeStringField("why", missing.why());
      json.writeStringField("costs", missing.costs());
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private static void write(JsonGenerator json, Interval interval) throws IOException {
    json.writeStartObject();
    json.writeStringField(
        "kind",
        switch (interval.kind()) {
          case WAIT -> "wait";
          case PAUSE -> "pause";
        });
    json.writeNumberField("tid", interval.tid());
    json.writeStringField("thread", interval.thread());
    if (interval.virtualThread() == 0) {
      json.writeNullField("virtual_thread");
    } else {
      json.writeNumberField("virtual_thread", interval.virtualThread());
    }
    json.writeNumberField("start_ns", interval.startNanos());
    json.writeNumberField("duration_ns", interval.durationNanos());
    json.writeArrayFieldStart("parts");
    for (Part part : interval.parts()) {
      json.writeStartObject();
      json.writeStringField("cause", part.cause().text());
      json.writeNumberField("ns", part.nanos());
      json.writeStringField("detail", part.detail());
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  private static void write(JsonGenerator json, String name, CauseReport.Sum sum)
      throws IOException {
    json.writeObjectFieldStart(name);
    json.writeNumberField("count", sum.count());
    json.writeNumberField("ns", sum.nanos());
    json.writeEndObject();
  }
}
