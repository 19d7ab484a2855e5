package dev.keelson.latency;

import java.io.File;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/** The program that page fault tests measure: reads a mapped file, page by page, for ever. */
final class PageToucher {
  private static final int PAGE = 4096;

  private PageToucher() {}

  static List<String> command(Path file) {
    return List.of(
        System.getProperty("java.home") + "/bin/java",
        "-Xmx8m",
        "-XX:+UseSerialGC",
        "-XX:TieredStopAtLevel=1",
        "-cp",
        new File("target/test-classes").getAbsolutePath(),
        PageToucher.class.getName(),
        file.toString());
  }

  public static void main(String[] arguments) throws Exception {
    try (FileChannel channel = FileChannel.open(Path.of(arguments[0]), StandardOpenOption.READ)) {
      MappedByteBuffer pages = channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size());
      long sum = 0;
      while (sum != Long.MIN_VALUE) { // never: but nobody may leave out what is read
        for (int at = 0; at < pages.capacity(); at += PAGE) {
          sum += pages.get(at) & 0xff;
        }
      }
    }
  }
}
