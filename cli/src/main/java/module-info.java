/** What people run. */
module dev.keelson.cli {
  requires dev.keelson.latency;
  requires info.picocli;

  opens dev.keelson.cli to
      info.picocli;
}
