package dev.keelson.latency.source;

import dev.keelson.latency.fact.Fact.Descriptor.Kind;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Map;
import java.util.Set;

/**
 * The sockets of a network namespace by their inodes, from proc_net(5). Whose local port somebody
 * listens on was accepted: work comes from there. Other connected ones were connected from here.
 */
final class SocketTables {
  /**
   * A socket.
   *
   * @param text the peer of one that was connected from here, else the own address
   */
  record Socket(Kind kind, String text) {}

  // TCP_ESTABLISHED and TCP_LISTEN of include/net/tcp_states.h; the other states have a peer too.
  private static final int LISTEN = 0x0A;
  private static final int CLOSE = 0x07;

  // SO_ACCEPTCON and SS_CONNECTED of include/uapi/linux/net.h.
  private static final long ACCEPTS = 1 << 16;
  private static final int CONNECTED = 3;

  private final Map<Long, Socket> sockets = new HashMap<>();

  /**
   * Of what the files say.
   *
   * @param tcp /proc/PID/net/tcp, and tcp6
   * @param unix /proc/PID/net/unix
   */
  SocketTables(String tcp, String tcp6, String unix) {
    Set<Integer> listened = new HashSet<>();
    for (String table : new String[] {tcp, tcp6}) {
      for (String line : table.split("\n", -1)) {
        String[] words = line.strip().split(" +", -1);
        if (isTcp(words) && Integer.parseInt(words[3], 16) == LISTEN) {
          listened.add(port(words[1]));
        }
      }
    }
    for (String table : new String[] {tcp, tcp6}) {
      for (String line : table.split("\n", -1)) {
        String[] words = line.strip().split(" +", -1);
        if (isTcp(words)) {
          sockets.put(Long.parseLong(words[9]), tcp(words, listened));
        }
      }
    }
    for (String line : unix.split("\n", -1)) {
      String[] words = line.strip().split(" +", 8);
      if (words.length >= 7 && words[0].endsWith(":")) {
        sockets.put(Long.parseLong(words[6]), unix(words));
      }
    }
  }

  /** A socket that is in none of the tables, a datagram socket for example, is something else. */
  Socket socket(long inode) {
    return sockets.getOrDefault(inode, new Socket(Kind.OTHER, "socket"));
  }

  // sl local_address rem_address st tx:rx tr:when retrnsmt uid timeout inode
  private static boolean isTcp(String[] words) {
    return words.length > 9 && words[0].endsWith(":");
  }

  private static Socket tcp(String[] words, Set<Integer> listened) {
    int state = Integer.parseInt(words[3], 16);
    if (state == LISTEN || listened.contains(port(words[1]))) {
      return new Socket(Kind.SERVER_SOCKET, address(words[1]));
    }
    return state == CLOSE || port(words[2]) == 0
        ? new Socket(Kind.OTHER, "unconnected socket")
        : new Socket(Kind.CLIENT_SOCKET, address(words[2]));
  }

  // Num RefCount Protocol Flags Type St Inode Path: an accepted one has its listener's path.
  private static Socket unix(String[] words) {
    String path = words.length > 7 ? words[7] : "";
    boolean accepts = (Long.parseLong(words[3], 16) & ACCEPTS) != 0;
    if (accepts || !path.isEmpty()) {
      return new Socket(Kind.SERVER_SOCKET, path);
    }
    return Integer.parseInt(words[5], 16) == CONNECTED
        ? new Socket(Kind.CLIENT_SOCKET, "unix socket")
        : new Socket(Kind.OTHER, "unix socket");
  }

  private static int port(String address) {
    return Integer.parseInt(address.substring(address.indexOf(':') + 1), 16);
  }

  /** The kernel prints words of 32 bits as its CPU reads them; both machines are little-endian. */
  private static String address(String given) {
    byte[] bytes = HexFormat.of().parseHex(given, 0, given.indexOf(':'));
    for (int word = 0; word < bytes.length; word += 4) {
      byte first = bytes[word];
      byte second = bytes[word + 1];
      bytes[word] = bytes[word + 3];
      bytes[word + 1] = bytes[word + 2];
      bytes[word + 2] = second;
      bytes[word + 3] = first;
    }
    try {
      String host = InetAddress.getByAddress(bytes).getHostAddress();
      return (host.contains(":") ? "[" + host + "]" : host) + ":" + port(given);
    } catch (UnknownHostException e) {
      throw new AssertionError("an address of %d bytes".formatted(bytes.length), e);
    }
  }
}
