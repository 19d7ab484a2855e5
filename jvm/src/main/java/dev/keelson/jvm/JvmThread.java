package dev.keelson.jvm;

/**
 * A thread of a JVM.
 *
 * @param tid the kernel's number of it, as seen from here
 * @param name the JVM's name of it where that is known, else the kernel's: at most 15 bytes
 * @param role what it is for
 */
public record JvmThread(int tid, String name, ThreadRole role) {}
