package dev.keelson.differential.bytecode;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keelson.compiler.Features;
import dev.keelson.differential.random.Trial;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Label;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.util.Map;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.Test;

/** What random classes have found, made small. */
class FoundShapesTest {
  /** Makes the int on top of the stack one of a narrower type. */
  private interface Narrowing {
    void add(Members members, CodeBuilder code, ClassDesc type);
  }

  private static String trouble(String name, BiConsumer<Members, CodeBuilder> run) {
    RandomClass made = RandomClass.with(name, run);
    return new Trial(Features.LINUX_6_9, 200, 1, false)
        .of(made.name(), Map.of(made.name(), made.bytes()))
        .detail();
  }

  /** The JVM narrows an int where a method returns it and where a field takes it. */
  private static String narrowed(String name, Narrowing narrowing) {
    return trouble(
        name,
        (members, code) -> {
          code.lineNumber(1).aload(0).lconst_0();
          for (ClassDesc narrow : Members.NARROW) {
            code.bipush(31).i2l().lmul().aload(0);
            code.getfield(StackCode.NUMBERS, "c", ConstantDescs.CD_int);
            narrowing.add(members, code, narrow);
            code.i2l().ladd();
          }
          end(code);
        });
  }

  private static void end(CodeBuilder code) {
    code.putfield(StackCode.NUMBERS, "result", ConstantDescs.CD_long).return_();
  }

  @Test
  void whatAMethodReturnsIsNarrowed() {
    String trouble =
        narrowed(
            "Returned",
            (members, code, type) -> {
              code.aload(0).getfield(StackCode.NUMBERS, "a", ConstantDescs.CD_long);
              members.call(code, type);
            });
    assertThat(trouble).isEmpty();
  }

  @Test
  void whatAFieldTakesIsNarrowed() {
    assertThat(narrowed("Stored", Members::storeAndLoad)).isEmpty();
  }

  /** Two ways lead into the loop, and the one that would be its head is never taken. */
  @Test
  void aLoopThatIsEnteredInTheMiddle() {
    String trouble =
        trouble(
            "Middle",
            (members, code) -> {
              Label head = code.newLabel();
              Label middle = code.newLabel();
              code.lineNumber(1).bipush(9).istore(1).iconst_5().istore(2);
              code.iconst_0().ifne(head).goto_(middle);
              code.labelBinding(head).iinc(1, 3);
              code.labelBinding(middle).iinc(2, -1).iload(2).ifgt(head);
              code.aload(0).iload(1).i2l();
              end(code);
            });
    assertThat(trouble).isEmpty();
  }
}
