/**
 * The seam at which tests make system calls fail. Production code never installs a fault; an
 * uninstalled one costs each system call one read of a field. Only the modules that test with it
 * may see this package.
 *
 * <pre>
 *   FileDescriptor, Memory, Bpf ...   one function per system call
 *          |
 *       Syscalls  -- strike()? -->  FaultySyscalls: the n-th call fails
 *          |
 *        libc
 * </pre>
 *
 * <p>Start reading at {@link dev.keelson.linux.fault.FaultySyscalls}.
 */
package dev.keelson.linux.fault;
