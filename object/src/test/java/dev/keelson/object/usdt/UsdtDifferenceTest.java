package dev.keelson.object.usdt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.keelson.object.elf.ElfFile;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The JVM's own static probes, read by us and by binutils. */
class UsdtDifferenceTest {
  private static final Path LIBJVM =
      Path.of(System.getProperty("java.home"), "lib", "server", "libjvm.so");
  private static final Pattern NOTE =
      Pattern.compile(
          "Provider: (\\S+)\\s+Name: (\\S+)\\s+Location: 0x(\\w+), Base: \\S+ Semaphore: 0x(\\w+)"
              + "\\s+Arguments: ([^\\n]*)");

  @Test
  void theJvmsProbesAreThoseThatReadelfLists() throws Exception {
    List<String> expected = new ArrayList<>();
    List<String> actual = new ArrayList<>();
    try (Arena arena = Arena.ofConfined();
        FileChannel channel = FileChannel.open(LIBJVM)) {
      ElfFile file =
          ElfFile.read(
              channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), arena), "libjvm");
      Matcher notes = NOTE.matcher(readelf());
      while (notes.find()) {
        long place = file.fileOffset(Long.parseUnsignedLong(notes.group(3), 16)).orElseThrow();
        List<UsdtArgument> arguments = UsdtArguments.parse(notes.group(5), file.machine());
        expected.add(notes.group(1) + ":" + notes.group(2) + " at " + place + " with " + arguments);
      }
      for (UsdtNote note : UsdtNotes.read(file, "libjvm")) {
        actual.add(
            note.provider()
                + ":"
                + note.probe()
                + " at "
                + note.fileOffset()
                + " with "
                + note.arguments());
      }
    }
    assertThat(actual).isEqualTo(expected);
    assertThat(actual).hasSizeGreaterThan(100).noneMatch(note -> note.contains("Unreadable"));
  }

  private static String readelf() throws IOException {
    Process readelf;
    try {
      readelf =
          new ProcessBuilder("readelf", "-nW", LIBJVM.toString())
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
    } catch (IOException absent) {
      assumeTrue(false, "readelf is not installed");
      throw absent;
    }
    try (var output = readelf.getInputStream()) {
      return new String(output.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
