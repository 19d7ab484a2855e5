/** What people run. */
module dev.keelson.cli {
  requires dev.keelson.latency;
  requires info.picocli;
  requires java.compiler;
  requires org.jline.terminal; // latency --top alone
  requires jdk.unsupported; // sun.misc.Signal, see Interrupt

  opens dev.keelson.cli to
      info.picocli;
}
