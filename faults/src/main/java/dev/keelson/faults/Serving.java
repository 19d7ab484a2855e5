package dev.keelson.faults;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.ThreadLocalRandom;

/** A service that is well: it has time between its requests, and answers each at once. */
final class Serving {
  private static final long WORK = 100_000;
  private static final int GARBAGE = 10_000;

  private final int port;

  Serving(int port) {
    this.port = port;
  }

  /** Answers whoever connects, until nobody may run any more. */
  void serves() {
    try (ServerSocket server = new ServerSocket(port, 10, InetAddress.getLoopbackAddress())) {
      while (Telling.goesOn()) {
        Socket socket = server.accept();
        Thread _ = Thread.ofPlatform().daemon().start(() -> answers(socket));
      }
    } catch (IOException e) {
      Telling.end();
    }
  }

  private static void answers(Socket socket) {
    try (socket;
        DataInputStream in = new DataInputStream(socket.getInputStream());
        DataOutputStream out = new DataOutputStream(socket.getOutputStream())) {
      while (Telling.goesOn()) {
        long asked = in.readLong();
        byte[] garbage = new byte[GARBAGE];
        ThreadLocalRandom.current().nextBytes(garbage);
        Telling.busy(WORK);
        out.writeLong(asked + garbage[0]);
      }
    } catch (IOException e) {
      // who asked has gone
    }
  }
}
