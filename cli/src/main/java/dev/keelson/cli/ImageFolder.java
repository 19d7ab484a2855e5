package dev.keelson.cli;

import dev.keelson.ProgramLoader;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** Where this user's compiled images are kept, by the XDG Base Directory Specification. */
final class ImageFolder {
  private ImageFolder() {}

  /** For this process; empty when its environment names no home. */
  static Optional<Path> own() {
    return of(System.getenv());
  }

  static Optional<Path> of(Map<String, String> environment) {
    return absolute(environment.get("XDG_CACHE_HOME"))
        .or(() -> absolute(environment.get("HOME")).map(home -> home.resolve(".cache")))
        .map(cache -> cache.resolve("keelson"));
  }

  /** The specification has relative paths ignored. */
  private static Optional<Path> absolute(String path) {
    return Optional.ofNullable(path).map(Path::of).filter(Path::isAbsolute);
  }

  /** What {@code keelson doctor} says of it. */
  static Finding finding() {
    String remedy =
        "Each start compiles anew. The folder and all it is in must be yours or root's.";
    return own()
        .map(folder ->
            ProgramLoader.cacheTrouble(folder)
                .map(trouble -> Finding.less("images", "not kept: " + trouble, remedy))
                .orElseGet(() -> Finding.good("images", "kept in " + folder)))
        .orElseGet(() ->
            Finding.less("images", "not kept: neither XDG_CACHE_HOME nor HOME is set", remedy));
  }
}
