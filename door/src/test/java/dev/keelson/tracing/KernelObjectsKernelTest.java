package dev.keelson.tracing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keelson.Keelson;
import dev.keelson.LoadedProgram;
import dev.keelson.bpf.attach.KernelWalk;
import dev.keelson.object.image.Bytes;
import dev.keelson.program.BpfIterator;
import dev.keelson.program.Field;
import dev.keelson.program.Kernel;
import dev.keelson.program.KernelStruct;
import dev.keelson.program.SeqFile;
import dev.keelson.program.Setting;
import dev.keelson.program.SyscallProgram;
import dev.keelson.testkit.KernelTest;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandles;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.DatagramChannel;
import java.util.ArrayList;
import java.util.List;

/** Structs behind other structs and at addresses, memory at addresses. */
class KernelObjectsKernelTest {
  private static final int SELF = Math.toIntExact(ProcessHandle.current().pid());

  @KernelStruct("task_struct")
  interface Task {
    int tgid();
  }

  static final class Sockets {
    private static final int TYPE = 0xf000;
    private static final int SOCKET = 0xc000; // S_IFSOCK, include/uapi/linux/stat.h
    private static final int INET = 2; // AF_INET, include/linux/socket.h

    record Bound(int fd, int port, int listed) {}

    @KernelStruct("file")
    interface File {
      Inode fInode();

      long privateData();
    }

    @KernelStruct("inode")
    interface Inode {
      char iMode();
    }

    @KernelStruct("socket")
    interface Socket {
      Sock sk();
    }

    @KernelStruct("sock")
    interface Sock {
      @Field("__sk_common.skc_family")
      char family();

      @Field("__sk_common.skc_num")
      char number();
    }

    @KernelStruct("inet_sock")
    interface InetSock {
      char inetSport();
    }

    static final Setting<Integer> PROCESS = Setting.of(0);

    private Sockets() {}

    @BpfIterator("task_file")
    static void ports(SeqFile<Bound> out, Task task, int fd, File file) {
      if (task.tgid() != PROCESS.get() || (file.fInode().iMode() & TYPE) != SOCKET) {
        return;
      }
      Sock sock = Kernel.at(file.privateData(), Socket.class).sk();
      if (sock != null && sock.family() == INET) {
        char port = Character.reverseBytes(Kernel.as(sock, InetSock.class).inetSport());
        out.write(new Bound(fd, port, sock.number()));
      }
    }
  }

  @KernelTest
  void aSocketIsFoundBehindTheFileThatItIs() throws Exception {
    try (DatagramChannel bound =
            DatagramChannel.open(StandardProtocolFamily.INET).bind(new InetSocketAddress(0));
        LoadedProgram loaded =
            Keelson.program(Sockets.class, MethodHandles.lookup())
                .setting(Sockets.PROCESS, SELF)
                .load();
        KernelWalk<Sockets.Bound> walk = loaded.walk("ports", Sockets.Bound.class)) {
      List<Integer> ports = new ArrayList<>();
      for (Sockets.Bound socket : walk) {
        assertThat(socket.port()).isEqualTo(socket.listed());
        ports.add(socket.port());
      }
      assertThat(ports).contains(((InetSocketAddress) bound.getLocalAddress()).getPort());
    }
  }

  static final class Memory {
    static final class Context {
      long address;
      long wide;
      int narrow;
      int failed;
    }

    private Memory() {}

    @SyscallProgram
    static int read(Context context) {
      long address = context.address;
      context.wide = Kernel.userLong(address, -7);
      context.narrow = Kernel.userInt(address + 8, -8);
      context.failed = Kernel.kernelInt(address, -9);
      return 0;
    }
  }

  private static ByteBuffer read(LoadedProgram loaded, long address) {
    byte[] context = new byte[24];
    ByteBuffer words = ByteBuffer.wrap(context).order(ByteOrder.nativeOrder());
    words.putLong(0, address);
    Bytes after = loaded.object().program("read").testRun(context).context();
    return ByteBuffer.wrap(after.toArray()).order(ByteOrder.nativeOrder());
  }

  @KernelTest
  void memoryThatCannotBeReadIsWhatWasGivenForIt() {
    try (LoadedProgram loaded = Keelson.program(Memory.class, MethodHandles.lookup()).load();
        Arena arena = Arena.ofConfined()) {
      MemorySegment here = arena.allocate(16);
      here.set(ValueLayout.JAVA_LONG, 0, 0x1234_5678_9abcL);
      here.set(ValueLayout.JAVA_INT, 8, 0); // a zero that was read is no failure
      ByteBuffer found = read(loaded, here.address());
      assertThat(found.getLong(8)).isEqualTo(0x1234_5678_9abcL);
      assertThat(found.getInt(16)).isZero();
      assertThat(found.getInt(20)).isEqualTo(-9); // user memory is not the kernel's
      ByteBuffer nowhere = read(loaded, 1);
      assertThat(nowhere.getLong(8)).isEqualTo(-7);
      assertThat(nowhere.getInt(16)).isEqualTo(-8);
    }
  }
}
