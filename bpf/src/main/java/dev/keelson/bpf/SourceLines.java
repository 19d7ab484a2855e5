package dev.keelson.bpf;

import dev.keelson.object.btf.Btf;
import dev.keelson.object.image.BpfImage;
import dev.keelson.object.image.ProgramSpec;
import dev.keelson.object.image.ProgramSpec.LineInfo;
import java.util.List;
import java.util.Optional;

/** Which Java line each instruction of a program comes from, as far as its line info tells. */
record SourceLines(List<LineInfo> lines, Optional<Btf> btf) {
  static SourceLines of(ProgramSpec program, BpfImage image) {
    return new SourceLines(
        program.lines(),
        image.btf().length() == 0
            ? Optional.empty()
            : Optional.of(Btf.read(image.btf().toArray(), "BTF of " + image.name())));
  }

  /** The line of the instruction at {@code slot}, as {@code File.java:19}; empty when unknown. */
  String at(int slot) {
    String place = "";
    for (LineInfo line : btf.isPresent() ? lines : List.<LineInfo>of()) {
      if (line.slot() <= slot) {
        place = btf.get().string(line.fileNameOffset()) + ":" + line.line();
      }
    }
    return place;
  }
}
