package dev.keelson.latency.source;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keelson.latency.fact.Fact;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CgroupQuotasTest {
  private static final long MILLI = 1_000_000;

  @TempDir private Path mount;

  @Test
  void inVersion2EveryLimitOnTheWayUpCounts() throws IOException {
    write("pod/cpu.max", "200000 100000\n");
    write("pod/app/cpu.max", "50000 100000\n");
    write("pod/app/init/cpu.max", "max 100000\n");

    assertThat(CgroupQuotas.of("0::/pod/app/init\n", version2("/")))
        .containsExactly(
            new Fact.Quota("/pod/app", 50 * MILLI, 100 * MILLI),
            new Fact.Quota("/pod", 200 * MILLI, 100 * MILLI));
  }

  @Test
  void inVersion1TheCpuTreeCountsEvenBesideVersion2() throws IOException {
    write("app/cpu.cfs_quota_us", "20000\n");
    write("app/cpu.cfs_period_us", "100000\n");

    assertThat(
            CgroupQuotas.of(
                "9:memory:/other\n4:cpu,cpuacct:/app\n0::/init\n",
                "30 20 0:26 / /elsewhere rw - cgroup2 cgroup2 rw\n"
                    + "31 20 0:27 / %s rw shared:9 - cgroup cgroup rw,cpu,cpuacct\n"
                        .formatted(mount)))
        .containsExactly(new Fact.Quota("/app", 20 * MILLI, 100 * MILLI));
  }

  @Test
  void aMountOfAPartOfTheTreeBeginsThere() throws IOException {
    write("app/cpu.max", "50000 100000\n");

    assertThat(CgroupQuotas.of("0::/docker/app\n", version2("/docker")))
        .containsExactly(new Fact.Quota("/docker/app", 50 * MILLI, 100 * MILLI));
    assertThat(CgroupQuotas.of("0::/elsewhere/app\n", version2("/docker"))).isEmpty();
  }

  @Test
  void whatCannotBeReadHasNoLimit() throws IOException {
    assertThat(CgroupQuotas.of("0::/gone\n", version2("/"))).isEmpty();
    assertThat(CgroupQuotas.of("0::/../other\n", version2("/"))).isEmpty();
    assertThat(CgroupQuotas.of("", "")).isEmpty();
    write("odd/cpu.max", "");
    assertThat(CgroupQuotas.of("0::/odd\n", version2("/"))).isEmpty();
  }

  private String version2(String root) {
    return "30 20 0:26 %s %s rw,nosuid shared:4 - cgroup2 cgroup2 rw\n".formatted(root, mount);
  }

  private void write(String name, String text) throws IOException {
    Path file = mount.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }
}
