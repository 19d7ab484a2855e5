/** Typed Linux system calls: the one native door. */
module dev.keelson.linux {}
