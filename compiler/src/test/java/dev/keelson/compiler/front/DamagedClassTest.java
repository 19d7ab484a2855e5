package dev.keelson.compiler.front;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keelson.compiler.BpfCompiler;
import dev.keelson.compiler.ClassBytes;
import dev.keelson.compiler.CompileException;
import java.util.Map;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** Whatever a class file holds, the compiler gives an image or a {@link CompileException}. */
class DamagedClassTest {
  private static final String NAME = AcceptedPrograms.Waits.class.getName();
  private static final byte[] WHOLE = Compiling.TEST_CLASSES.bytes(NAME).orElseThrow();

  private static ClassBytes instead(byte[] damaged) {
    return name -> name.equals(NAME) ? Optional.of(damaged) : Compiling.TEST_CLASSES.bytes(name);
  }

  private static boolean compilesOrIsRefused(byte[] damaged) {
    try {
      BpfCompiler.compile(Compiling.request(NAME, instead(damaged), Map.of()));
    } catch (CompileException refusal) {
      assertThat(refusal.diagnostics()).isNotEmpty();
    }
    return true;
  }

  @Property(tries = 2_000)
  boolean aChangedByteIsNoCrash(
      @ForAll @IntRange(min = 0, max = 65_535) int position, @ForAll byte value) {
    byte[] damaged = WHOLE.clone();
    damaged[position % damaged.length] = value;
    return compilesOrIsRefused(damaged);
  }

  @Property(tries = 200)
  boolean aCutClassIsNoCrash(@ForAll @IntRange(min = 0, max = 65_535) int length) {
    return compilesOrIsRefused(java.util.Arrays.copyOf(WHOLE, length % WHOLE.length));
  }
}
