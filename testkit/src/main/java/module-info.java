/** What tests share: a BPF interpreter, kernel tests, faults. Compiled, never shipped. */
module dev.keelson.testkit {
  requires dev.keelson.linux;
  requires transitive dev.keelson.object;
  requires transitive org.junit.jupiter.api;
}
