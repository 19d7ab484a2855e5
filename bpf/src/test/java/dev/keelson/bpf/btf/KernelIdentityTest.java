package dev.keelson.bpf.btf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keelson.linux.SystemInfo;
import dev.keelson.testkit.KernelTest;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KernelIdentityTest {
  @TempDir Path folder;

  private static byte[] note(String name, int type, byte... content) {
    byte[] named = (name + "\0").getBytes(StandardCharsets.US_ASCII);
    int padded = (named.length + 3) / 4 * 4;
    return ByteBuffer.allocate(12 + padded + (content.length + 3) / 4 * 4)
        .order(ByteOrder.nativeOrder())
        .putInt(named.length)
        .putInt(content.length)
        .putInt(type)
        .put(named)
        .put(12 + padded, content)
        .array();
  }

  private static byte[] together(byte[] first, byte[] second) {
    return ByteBuffer.allocate(first.length + second.length).put(first).put(second).array();
  }

  @Test
  void theBuildIdIsFoundAmongOtherNotes() {
    byte[] linux = note("Linux", 3, (byte) 1, (byte) 2, (byte) 3, (byte) 4, (byte) 5);
    byte[] id = note("GNU", 3, (byte) 0xab, (byte) 0xcd, (byte) 0xef);
    assertThat(KernelIdentity.buildId(together(linux, id))).contains("abcdef");
    assertThat(KernelIdentity.buildId(together(note("GNU", 1, (byte) 7), linux))).isEmpty();
    assertThat(KernelIdentity.buildId(new byte[0])).isEmpty();
  }

  @Test
  void damagedNotesHaveNone() {
    byte[] id = note("GNU", 3, (byte) 0xab, (byte) 0xcd);
    for (int place = 0; place < 8; place++) {
      byte[] damaged = id.clone();
      damaged[place] = (byte) 0xff;
      assertThat(KernelIdentity.buildId(damaged)).isEmpty();
    }
  }

  @Test
  void withoutABuildIdTheTypesAreTheIdentity() throws IOException {
    Path types = Files.write(folder.resolve("types"), new byte[] {1, 2, 3});
    Path notes = folder.resolve("notes");
    String first = KernelIdentity.identity(notes, types);
    // sha256sum of the bytes 1, 2, 3
    assertThat(first)
        .isEqualTo("types 039058c6f2c0cb492c533b0a4d14ef77cc0f78abccced5287d84a1a2011cfb81");
    Files.write(types, new byte[] {1, 2, 4});
    assertThat(KernelIdentity.identity(notes, types)).isNotEqualTo(first);
    Files.write(notes, note("GNU", 3, (byte) 0xab));
    assertThat(KernelIdentity.identity(notes, types)).isEqualTo("build ab, types of 3 bytes");
  }

  @Test
  void aKernelWithoutBothIsNotSupported() {
    assertThatThrownBy(() -> KernelIdentity.identity(folder.resolve("a"), folder.resolve("b")))
        .isInstanceOf(UnsupportedKernelException.class)
        .hasMessageContaining("the kernel's types cannot be read");
  }

  @KernelTest
  void theRunningKernelIsAlwaysTheSame() {
    assertThat(KernelIdentity.current())
        .isEqualTo(KernelIdentity.current())
        .startsWith(SystemInfo.kernel().release() + " ");
  }
}
