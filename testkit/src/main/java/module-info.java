/** What tests share: a BPF interpreter, kernel tests, faults. Compiled, never shipped. */
module dev.keelson.testkit {
  requires transitive dev.keelson.object;
  requires transitive org.junit.jupiter.api;
  requires org.junit.platform.launcher;

  exports dev.keelson.testkit;
  exports dev.keelson.testkit.interpreter;
  exports dev.keelson.testkit.peer;
}
