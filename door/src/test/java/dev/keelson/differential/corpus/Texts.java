package dev.keelson.differential.corpus;

import dev.keelson.differential.Numbers;
import dev.keelson.program.Array;
import dev.keelson.program.Kernel;
import dev.keelson.program.Length;
import dev.keelson.program.Maps;
import dev.keelson.program.SyscallProgram;

/** Characters in memory, compared with constant strings. */
public final class Texts {
  static final class Name {
    int tag;

    @Length(11)
    final byte[] characters = new byte[11];
  }

  static final String JAVA = "java";
  static final Array<Name> NAMES = Maps.array(2);

  private Texts() {}

  private static void fill(byte[] characters, Numbers n) {
    characters[0] = 'j';
    characters[1] = 'a';
    characters[2] = (byte) (n.c < 0 ? 'v' : 'w');
    characters[3] = 'a';
    characters[4] = (byte) (n.d & 1);
    for (int i = 5; i < characters.length; i++) {
      characters[i] = (byte) ('0' + i + (n.c & 1));
    }
  }

  @SyscallProgram
  static void onTheStack(Numbers n) {
    byte[] characters = new byte[9];
    fill(characters, n);
    n.flag =
        (Kernel.equal(characters, JAVA) ? 1 : 0)
            + (Kernel.equal(characters, "jav") ? 2 : 0)
            + (Kernel.startsWith(characters, "jav") ? 4 : 0)
            + (Kernel.startsWith(characters, "") ? 8 : 0)
            + (Kernel.equal(characters, "") ? 16 : 0)
            + (Kernel.equal(characters, "longer than that") ? 32 : 0)
            + (Kernel.startsWith(characters, "java\001567") ? 64 : 0)
            + (Kernel.equal(characters, "java\001" + "5678") ? 128 : 0);
  }

  @SyscallProgram
  static void inAMap(Numbers n) {
    Name name = NAMES.get(n.d & 1);
    if (name != null) {
      n.flag = Kernel.equal(name.characters, "java") ? 1 : 2;
      n.small = Kernel.startsWith(name.characters, "jawa") ? 1 : 2;
      fill(name.characters, n);
    }
  }
}
