package dev.keelson.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import org.junit.jupiter.api.Test;

class StandardOutputTest {
  @Test
  void whatIsWrittenArrives() throws IOException {
    ByteArrayOutputStream target = new ByteArrayOutputStream();
    StandardOutput output = new StandardOutput(target);
    output.write("table".getBytes(UTF_8), 0, 5);
    output.flush();
    assertThat(target).hasToString("table");
    assertThat(output.failure()).isEmpty();
  }

  @Test
  void aFullDiskIsRememberedWithItsReason() {
    StandardOutput output = new StandardOutput(failing("No space left on device"));
    PrintStream out = new PrintStream(output);
    out.print('x');
    assertThat(out.checkError()).isTrue();
    assertThat(output.failure()).contains("No space left on device");
  }

  @Test
  void aReaderThatWentAwayIsNoFailure() {
    StandardOutput output = new StandardOutput(failing("Broken pipe"));
    PrintStream out = new PrintStream(output);
    out.print('x');
    assertThat(out.checkError()).isTrue();
    assertThat(output.failure()).isEmpty();
  }

  private static OutputStream failing(String reason) {
    return new OutputStream() {
      @Override
      public void write(int value) throws IOException {
        throw new IOException(reason);
      }
    };
  }
}
