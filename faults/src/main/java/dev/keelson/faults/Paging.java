package dev.keelson.faults;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.SplittableRandom;

/** Memory that is not there yet. */
final class Paging {
  private static final long LONG_ENOUGH = 5_000_000;
  private static final long PAGE = 4096;
  private static final int PAGES_A_MAP = 10;

  private final Path file;

  Paging(Path file) {
    this.file = file;
  }

  /**
   * Reads pages of a mapped file here and there. Who drops them from memory is outside, and can do
   * it while none is mapped.
   */
  void readsMapped() {
    SplittableRandom random = new SplittableRandom(1);
    long sum = 0;
    while (Telling.goesOn() && sum != Long.MIN_VALUE) {
      try (Arena arena = Arena.ofConfined();
          FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
        MemorySegment map = channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), arena);
        for (int i = 0; i < PAGES_A_MAP; i++) {
          long page = random.nextLong(channel.size() / PAGE) * PAGE;
          long from = System.nanoTime();
          sum += map.get(ValueLayout.JAVA_BYTE, page) & 0xff;
          Telling.held(from, System.nanoTime(), LONG_ENOUGH);
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      Telling.pause(20);
    }
  }

  /** Maps all of a large file, touches it, and takes it out of the map again, all at once. */
  void unmaps() {
    long sum = 0;
    while (Telling.goesOn() && sum != Long.MIN_VALUE) {
      try (Arena arena = Arena.ofConfined();
          FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
        MemorySegment map = channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), arena);
        for (long at = 0; at < map.byteSize(); at += PAGE) {
          sum += map.get(ValueLayout.JAVA_BYTE, at) & 0xff;
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      Telling.pause(20);
    }
  }

  /** Changes the map of the process's memory a little, now and then. */
  void maps() {
    while (Telling.goesOn()) {
      long from = System.nanoTime();
      try (Arena arena = Arena.ofConfined();
          FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
        MemorySegment _ = channel.map(FileChannel.MapMode.READ_ONLY, 0, PAGE, arena);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      Telling.held(from, System.nanoTime(), LONG_ENOUGH);
      Telling.pause(5);
    }
  }
}
