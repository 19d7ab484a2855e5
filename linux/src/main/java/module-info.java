/** Typed Linux system calls: the one native door. */
@SuppressWarnings("module") // the two below are built after this one
module dev.keelson.linux {
  exports dev.keelson.linux;
  exports dev.keelson.linux.fault to
      dev.keelson.bpf,
      dev.keelson.testkit;
}
