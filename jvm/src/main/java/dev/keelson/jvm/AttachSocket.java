package dev.keelson.jvm;

import dev.keelson.linux.FileDescriptor;
import dev.keelson.linux.Pidfd;
import dev.keelson.linux.Signal;
import dev.keelson.linux.SyscallException;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/**
 * A HotSpot JVM that takes commands: the attach mechanism, spoken from outside.
 *
 * <pre>
 *   we: make /tmp/.attach_pidN, send SIGQUIT     JVM: sees the file, opens /tmp/.java_pidN
 *   we: connect, "1\0jcmd\0COMMAND\0\0\0"        JVM: "0\n", its answer, end
 * </pre>
 *
 * <p>N is the process's number in its own pid namespace, and /tmp the one of its root folder. Both
 * sides look at who the other is: the JVM serves its own user and root. SIGQUIT would end a process
 * that does not handle it, as a JVM that is just starting: it is sent only to one that does. (A JVM
 * started with -Xrs handles none, and listens from the beginning.)
 *
 * <p>(src/hotspot/os/posix/attachListener_posix.cpp, os/linux in JDK 17.)
 */
final class AttachSocket {
  private static final Duration PAUSE = Duration.ofMillis(10);
  private static final long QUIT_BIT = 1L << (3 - 1);

  // arg_length_max of src/hotspot/share/services/attachListener.hpp, JDK 17
  private static final int COMMAND_BYTES = 1024;

  private final Path socket;

  private AttachSocket(Path socket) {
    this.socket = socket;
  }

  /**
   * Whether the JVM could be asked: one that has just started, not yet.
   *
   * @throws IOException when it never will
   */
  static boolean isReady(JvmProcess jvm) throws IOException {
    String status = status(jvm);
    return Files.exists(socket(jvm, status)) || (field(status, "SigCgt", 16) & QUIT_BIT) != 0;
  }

  /**
   * Opens the JVM's ear, if nobody has.
   *
   * @throws IOException when it does not answer in time, with the reason and a remedy
   */
  static AttachSocket open(JvmProcess jvm, Duration limit) throws IOException {
    String status = status(jvm);
    Path socket = socket(jvm, status);
    if (!Files.exists(socket)) {
      wake(jvm, status, socket, limit);
    }
    return new AttachSocket(socket);
  }

  private static void wake(JvmProcess jvm, String status, Path socket, Duration limit)
      throws IOException {
    refuseIfDisabled(jvm);
    if ((field(status, "SigCgt", 16) & QUIT_BIT) == 0) {
      throw new IOException(
          "the JVM does not handle SIGQUIT, by which it is asked to listen: it is just starting");
    }
    Path mark = jvm.root().resolve("tmp/.attach_pid" + field(status, "NSpid", 10));
    try {
      Files.createFile(mark);
    } catch (FileAlreadyExistsException another) {
      // somebody else attaches at this moment, or did not clean up: it serves us as well
    }
    try (FileDescriptor process = Pidfd.open(jvm.pid())) {
      long deadline = System.nanoTime() + limit.toNanos();
      long nextSignal = 0;
      while (!Files.exists(socket)) {
        long now = System.nanoTime();
        if (now > deadline || !jvm.isAlive()) {
          throw new IOException(
              "the JVM did not open %s within %d ms of a SIGQUIT; it may be stopped, or at a"
                      .formatted(socket.getFileName(), limit.toMillis())
                  + " safepoint for that long");
        }
        if (now - nextSignal >= 0 || nextSignal == 0) {
          Pidfd.sendSignal(process, Signal.QUIT);
          nextSignal = now + limit.toNanos() / 2;
        }
        LockSupport.parkNanos(PAUSE.toNanos());
      }
    } catch (SyscallException refused) {
      throw new IOException(refused.getMessage(), refused);
    } finally {
      boolean _ = Files.deleteIfExists(mark);
    }
  }

  /** Such a JVM takes the signal for a request to print its threads. */
  private static void refuseIfDisabled(JvmProcess jvm) throws IOException {
    boolean disabled =
        Stream.of("cmdline", "environ")
            .flatMap(name -> JvmProcess.read(jvm.pid(), name).stream())
            .flatMap(text -> Stream.of(text.split("[\0 =]", -1)))
            .anyMatch("-XX:+DisableAttachMechanism"::equals);
    if (disabled) {
      throw new IOException(
          "the JVM was started with -XX:+DisableAttachMechanism; start it without");
    }
  }

  /**
   * Has the JVM carry out a diagnostic command, as jcmd does.
   *
   * @return what it answers
   * @throws IOException when it does not answer, or refuses: with its own words
   */
  String command(String text) throws IOException {
    byte[] request =
        String.join("\0", List.of("1", "jcmd", text, "", "", "")).getBytes(StandardCharsets.UTF_8);
    if (text.getBytes(StandardCharsets.UTF_8).length > COMMAND_BYTES) {
      throw new IllegalArgumentException(
          "a command of %d bytes: a JVM takes at most %d".formatted(text.length(), COMMAND_BYTES));
    }
    try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
      ByteBuffer bytes = ByteBuffer.wrap(request);
      while (bytes.hasRemaining()) {
        int _ = channel.write(bytes);
      }
      String answer =
          new String(Channels.newInputStream(channel).readAllBytes(), StandardCharsets.UTF_8);
      int line = answer.indexOf('\n');
      if (line < 0 || !answer.substring(0, line).equals("0")) {
        throw new IOException(
            "the JVM refuses \"%s\": %s".formatted(text, answer.substring(line + 1).strip()));
      }
      return answer.substring(line + 1);
    }
  }

  private static String status(JvmProcess jvm) throws IOException {
    return JvmProcess.read(jvm.pid(), "status")
        .orElseThrow(() -> new IOException("the process has ended"));
  }

  private static Path socket(JvmProcess jvm, String status) {
    return jvm.root().resolve("tmp/.java_pid" + field(status, "NSpid", 10));
  }

  /** The last number of a line of /proc/PID/status, proc_pid_status(5). */
  private static long field(String status, String name, int radix) {
    return status
        .lines()
        .filter(line -> line.startsWith(name + ":"))
        .map(line -> line.substring(line.lastIndexOf('\t') + 1).strip())
        .mapToLong(number -> Long.parseUnsignedLong(number, radix))
        .findFirst()
        .orElse(0);
  }
}
