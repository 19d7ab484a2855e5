/** Comparisons with the peers of the field, both sides in one run. Compiled, never shipped. */
module dev.keelson.bench {
  requires dev.keelson.latency;

  opens dev.keelson.bench.kernels to
      dev.keelson;
}
