package dev.keelson.object.btf;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keelson.object.btf.BtfType.Parameter;
import java.util.List;
import org.junit.jupiter.api.Test;

class CTypeNameTest {
  private final BtfBuilder builder = new BtfBuilder();
  private final int character = builder.add(new BtfType.Int("char", 1, true, false, true, 8));
  private final int forward = builder.add(new BtfType.Forward("mm_struct", false));

  private String name(BtfType type) {
    int id = builder.add(type);
    return CTypeName.of(Btf.read(builder.encode(), "built"), id);
  }

  @Test
  void typesReadAsInC() {
    int constant = builder.add(new BtfType.Const(character));
    int text = builder.add(new BtfType.Pointer(constant));
    int function =
        builder.add(
            new BtfType.Prototype(0, List.of(new Parameter("format", text), new Parameter("", 0))));

    assertThat(name(new BtfType.Pointer(0))).isEqualTo("void *");
    assertThat(name(new BtfType.Pointer(text))).isEqualTo("const char **");
    assertThat(name(new BtfType.Pointer(forward))).isEqualTo("struct mm_struct *");
    assertThat(name(new BtfType.Array(character, character, 16))).isEqualTo("char[16]");
    assertThat(name(new BtfType.Union("", 4, List.of()))).isEqualTo("union {...}");
    assertThat(name(new BtfType.Enum("state", 4, false, List.of()))).isEqualTo("enum state");
    assertThat(name(new BtfType.Typedef("pid_t", character))).isEqualTo("pid_t");
    assertThat(name(new BtfType.Volatile(character))).isEqualTo("volatile char");
    assertThat(name(new BtfType.TypeTag("rcu", text, false))).isEqualTo("const char *");
    assertThat(name(new BtfType.Pointer(function))).isEqualTo("void (*)(const char *, ...)");
  }

  @Test
  void aTypeThatRefersToItselfEnds() {
    int self = builder.nextId();

    assertThat(name(new BtfType.Pointer(self))).startsWith("...").endsWith("*");
  }
}
