/** From program image to running program: load, attach, maps, rings. */
module dev.keelson.bpf {
  requires transitive dev.keelson.linux;
  requires transitive dev.keelson.object;

  exports dev.keelson.bpf;
  exports dev.keelson.bpf.attach;
  exports dev.keelson.bpf.btf;
  exports dev.keelson.bpf.ring;
}
