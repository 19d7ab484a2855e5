package dev.keelson.cli;

import dev.keelson.object.btf.Btf;
import dev.keelson.object.image.ProgramSpec.LineInfo;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** What stands at a source line: its place, and its text where the source is at hand. */
final class SourceText {
  private final Optional<Btf> types;
  private final Optional<Path> place;
  private final Map<String, List<String>> files = new HashMap<>();

  /**
   * @param types the BTF that lines refer to
   * @param place a source file, or a folder in which they are looked for
   */
  SourceText(Optional<Btf> types, Optional<Path> place) {
    this.types = types;
    this.place = place;
  }

  String of(LineInfo line) {
    if (types.isEmpty()) {
      return "line " + line.line();
    }
    String name = types.get().string(line.fileNameOffset());
    String at = Path.of(name).getFileName() + ":" + line.line();
    List<String> text = files.computeIfAbsent(name, this::read);
    return line.line() >= 1 && line.line() <= text.size()
        ? at + "  " + text.get(line.line() - 1).strip()
        : at;
  }

  private List<String> read(String name) {
    String simple = Path.of(name).getFileName().toString();
    if (place.isEmpty()) {
      return List.of();
    }
    try (Stream<Path> all = Files.walk(place.get())) {
      Optional<Path> file =
          all.filter(path -> path.getFileName().toString().equals(simple)).findFirst();
      return file.isPresent() ? Files.readAllLines(file.get()) : List.of();
    } catch (IOException e) {
      throw Failure.failed("cannot read sources: " + FileTrouble.sentence(e), e);
    }
  }
}
