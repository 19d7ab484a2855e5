/** The front door: compile, load and attach in one call. */
module dev.keelson {
  requires transitive dev.keelson.bpf;
  requires transitive dev.keelson.compiler;
  requires transitive dev.keelson.program;

  exports dev.keelson;
}
