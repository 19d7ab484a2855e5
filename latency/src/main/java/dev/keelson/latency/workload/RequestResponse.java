package dev.keelson.latency.workload;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;

/**
 * A service on a loopback port that answers each 8-byte request with 8 bytes that take a little
 * computing. A virtual thread per connection; closing it ends the service.
 */
final class RequestResponse implements AutoCloseable {
  private final ServerSocket server;

  private RequestResponse(ServerSocket server) {
    this.server = server;
  }

  static RequestResponse start() throws IOException {
    ServerSocket server = new ServerSocket(0, 100, InetAddress.getLoopbackAddress());
    RequestResponse service = new RequestResponse(server);
    Thread.ofVirtual().name("accepts").start(service::accept);
    return service;
  }

  /** Asks, one request after the other, until the deadline. */
  void ask(Deadline deadline) {
    try (Socket socket = new Socket(server.getInetAddress(), server.getLocalPort())) {
      socket.setTcpNoDelay(true);
      DataOutputStream out = new DataOutputStream(socket.getOutputStream());
      DataInputStream in = new DataInputStream(socket.getInputStream());
      long state = 1;
      while (!deadline.passed()) {
        out.writeLong(state);
        state = in.readLong();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() throws IOException {
    server.close();
  }

  private void accept() {
    try {
      while (true) {
        Socket socket = server.accept();
        Thread.ofVirtual().name("answers").start(() -> answer(socket));
      }
    } catch (IOException e) {
      if (!server.isClosed()) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private static void answer(Socket socket) {
    try (socket) {
      socket.setTcpNoDelay(true);
      InputStream in = socket.getInputStream();
      OutputStream out = socket.getOutputStream();
      byte[] message = new byte[Long.BYTES];
      while (in.readNBytes(message, 0, message.length) == message.length) {
        Computation.keep(Computation.turn(message[0]));
        message[0]++;
        out.write(message);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
