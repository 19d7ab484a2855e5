/** Pure readers and writers of what the kernel loads: instructions, BTF, ELF, program images. */
module dev.keelson.object {
  exports dev.keelson.object;
  exports dev.keelson.object.binary;
  exports dev.keelson.object.btf;
  exports dev.keelson.object.elf;
  exports dev.keelson.object.file;
  exports dev.keelson.object.image;
  exports dev.keelson.object.insn;
  exports dev.keelson.object.layout;
  exports dev.keelson.object.usdt;
  exports dev.keelson.object.relocation;
}
