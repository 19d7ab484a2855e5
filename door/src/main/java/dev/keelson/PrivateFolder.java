package dev.keelson;

import dev.keelson.linux.SystemInfo;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;

/**
 * Folders in which only this user, or root, can put a file: what is found there is loaded into the
 * kernel. So that nobody can exchange the folder either, the same holds for all it lies in, but
 * that others may add to folders that are sticky, as {@code /tmp} is.
 */
final class PrivateFolder {
  // inode(7)
  private static final int WRITABLE_BY_OTHERS = 0022;
  private static final int STICKY = 01000;

  private PrivateFolder() {}

  /** A folder that others can write to. */
  static final class UnsafeException extends IOException {
    private static final long serialVersionUID = 1L;

    UnsafeException(String message) {
      super(message);
    }
  }

  /**
   * The folder, as it is.
   *
   * @throws UnsafeException when others can write to it
   * @throws IOException when there is none
   */
  static Path existing(Path folder) throws IOException {
    Path real = folder.toRealPath();
    int user = SystemInfo.userId();
    for (Path part = real; part != null; part = part.getParent()) {
      Map<String, Object> attributes = Files.readAttributes(part, "unix:uid,mode");
      int owner = (int) attributes.get("uid");
      int mode = (int) attributes.get("mode");
      boolean sticky = (mode & STICKY) != 0 && !part.equals(real);
      if (owner != user && owner != 0) {
        throw new UnsafeException("%s belongs to user %d".formatted(part, owner));
      }
      if ((mode & WRITABLE_BY_OTHERS) != 0 && !sticky) {
        throw new UnsafeException("others can write to %s".formatted(part));
      }
    }
    return real;
  }

  /** The folder, made for this user alone when there is none. */
  static Path made(Path folder) throws IOException {
    Files.createDirectories(
        folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    return existing(folder);
  }
}
