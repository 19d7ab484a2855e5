package dev.keelson.faults;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** The kinds of work that a victim can do: a task for each of its threads. */
final class VictimWork {
  private VictimWork() {}

  static List<Runnable> of(String kind, List<String> arguments) {
    return switch (kind) {
      case "idle" -> List.of();
      case "serve" -> List.of(new Serving(Integer.parseInt(arguments.getFirst()))::serves);
      case "inversion" -> {
        Inversion inversion = new Inversion();
        yield List.of(inversion::holdsForCpuTime, inversion::wants);
      }
      case "interrupted" -> {
        Inversion inversion = new Inversion();
        yield List.of(inversion::holdsForWork, inversion::wants);
      }
      case "mapped" -> List.of(new Paging(Path.of(arguments.getFirst()))::readsMapped);
      case "unmap" -> {
        Paging paging = new Paging(Path.of(arguments.getFirst()));
        yield List.of(paging::unmaps, paging::maps);
      }
      case "flush" -> List.of(new Storing(Path.of(arguments.getFirst()))::flushes);
      case "write" -> List.of(new Storing(Path.of(arguments.getFirst()))::writes);
      case "pin" -> List.of(VirtualWork::pins);
      case "starve" -> List.of(VirtualWork::starves);
      case "load" -> {
        Loading loading = new Loading();
        yield List.of(loading::loads, loading::loads, loading::loads, loading::ends);
      }
      case "spin" -> Collections.nCopies(Integer.parseInt(arguments.getFirst()), VictimWork::spins);
      case "monitor" -> Collections.nCopies(3, new Convoy(new Convoy.OfMonitor())::locks);
      case "lock" -> Collections.nCopies(3, new Convoy(new Convoy.OfLock())::locks);
      case "allocate" ->
          Collections.nCopies(Integer.parseInt(arguments.getFirst()), VictimWork::allocates);
      case "loop" -> List.of(VictimWork::loops, VictimWork::stopsTheWorld);
      case "ask" -> List.of(() -> asks(Integer.parseInt(arguments.getFirst())));
      default -> throw new IllegalArgumentException(kind);
    };
  }

  private static void spins() {
    while (Telling.goesOn()) {
      Thread.onSpinWait();
    }
  }

  private static void allocates() {
    List<byte[]> kept = new ArrayList<>();
    while (Telling.goesOn()) {
      for (int i = 0; i < 100; i++) {
        kept.add(new byte[10_000]);
      }
      if (kept.size() > 8_000) {
        kept.subList(0, 6_000).clear();
      }
    }
  }

  // A counted loop, compiled without polls: the flags of the scenario see to that.
  private static void loops() {
    while (Telling.goesOn()) {
      Telling.pause(20 + (counted(150_000_000) & 1)); // uses the sum: nobody may leave it out
    }
  }

  private static int counted(int times) {
    int sum = 0;
    for (int i = 0; i < times; i++) {
      sum += (sum ^ i) % 7;
    }
    return sum;
  }

  private static void stopsTheWorld() {
    while (Telling.goesOn()) {
      Telling.pause(30 + (Thread.getAllStackTraces().size() & 1));
    }
  }

  private static void asks(int port) {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
        OutputStream out = socket.getOutputStream();
        InputStream in = socket.getInputStream()) {
      while (Telling.goesOn()) {
        out.write(1);
        if (in.read() < 0) {
          return;
        }
        Telling.busy(1_000_000);
      }
    } catch (IOException e) {
      Telling.end();
    }
  }
}
