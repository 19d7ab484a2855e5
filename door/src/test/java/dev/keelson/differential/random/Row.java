package dev.keelson.differential.random;

/** A row of the language table in docs/compiler.md that random programs can reach. */
enum Row {
  ARITHMETIC("arithmetic on numbers of every size"),
  BRANCHES("branches and loops that the verifier can follow"),
  ANY_LOOPS("loops of any kind"),
  STRUCTS("records and plain classes, maps of them"),
  ARRAYS("arrays of constant length"),
  SCRATCH("arrays and objects that the stack has no room for"),
  STRUCT_ARRAYS("arrays and structs in structs"),
  GLOBALS("static fields as global data"),
  INITIALISERS("class initialisers"),
  LIBRARY("methods of Math, Integer, Long and their kin"),
  ENUMS("enums"),
  SWITCHES("switch over numbers, enums and constant strings"),
  SEALED("sealed types, patterns"),
  TEXTS("characters compared with constant strings"),
  STRINGS("constant strings"),
  CALLS("static methods, small and large"),
  PACKETS("packets: reads and writes"),
  XDP("XDP programs"),
  TC("TC programs"),
  SOCKETS("socket filters and cgroup packet programs"),
  FAULTS("contained faults");

  private final String text;

  Row(String text) {
    this.text = text;
  }

  String text() {
    return text;
  }
}
