package dev.keelson.testkit;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * A test that loads programs into the running kernel; in the place of {@code @Test}, or on a class
 * for all its tests.
 *
 * <p>Where the kernel or the rights are missing the test is skipped, with the reason. Under {@code
 * CI=true} a skip is a failure when the kernel could have run the test: missing rights there are a
 * mistake of the set-up, and a test that aborts itself hides something. Each test that ran adds a
 * line to the log named by the system property {@code keelson.kernel.tests.log} or the environment
 * variable {@code KEELSON_KERNEL_TESTS_LOG}, otherwise to {@code target/kernel-tests.log}; the
 * build counts the lines and refuses to let them shrink.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.METHOD, ElementType.TYPE})
@Test
@Tag("kernel")
@ExtendWith(KernelTestExtension.class)
public @interface KernelTest {
  /** The oldest kernel that can run it, as {@code major.minor}. */
  String since() default "5.15";

  /** Files or folders that the kernel must show, such as {@code /sys/kernel/btf/vmlinux}. */
  String[] needs() default {};
}
