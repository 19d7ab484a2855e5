package dev.keelson.latency.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.keelson.latency.LatencyReport;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonReportTest {
  private static final String SCHEMA_FILE = "keelson.latency-1.schema.json";

  private static Schema schema() throws IOException {
    return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
        .getSchema(schemaText(), InputFormat.JSON);
  }

  @Test
  void aReportOfOneProcessFollowsTheSchema() throws IOException {
    assertThat(schema().validate(json(SampleReports.one()), InputFormat.JSON)).isEmpty();
  }

  @Test
  void aReportOfTwoDemosFollowsTheSchema() throws IOException {
    assertThat(schema().validate(json(SampleReports.two()), InputFormat.JSON)).isEmpty();
  }

  @Test
  void aReportWithCausesFollowsTheSchema() throws IOException {
    String explained = json(SampleReports.explained());
    assertThat(schema().validate(explained, InputFormat.JSON)).isEmpty();
    assertThat(explained)
        .contains("\"cause\" : \"lock > throttled\"")
        .contains("\"virtual_thread\" : 77")
        .contains("\"jfr_residual_p99_ns\" : 64")
        .contains("\"above_limit\" : {", "\"limit_ns\" : 5000000", "\"dropped\" : {");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "cause",
        "share",
        "kind",
        "thread",
        "virtual_thread",
        "start_ns",
        "parts",
        "limit_ns",
        "dropped",
        "costs"
      })
  void theSchemaRefusesCausesThatLackAMember(String member) throws IOException {
    String renamed = json(SampleReports.explained()).replace('"' + member + '"', "\"renamed\"");

    assertThat(schema().validate(renamed, InputFormat.JSON)).isNotEmpty();
  }

  @Test
  void whatTheKernelDidNotCountIsNull() throws IOException {
    String uncounted = json(SampleReports.uncounted());
    assertThat(schema().validate(uncounted, InputFormat.JSON)).isEmpty();
    assertThat(uncounted)
        .contains("\"events\" : null", "\"ns_per_event\" : null", "\"cpu_share\" : null");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "schema",
        "target",
        "kernel",
        "jvm",
        "duration_ns",
        "workloads",
        "observer",
        "command",
        "run_queue_wait",
        "off_cpu",
        "threads",
        "on_cpu_ns",
        "p999_ns",
        "variance_ns2",
        "lost",
        "ns_per_event",
        "cpu_share"
      })
  void theSchemaRefusesAReportThatLacksAMember(String member) throws IOException {
    String renamed = json(SampleReports.one()).replace('"' + member + '"', "\"renamed\"");

    assertThat(schema().validate(renamed, InputFormat.JSON)).isNotEmpty();
  }

  @Test
  void whatIsWrittenIsWhatWasMeasured() throws IOException {
    assertThat(json(SampleReports.one()))
        .contains("\"schema\" : \"keelson.latency/1\"")
        .contains("\"pid\" : 4711")
        .contains("\"command\" : \"java -jar a.jar\"")
        .contains("\"name\" : \"a, \\\"quoted\\\" one\"")
        .contains("\"p999_ns\" : 30000")
        .contains("\"ns_per_event\" : 310.0")
        .contains("\"cpu_share\" : 0.02");
    assertThat(json(SampleReports.two())).contains("\"jvm\" : null").contains("\"pid\" : null");
  }

  @Test
  void theSchemaInTheGuideIsTheOneThatShips() throws IOException {
    assertThat(Files.readString(Path.of("../docs/" + SCHEMA_FILE))).isEqualTo(schemaText());
  }

  private static String schemaText() throws IOException {
    try (InputStream in = JsonReport.class.getResourceAsStream(SCHEMA_FILE)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private static String json(LatencyReport report) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    new JsonReport().write(report, out);
    return out.toString(StandardCharsets.UTF_8);
  }
}
