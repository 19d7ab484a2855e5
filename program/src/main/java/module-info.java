/** The words a kernel-side program may use; all of them also work as ordinary Java. */
module dev.keelson.program {
  exports dev.keelson.program;
}
