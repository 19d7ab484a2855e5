/** From program image to running program: load, attach, maps, rings. */
module dev.keelson.bpf {
  requires transitive dev.keelson.linux;
  requires transitive dev.keelson.object;
}
