/** Faults injected on purpose, and whether the analysis names them. Compiled, never shipped. */
module dev.keelson.faults {
  requires dev.keelson.latency;
  requires dev.keelson.linux;
  requires java.management;
}
