package dev.keelson.faults;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;

/** Sends packets over loopback until it is ended. */
final class Sender {
  private Sender() {}

  public static void main(String[] arguments) throws IOException {
    try (DatagramChannel receiver = DatagramChannel.open();
        DatagramChannel sender = DatagramChannel.open()) {
      receiver.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
      ByteBuffer packet = ByteBuffer.allocateDirect(100);
      while (true) {
        packet.clear();
        int _ = sender.send(packet, receiver.getLocalAddress());
      }
    }
  }
}
