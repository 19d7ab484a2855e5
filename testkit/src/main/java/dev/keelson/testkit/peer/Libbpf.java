package dev.keelson.testkit.peer;

import dev.keelson.object.insn.Disassembler;
import dev.keelson.object.insn.Insn;
import dev.keelson.object.insn.Opcode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** libbpf, relocating an object file for a kernel that need not be the running one. */
public final class Libbpf {
  private static final Map<String, Path> COMPILED = new HashMap<>();

  private Libbpf() {}

  /**
   * The instructions of each program of an object file once its kernel fields are relocated; map
   * addresses are descriptors of a process that has ended.
   *
   * @param kernel raw BTF of the kernel
   * @throws AssertionError if libbpf cannot open the file
   */
  public static Map<String, List<Insn>> relocate(byte[] object, byte[] kernel) {
    Path folder = null;
    try {
      folder = Files.createTempDirectory("keelson-libbpf");
      Path file = Files.write(folder.resolve("object.bpf.o"), object);
      Path types = Files.write(folder.resolve("kernel.btf"), kernel);
      String output = Tool.run(List.of(compiled("relocate") + "", file + "", types + ""));
      Map<String, List<Insn>> programs = new LinkedHashMap<>();
      output
          .lines()
          .filter(line -> line.matches("\\w+ [0-9a-f]{16}"))
          .forEach(line -> {
            String[] parts = line.split(" ", 2);
            programs
                .computeIfAbsent(parts[0], name -> new ArrayList<>())
                .add(Insn.decode(Long.parseUnsignedLong(parts[1], 16)));
          });
      return programs;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      Tool.delete(folder);
    }
  }

  /**
   * Loads an object file and tells what its arrays of programs begin with, a line each: map, index,
   * program.
   *
   * @throws AssertionError if libbpf cannot load the file
   */
  public static List<String> programArrays(byte[] object) {
    Path folder = null;
    try {
      folder = Files.createTempDirectory("keelson-libbpf");
      Path file = Files.write(folder.resolve("object.bpf.o"), object);
      return Tool.run(List.of(compiled("arrays") + "", file + "")).lines().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      Tool.delete(folder);
    }
  }

  /** The code as text in which map descriptors, which are those of whoever loads, are all 0. */
  public static String comparable(List<Insn> code) {
    return Disassembler.print(
        code.stream()
            .map(insn ->
                insn.opcode() == Opcode.LD_IMM64
                        && (insn.src() == Opcode.PSEUDO_MAP_FD
                            || insn.src() == Opcode.PSEUDO_MAP_VALUE)
                    ? new Insn(insn.opcode(), insn.dst(), insn.src(), 0, 0)
                    : insn)
            .toList());
  }

  /** Compiled once for all tests of this JVM. */
  private static synchronized Path compiled(String name) throws IOException {
    Path known = COMPILED.get(name);
    if (known != null) {
      return known;
    }
    Tool.require("gcc", "/usr/bin/gcc");
    Tool.require("libbpf-dev", "/usr/include/bpf/libbpf.h");
    Path folder = Files.createTempDirectory("keelson-peer");
    folder.toFile().deleteOnExit();
    Path source = folder.resolve(name + ".c");
    Path target = folder.resolve(name);
    try (InputStream text = Libbpf.class.getResourceAsStream(name + ".c")) {
      Files.copy(text, source, StandardCopyOption.REPLACE_EXISTING);
    }
    Tool.run(List.of("gcc", "-Wall", "-o", target + "", source + "", "-lbpf"));
    source.toFile().deleteOnExit();
    target.toFile().deleteOnExit();
    COMPILED.put(name, target);
    return target;
  }
}
