package dev.keelson;

import dev.keelson.bpf.PreparedImage;
import dev.keelson.compiler.ClassBytes;
import dev.keelson.object.MalformedObjectException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Compiled images in files of a folder that nobody else can write, one file each. A file that is
 * damaged, or of other circumstances, counts as none; a folder that cannot be used costs time and
 * nothing else. Safe for use by several processes: a file is there whole, or not at all.
 */
final class ImageCache {
  private static final int MOST_FILES = 64;
  private static final String SUFFIX = ".image";

  private final Path folder;

  ImageCache(Path folder) {
    this.folder = folder;
  }

  /** What a look into the cache gave: an image, or why there is none. */
  sealed interface Found {
    record Kept(PreparedImage image, Path file) implements Found {}

    record Nothing(String why) implements Found {}
  }

  /** Looks for the image of those circumstances, whose classes must still be what they were. */
  Found find(Circumstances circumstances, ClassBytes classes) {
    try {
      Path file = PrivateFolder.existing(folder).resolve(nameOf(circumstances));
      CacheEntry entry = CacheEntry.decode(file.toString(), Files.readAllBytes(file));
      return entry.fits(circumstances, classes)
          ? new Found.Kept(entry.image(), file)
          : new Found.Nothing("its classes, the compiler or the kernel have changed");
    } catch (NoSuchFileException _) {
      return new Found.Nothing("it was not kept yet");
    } catch (MalformedObjectException damaged) {
      return new Found.Nothing(damaged.getMessage());
    } catch (IOException unusable) {
      return new Found.Nothing(sentence(unusable));
    }
  }

  /** Keeps an entry; empty when it worked, otherwise why it did not. */
  Optional<String> keep(CacheEntry entry) {
    try {
      Path own = PrivateFolder.made(folder);
      Path written = Files.createTempFile(own, "", ".new"); // readable by its owner only
      try {
        Files.write(written, entry.encoded());
        Files.move(
            written,
            own.resolve(nameOf(entry.circumstances())),
            StandardCopyOption.ATOMIC_MOVE,
            StandardCopyOption.REPLACE_EXISTING);
      } finally {
        Files.deleteIfExists(written);
      }
      deleteOldest(own);
      return Optional.empty();
    } catch (IOException unusable) {
      return Optional.of(sentence(unusable));
    }
  }

  /** Why nothing can be kept, as far as a look at the folder tells. */
  Optional<String> trouble() {
    try {
      Path own = PrivateFolder.made(folder);
      return Files.isWritable(own) ? Optional.empty() : Optional.of(own + " is read-only");
    } catch (IOException unusable) {
      return Optional.of(sentence(unusable));
    }
  }

  private static String nameOf(Circumstances circumstances) {
    return circumstances.digest() + SUFFIX;
  }

  private static String sentence(IOException trouble) {
    return trouble instanceof PrivateFolder.UnsafeException
        ? trouble.getMessage()
        : trouble.toString();
  }

  private record Aged(Path file, FileTime modified) {}

  private static void deleteOldest(Path own) throws IOException {
    List<Aged> files = new ArrayList<>();
    try (Stream<Path> all = Files.list(own)) {
      for (Path file : all.toList()) {
        files.add(new Aged(file, Files.getLastModifiedTime(file)));
      }
    } catch (NoSuchFileException _) {
      return; // another process cleans up
    }
    files.sort(Comparator.comparing(Aged::modified).reversed());
    for (Aged old : files.subList(Math.min(MOST_FILES, files.size()), files.size())) {
      Files.deleteIfExists(old.file());
    }
  }
}
