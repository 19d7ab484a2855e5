/**
 * Typed Linux system calls: one thin function each, errors as {@link
 * dev.keelson.linux.SyscallException} with a cause and a remedy, descriptors and mappings that
 * close once. This is the only module that calls native code, so it is the only one a user has to
 * trust with {@code --enable-native-access=dev.keelson.linux}. Restricted to x86-64 and aarch64.
 *
 * <pre>
 *   Bpf  PerfEvents  Memory  Epoll  Files  Mounts ...    typed, checked, documented
 *                       |
 *                   Syscalls                             one handle, one errno, one seam for faults
 *                       |
 *               libc syscall(2)
 * </pre>
 *
 * <p>Start reading at {@link dev.keelson.linux.Bpf}; {@code Syscalls} is the door itself.
 */
package dev.keelson.linux;
