/** What people run. */
module dev.keelson.cli {
  requires dev.keelson.latency;
  requires info.picocli;
}
