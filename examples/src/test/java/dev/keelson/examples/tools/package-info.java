/**
 * Fifty small tools of the kinds that people write in bpftrace and find among libbpf-tools, each
 * attached to the running kernel and compared with what the test made happen.
 *
 * <pre>
 *   SyscallTools (the kernel side, to copy) --- SyscallToolsKernelTest (load, attach, provoke, compare)
 * </pre>
 *
 * <p>Start reading at {@link dev.keelson.examples.tools.SyscallTools}; docs/tools.md is the table.
 */
package dev.keelson.examples.tools;
