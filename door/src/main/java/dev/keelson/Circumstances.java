package dev.keelson;

import dev.keelson.bpf.btf.KernelIdentity;
import dev.keelson.compiler.BpfCompiler;
import dev.keelson.object.binary.BinaryReader;
import dev.keelson.object.binary.BinaryWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.zip.CRC32C;

/**
 * On what, besides class files, an image depends. What the kernel has of what the compiler can use
 * is a fact of the kernel, and not named apart.
 *
 * @param program binary name of the program class
 * @param kernel which one: {@link KernelIdentity}
 * @param compiler which one: the files it came in
 */
record Circumstances(String program, String kernel, String compiler) {

  /**
   * Those of here and now.
   *
   * @throws IOException when the compiler's own files are not to be found
   */
  static Circumstances of(String program) throws IOException {
    return new Circumstances(
        program,
        KernelIdentity.current(),
        CodeFiles.of(BpfCompiler.class) + CodeFiles.of(BinaryWriter.class));
  }

  /** A short name; others may have the same. */
  String digest() {
    CRC32C sum = new CRC32C();
    sum.update((program + "\n" + kernel + "\n" + compiler).getBytes(StandardCharsets.UTF_8));
    return HexFormat.of().toHexDigits((int) sum.getValue());
  }

  void write(BinaryWriter out) {
    out.text(program);
    out.text(kernel);
    out.text(compiler);
  }

  static Circumstances read(BinaryReader in) {
    return new Circumstances(in.text(), in.text(), in.text());
  }
}
