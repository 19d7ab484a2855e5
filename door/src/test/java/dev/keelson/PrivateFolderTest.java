package dev.keelson;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.keelson.linux.SystemInfo;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PrivateFolderTest {
  private static final int OPEN_TO_ALL = 0777;
  private static final int STICKY = 01777;

  @TempDir Path temporary;

  @Test
  void aFolderThatIsNotThereIsMadeAndFound() throws IOException {
    Path folder = temporary.resolve("a/b");
    assertThatThrownBy(() -> PrivateFolder.existing(folder))
        .isInstanceOf(NoSuchFileException.class);
    assertThat(PrivateFolder.made(folder)).isEqualTo(folder.toRealPath());
    assertThat(PrivateFolder.existing(folder)).isEqualTo(folder.toRealPath());
  }

  @Test
  void whatLiesInAFolderThatOthersCanWriteToIsRefused() throws IOException {
    Path folder = PrivateFolder.made(temporary.resolve("open/own"));
    Files.setAttribute(folder.getParent(), "unix:mode", OPEN_TO_ALL);
    assertThatThrownBy(() -> PrivateFolder.existing(folder))
        .isInstanceOf(PrivateFolder.UnsafeException.class)
        .hasMessage("others can write to " + folder.getParent().toRealPath());
    Files.setAttribute(folder.getParent(), "unix:mode", STICKY);
    assertThat(PrivateFolder.existing(folder)).isEqualTo(folder.toRealPath());
    Files.setAttribute(folder, "unix:mode", STICKY);
    assertThatThrownBy(() -> PrivateFolder.existing(folder))
        .isInstanceOf(PrivateFolder.UnsafeException.class);
  }

  @Test
  void aFolderOfAnotherUserIsRefused() throws IOException {
    assumeTrue(SystemInfo.userId() == 0, "only root can give a folder away");
    Path folder = PrivateFolder.made(temporary.resolve("given"));
    Files.setAttribute(folder, "unix:uid", 65_534);
    assertThatThrownBy(() -> PrivateFolder.existing(folder))
        .isInstanceOf(PrivateFolder.UnsafeException.class)
        .hasMessage(folder.toRealPath() + " belongs to user 65534");
  }
}
