package dev.keelson.compiler.front;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Texts that tests pin, beside the tests. Run with {@code -Dkeelson.golden.update=true} to write
 * them anew, and review the difference.
 */
final class Golden {
  private static final Path FOLDER = Path.of("src/test/resources/dev/keelson/compiler/front");

  private Golden() {}

  static void assertMatches(String file, String actual) throws IOException {
    Path golden = FOLDER.resolve(file);
    if (Boolean.getBoolean("keelson.golden.update")) {
      Files.writeString(golden, actual);
    }
    assertThat(actual).isEqualTo(Files.readString(golden));
  }
}
