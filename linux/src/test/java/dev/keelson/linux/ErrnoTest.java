package dev.keelson.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import net.jqwik.api.Assume;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ErrnoTest {
  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "UNKNOWN")
  void aKnownNumberLeadsBackToItsName(Errno errno) {
    assertThat(Errno.of(errno.number())).isSameAs(errno);
    assertThat(errno.explanation()).isNotBlank();
  }

  @Property
  void everyNumberOfTheKernelHasAMessageThatNamesIt(@ForAll @IntRange(min = 1, max = 4095) int n) {
    Errno errno = Errno.of(n);
    String first = new SyscallException("call(7)", n).getMessage().lines().findFirst().orElse("");

    assertThat(errno.number()).isIn(n, 0);
    assertThat(first)
        .isEqualTo("call(7): " + (errno == Errno.UNKNOWN ? "errno " + n : errno.name()));
  }

  @Property
  void everyOtherNumberIsRefused(@ForAll int n) {
    Assume.that(n < 1 || n > 4095);

    assertThatThrownBy(() -> Errno.of(n)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void theKernelUsesTheseNumbers() {
    // Provoked, not typed from a list: each is the answer of a real call.
    assertThat(errnoOf(() -> Files.open("/", OpenFlag.WRITE_ONLY))).isSameAs(Errno.EISDIR);
    assertThat(errnoOf(() -> Files.open("/dev/null/x"))).isSameAs(Errno.ENOTDIR);
    assertThat(errnoOf(() -> Files.open("/proc/self", OpenFlag.NO_FOLLOW))).isSameAs(Errno.ELOOP);
    assertThat(errnoOf(() -> Files.open("x".repeat(300)))).isSameAs(Errno.ENAMETOOLONG);
    assertThat(errnoOf(() -> Files.open("/dev/null", OpenFlag.CREATE, OpenFlag.EXCLUSIVE)))
        .isSameAs(Errno.EEXIST);
    assertThat(errnoOf(() -> Scheduling.getAffinity(Integer.MAX_VALUE))).isSameAs(Errno.ESRCH);
    assertThat(errnoOf(() -> Mounts.detached("nosuchfs"))).isSameAs(Errno.ENODEV);
  }

  private static Errno errnoOf(Runnable call) {
    try {
      call.run();
    } catch (SyscallException e) {
      return e.errno();
    }
    throw new AssertionError("the call did not fail");
  }
}
