/** A running JVM observed from outside: what it is, what its threads are, what it does and when. */
module dev.keelson.jvm {
  requires transitive dev.keelson;
  requires jdk.jfr;

  exports dev.keelson.jvm;

  opens dev.keelson.jvm.program to
      dev.keelson.program;
}
