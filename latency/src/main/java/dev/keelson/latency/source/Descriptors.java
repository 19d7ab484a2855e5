package dev.keelson.latency.source;

import dev.keelson.latency.fact.Fact;
import dev.keelson.latency.fact.Fact.Descriptor.Kind;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What descriptors of a process are. Asked for the same one again it looks once a second: a
 * descriptor that is closed is soon another's. Mutable, confined to one thread.
 */
final class Descriptors {
  private static final long FRESH_NANOS = 1_000_000_000;
  private static final int MANY = 10_000;

  // S_IFMT and its kin, inode(7)
  private static final int TYPE = 0xF000;
  private static final int REGULAR = 0x8000;
  private static final int BLOCK_DEVICE = 0x6000;
  private static final int FOLDER = 0x4000;

  private static final String SOCKET = "socket:[";

  private final Path process;
  private final Map<Integer, Fact.Descriptor> known = new HashMap<>();
  private final Map<Integer, Long> asked = new HashMap<>();
  private SocketTables sockets;
  private long socketsNanos;

  /**
   * Of a process.
   *
   * @param process its folder in /proc
   */
  Descriptors(Path process) {
    this.process = process;
  }

  /**
   * What a descriptor is, when that is news; empty when it is known already, or is gone.
   *
   * @param pid as the fact is to have it
   */
  Optional<Fact> look(int pid, int descriptor, long nowNanos) {
    Long last = asked.get(descriptor);
    if (last != null && nowNanos - last < FRESH_NANOS) {
      return Optional.empty();
    }
    if (asked.size() >= MANY) {
      asked.clear();
      known.clear();
    }
    asked.put(descriptor, nowNanos);
    Path link = process.resolve("fd").resolve(Integer.toString(descriptor));
    Fact.Descriptor found;
    try {
      found = descriptor(pid, descriptor, nowNanos, link);
    } catch (IOException gone) {
      return Optional.empty();
    }
    Fact.Descriptor before = known.put(descriptor, found);
    boolean same =
        before != null && before.kind() == found.kind() && before.text().equals(found.text());
    return same ? Optional.empty() : Optional.of(found);
  }

  private Fact.Descriptor descriptor(int pid, int descriptor, long nowNanos, Path link)
      throws IOException {
    String target = Files.readSymbolicLink(link).toString();
    if (target.startsWith(SOCKET)) {
      long inode = Long.parseLong(target.substring(SOCKET.length(), target.length() - 1));
      SocketTables.Socket socket = sockets(nowNanos).socket(inode);
      return new Fact.Descriptor(pid, descriptor, nowNanos, socket.kind(), socket.text());
    }
    int type = (int) Files.getAttribute(link, "unix:mode") & TYPE;
    Kind kind = type == REGULAR || type == BLOCK_DEVICE || type == FOLDER ? Kind.FILE : Kind.OTHER;
    return new Fact.Descriptor(pid, descriptor, nowNanos, kind, target);
  }

  private SocketTables sockets(long nowNanos) throws IOException {
    if (sockets == null || nowNanos - socketsNanos >= FRESH_NANOS) {
      sockets = new SocketTables(table("tcp"), table("tcp6"), table("unix"));
      socketsNanos = nowNanos;
    }
    return sockets;
  }

  private String table(String name) throws IOException {
    Path file = process.resolve("net").resolve(name);
    return Files.exists(file)
        ? new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1)
        : "";
  }
}
