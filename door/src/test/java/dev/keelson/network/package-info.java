/**
 * Programs on packets and sockets, tried in the kernel with traffic that stays in a network
 * namespace and a cgroup of the test's own.
 *
 * <pre>
 *   PrivateNetwork, PrivateCgroup  --->  DeviceProgramsKernelTest | CgroupProgramsKernelTest | NamespaceProgramsKernelTest
 * </pre>
 *
 * <p>Start reading at {@code DeviceProgramsKernelTest}.
 */
package dev.keelson.network;
