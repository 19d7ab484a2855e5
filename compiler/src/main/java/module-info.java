/** From class file to program image: a pure function of class bytes, kernel types and features. */
module dev.keelson.compiler {
  requires transitive dev.keelson.object;
  requires dev.keelson.program;

  exports dev.keelson.compiler;
}
