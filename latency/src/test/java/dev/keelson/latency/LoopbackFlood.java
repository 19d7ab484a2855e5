package dev.keelson.latency;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;

/**
 * The program that interrupt tests measure: sends packets to itself for ever. Over loopback the
 * soft interrupt that receives a packet comes in the thread that sends it.
 */
final class LoopbackFlood {
  private LoopbackFlood() {}

  public static void main(String[] arguments) throws Exception {
    try (DatagramChannel receiver = DatagramChannel.open();
        DatagramChannel sender = DatagramChannel.open()) {
      receiver.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
      ByteBuffer packet = ByteBuffer.allocateDirect(1000);
      while (true) {
        packet.clear();
        int _ = sender.send(packet, receiver.getLocalAddress());
      }
    }
  }
}
