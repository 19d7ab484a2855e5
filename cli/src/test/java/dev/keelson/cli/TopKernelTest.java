package dev.keelson.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keelson.testkit.KernelTest;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import org.junit.jupiter.api.io.TempDir;

/** {@code keelson latency --top} in a terminal, made by script(1). */
class TopKernelTest {
  private static final long PATIENCE_SECONDS = 60;
  private static final String SELF = Long.toString(ProcessHandle.current().pid());

  // terminfo(5), xterm: enter_ca_mode, exit_ca_mode, cursor_normal
  private static final String ENTERS = "\033[?1049h";
  private static final String LEAVES = "\033[?1049l";
  private static final String SHOWS_CURSOR = "\033[?25h";

  @TempDir Path folder;

  @KernelTest
  void theScreenObeysKeysAndEndsInTheReport() throws Exception {
    try (Screen screen = new Screen(80, 24)) {
      screen.await("a thread table", text -> text.contains("HELD UP BY"));
      screen.press("?");
      screen.await("the help", text -> text.contains("any key: back"));
      screen.press("x");
      screen.press("p");
      screen.await("the pause", text -> text.contains("PAUSED"));
      screen.press("q");
      assertThat(screen.status()).isZero();
      assertThat(screen.text()).contains(ENTERS);
      assertThat(screen.afterwards()).contains("Observer:", "Why it was slow");
      screen.isAsItWas();
    }
  }

  @KernelTest
  void aSignalEndsTheScreenInTheReportToo() throws Exception {
    try (Screen screen = new Screen(200, 50)) {
      screen.await("the screen", text -> text.contains("p pause"));
      screen.signal("TERM");
      assertThat(screen.status()).isZero();
      assertThat(screen.afterwards()).contains("Observer:");
      screen.isAsItWas();
    }
  }

  @KernelTest
  void aTerminalThatCannotPlaceItsCursorIsRefused() throws Exception {
    KeelsonProcess keelson =
        KeelsonProcess.shell(
            "exec script -qec 'TERM=dumb exec '\"$*\" /dev/null < /dev/null",
            "latency",
            "--top",
            "--pid",
            SELF);
    assertThat(keelson.status()).isEqualTo(2);
    assertThat(keelson.out()).contains("TERM is dumb").doesNotContain("\tat ", "\033[?");
  }

  @KernelTest
  void withoutATerminalItIsRefused() throws Exception {
    KeelsonProcess keelson = KeelsonProcess.run("latency", "--top", "--pid", SELF);
    assertThat(keelson.status()).isEqualTo(2);
    assertThat(keelson.out()).isEmpty();
    assertThat(keelson.err()).contains("--top wants a terminal").doesNotContain("\tat ");
    TroubleshootingPage.explains(keelson.err());
  }

  /** A measurement of this process in a terminal of its own. */
  private final class Screen implements AutoCloseable {
    private final Process script;
    private final StringBuilder seen = new StringBuilder();
    private final Thread reader;

    Screen(int columns, int rows) throws IOException {
      String keelson =
          String.join(" ", KeelsonProcess.commandLine("latency", "--top", "--pid", SELF));
      Path shell = folder.resolve("in-terminal");
      Files.writeString(
          shell,
          """
          stty rows %d cols %d
          stty -g > %3$s/before
          sh -c 'echo $$ > %3$s/pid; exec %4$s'
          status=$?
          stty -g > %3$s/after
          exit $status
          """
              .formatted(rows, columns, folder, keelson));
      ProcessBuilder builder =
          new ProcessBuilder("script", "-qec", "sh " + shell, "/dev/null")
              .redirectErrorStream(true);
      builder.environment().put("TERM", "xterm");
      script = builder.start();
      reader = Thread.ofPlatform().start(this::read);
    }

    private void read() {
      try (InputStream in = script.getInputStream()) {
        byte[] bytes = new byte[4096];
        for (int read = in.read(bytes); read >= 0; read = in.read(bytes)) {
          synchronized (seen) {
            seen.append(new String(bytes, 0, read, StandardCharsets.ISO_8859_1));
          }
        }
      } catch (IOException ended) {
        // with the terminal
      }
    }

    String text() {
      synchronized (seen) {
        return seen.toString();
      }
    }

    void await(String what, Predicate<String> condition) {
      long started = System.nanoTime();
      while (!condition.test(text())) {
        assertThat(script.isAlive()).as(what + " in " + text()).isTrue();
        assertThat(System.nanoTime() - started)
            .as(what)
            .isLessThan(TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS));
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
      }
    }

    void press(String keys) throws IOException {
      OutputStream keyboard = script.getOutputStream();
      keyboard.write(keys.getBytes(StandardCharsets.US_ASCII));
      keyboard.flush();
    }

    void signal(String name) throws Exception {
      String pid = Files.readString(folder.resolve("pid")).strip();
      assertThat(new ProcessBuilder("kill", "-" + name, pid).start().waitFor()).isZero();
    }

    int status() throws InterruptedException {
      assertThat(script.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
      reader.join();
      return script.exitValue();
    }

    /** What stands in the terminal when the screen is gone. */
    String afterwards() {
      return text().substring(text().lastIndexOf(LEAVES));
    }

    void isAsItWas() throws IOException {
      assertThat(text()).contains(SHOWS_CURSOR);
      assertThat(Files.readString(folder.resolve("after")))
          .isNotEmpty()
          .isEqualTo(Files.readString(folder.resolve("before")));
    }

    @Override
    public void close() {
      List<ProcessHandle> all = new ArrayList<>(script.descendants().toList());
      all.forEach(ProcessHandle::destroyForcibly);
      script.destroyForcibly();
    }
  }
}
