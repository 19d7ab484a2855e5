package dev.keelson.faults;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The file into which a victim writes a log of its own, on the clock of {@code System.nanoTime()}.
 */
record JvmLog(Path file) implements AutoCloseable {
  /** One of ours; the victim makes the file. */
  static JvmLog called(String name) {
    return new JvmLog(
        Path.of(
            System.getProperty("java.io.tmpdir"),
            "keelson-faults-" + ProcessHandle.current().pid() + "-" + name + ".log"));
  }

  /** The flag that has it written. */
  String flag(String tags) {
    return "-Xlog:" + tags + ":file=" + file + ":tn:filecount=0";
  }

  List<SafepointLine> safepoints() throws IOException {
    return SafepointLine.read(file);
  }

  List<String> lines() throws IOException {
    return Files.readAllLines(file);
  }

  @Override
  public void close() throws IOException {
    Files.deleteIfExists(file);
  }
}
