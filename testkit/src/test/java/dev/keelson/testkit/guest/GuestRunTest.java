package dev.keelson.testkit.guest;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

class GuestRunTest {
  private static final ThreadLocal<Boolean> FAILING = ThreadLocal.withInitial(() -> false);

  /** Run by the test below; by itself it passes. */
  @Tag("kernel")
  static class Inner {
    @Test
    void passes() {
      assertThat(FAILING.get()).isIn(true, false);
    }

    @Test
    void fails() {
      assertThat(FAILING.get()).isFalse();
    }

    @Test
    @EnabledIfSystemProperty(
        named = "keelson.never",
        matches = "set",
        disabledReason = "for a reason")
    void isSkipped() {}
  }

  @Test
  void eachTestHasALineAndTheSumIsRight() {
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    GuestRun run = new GuestRun(new PrintStream(text, true, StandardCharsets.UTF_8));
    FAILING.set(true);
    run.execute(Inner.class.getName());
    FAILING.set(false);
    assertThat(run.summary()).isEqualTo("1 passed, 1 failed, 1 skipped");
    assertThat(text.toString(StandardCharsets.UTF_8))
        .contains("passed   ")
        .contains("FAILED   ")
        .contains("Inner.fails()")
        .contains("for a reason");
  }

  @Test
  void aClassThatIsNotThereIsAFailure() {
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    GuestRun run = new GuestRun(new PrintStream(text, true, StandardCharsets.UTF_8));
    run.execute("dev.keelson.NoSuchTest");
    assertThat(run.summary()).isEqualTo("0 passed, 1 failed, 0 skipped");
  }
}
