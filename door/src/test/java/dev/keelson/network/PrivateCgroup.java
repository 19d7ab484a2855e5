package dev.keelson.network;

import dev.keelson.linux.Mounts;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A cgroup (version 2) that the test has to itself, empty but for what {@link #run} starts in it.
 * For a thread with mounts of its own, which nobody else sees.
 */
public final class PrivateCgroup implements AutoCloseable {
  private final Path mountPoint;
  private final Path folder;

  private PrivateCgroup(Path mountPoint, Path folder) {
    this.mountPoint = mountPoint;
    this.folder = folder;
  }

  /** Makes it, and mounts for the calling thread. */
  public static PrivateCgroup make() throws IOException {
    Mounts.unshare();
    Path mountPoint = Files.createTempDirectory("keelson-cgroup");
    Mounts.mount("cgroup2", mountPoint.toString());
    Path folder = mountPoint.resolve("keelson-test-" + ProcessHandle.current().pid());
    return new PrivateCgroup(mountPoint, Files.createDirectory(folder));
  }

  /** Its folder. */
  public Path folder() {
    return folder;
  }

  /** Runs a script of bash in the cgroup to its end; gives its status and what it printed. */
  public Outcome run(String script) throws IOException, InterruptedException {
    String entering = "echo $$ > " + folder.resolve("cgroup.procs") + " && ";
    Process process =
        new ProcessBuilder("bash", "-c", entering + script).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Outcome(process.waitFor(), output);
  }

  /** How a script ended. */
  public record Outcome(int status, String output) {}

  @Override
  public void close() throws IOException {
    Files.delete(folder);
    Mounts.unmount(mountPoint.toString());
    Files.delete(mountPoint);
  }
}
