package dev.keelson.bench;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** What a comparison needs besides Keelson: Debian's tools, and the C programs of bench/peers. */
final class Peers {
  private static final Path SOURCES = Path.of("bench", "peers");
  private static final Path BUILT = Path.of("bench", "target", "peers");
  private static final Path LIBBPF_HEADER = Path.of("/usr/include/bpf/libbpf.h");

  private Peers() {}

  /** Not all of the peers are installed; the message says which and what to run. */
  static final class MissingException extends Exception {
    private static final long serialVersionUID = 1;

    MissingException(List<String> missing) {
      super(
          "%s %s not installed: run bench/peers/install, which takes them from Debian's packages."
              .formatted(String.join(", ", missing), missing.size() == 1 ? "is" : "are"));
    }
  }

  /**
   * Makes sure that commands can be run.
   *
   * @throws MissingException when PATH does not have all of them
   */
  static void require(String... commands) throws MissingException {
    List<String> missing = missing(System.getenv("PATH"), commands);
    if (!missing.isEmpty()) {
      throw new MissingException(missing);
    }
  }

  static List<String> missing(String path, String... commands) {
    List<String> folders = Arrays.asList(path.split(File.pathSeparator));
    List<String> missing = new ArrayList<>();
    for (String command : commands) {
      if (folders.stream().noneMatch(folder -> Files.isExecutable(Path.of(folder, command)))) {
        missing.add(command);
      }
    }
    return missing;
  }

  /**
   * Builds targets of bench/peers/Makefile and gives the folder that they are in.
   *
   * @throws MissingException when compilers or libbpf are missing
   * @throws IOException when they do not compile
   */
  static Path build(String... targets) throws MissingException, IOException, InterruptedException {
    require("make", "gcc");
    if (Arrays.stream(targets).anyMatch(target -> target.endsWith(".bpf.o"))) {
      require("clang-22", "bpftool");
    }
    if (!Files.exists(LIBBPF_HEADER)) {
      throw new MissingException(List.of("libbpf-dev"));
    }
    List<String> command = new ArrayList<>(List.of("make", "--silent", "-C", SOURCES.toString()));
    Path fromSources = SOURCES.relativize(BUILT);
    for (String target : targets) {
      command.add(fromSources.resolve(target).toString());
    }
    int status =
        new ProcessBuilder(command)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start()
            .waitFor();
    if (status != 0) {
      throw new IOException(String.join(" ", command) + " ended with status " + status);
    }
    return BUILT;
  }
}
