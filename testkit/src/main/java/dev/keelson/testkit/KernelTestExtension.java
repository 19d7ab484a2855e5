package dev.keelson.testkit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import org.junit.jupiter.api.extension.AfterTestExecutionCallback;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.TestExecutionExceptionHandler;
import org.junit.platform.commons.support.AnnotationSupport;
import org.opentest4j.TestAbortedException;

/** What {@link KernelTest} means: skip with a reason, fail instead under CI, count what ran. */
public final class KernelTestExtension
    implements ExecutionCondition, AfterTestExecutionCallback, TestExecutionExceptionHandler {

  private final boolean ci = "true".equalsIgnoreCase(System.getenv("CI"));

  /** Made by JUnit. */
  public KernelTestExtension() {}

  @Override
  public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
    return verdict(KernelMeans.ofThisMachine(), annotation(context), ci);
  }

  /** Enabled, disabled with the reason, or an error when a skip would hide a mistake. */
  static ConditionEvaluationResult verdict(
      KernelMeans machine, Optional<KernelTest> test, boolean ci) {
    Optional<String> kernelLacks =
        test.map(KernelTest::since)
            .flatMap(machine::olderThan)
            .or(() -> machine.missing("/sys/kernel/btf/vmlinux"))
            .or(() -> test.flatMap(needed -> machine.missing(needed.needs())));
    if (kernelLacks.isPresent()) {
      return ConditionEvaluationResult.disabled(kernelLacks.get());
    }
    Optional<String> rightsLack = machine.missingRights();
    if (rightsLack.isPresent() && ci) {
      throw new AssertionError(
          "CI=true, and this kernel could run kernel tests, but: " + rightsLack.get());
    }
    return rightsLack
        .map(ConditionEvaluationResult::disabled)
        .orElseGet(() -> ConditionEvaluationResult.enabled("the kernel and the rights are there"));
  }

  @Override
  public void handleTestExecutionException(ExtensionContext context, Throwable thrown)
      throws Throwable {
    if (ci && thrown instanceof TestAbortedException) {
      throw new AssertionError(
          "CI=true, and the kernel test skipped itself: " + thrown.getMessage(), thrown);
    }
    throw thrown;
  }

  @Override
  public void afterTestExecution(ExtensionContext context) throws IOException {
    if (context
        .getExecutionException()
        .filter(TestAbortedException.class::isInstance)
        .isPresent()) {
      return;
    }
    count(log(), context.getRequiredTestClass().getName() + "#" + context.getDisplayName());
  }

  /** Adds a line to the log of kernel tests that ran. */
  static void count(Path log, String test) throws IOException {
    Files.createDirectories(log.toAbsolutePath().getParent());
    Files.writeString(log, test + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
  }

  private static Path log() {
    String property = System.getProperty("keelson.kernel.tests.log");
    String variable = System.getenv("KEELSON_KERNEL_TESTS_LOG");
    return Path.of(
        property != null ? property : variable != null ? variable : "target/kernel-tests.log");
  }

  private static Optional<KernelTest> annotation(ExtensionContext context) {
    return AnnotationSupport.findAnnotation(context.getElement(), KernelTest.class)
        .or(() -> AnnotationSupport.findAnnotation(context.getTestClass(), KernelTest.class));
  }
}
