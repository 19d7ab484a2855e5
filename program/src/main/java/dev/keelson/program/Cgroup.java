package dev.keelson.program;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Asks the method about what the processes of a cgroup (version 2) do, its descendants included.
 * The method takes a {@link KernelStruct} of the hook's context, a {@link Packet} where there is
 * one, both or neither. It returns whether that may be done, or nothing when it only watches. Linux
 * 5.7 for its link.
 */
@Retention(RetentionPolicy.CLASS)
@Target(ElementType.METHOD)
public @interface Cgroup {
  /** What it is asked about. */
  Hook value();

  /**
   * The cgroup's folder, for example {@code /sys/fs/cgroup/web}; may be left empty and named when
   * attaching.
   */
  String path() default "";

  /** Whether what was asked about may be done after a contained fault, of a method that answers. */
  boolean onFault() default false;

  /** Hooks, with the structs that they pass. */
  enum Hook {
    /** A packet for a socket: {@code __sk_buff}, and the packet from its IP header on. */
    INGRESS,
    /** A packet of a socket, likewise. */
    EGRESS,
    /** A socket is made: {@code bpf_sock}. */
    SOCK_CREATE,
    SOCK_RELEASE,
    /** After bind(2): {@code bpf_sock}. */
    POST_BIND4,
    POST_BIND6,
    /** bind(2), before the port is taken: {@code bpf_sock_addr}, which may be changed. */
    BIND4,
    BIND6,
    /** connect(2): {@code bpf_sock_addr}, which may be changed. */
    CONNECT4,
    CONNECT6,
    /** sendmsg(2) on a socket that is not connected: {@code bpf_sock_addr}. */
    SENDMSG4,
    SENDMSG6,
    /** From here on to GETSOCKNAME6 a program only watches, and may change the address. */
    RECVMSG4,
    RECVMSG6,
    GETPEERNAME4,
    GETPEERNAME6,
    GETSOCKNAME4,
    GETSOCKNAME6,
    /** A file of /proc/sys is read or written: {@code bpf_sysctl}. */
    SYSCTL,
    /** getsockopt(2), after the kernel's own answer: {@code bpf_sockopt}. */
    GETSOCKOPT,
    /** setsockopt(2): {@code bpf_sockopt}. */
    SETSOCKOPT,
    /** A device file is opened or made: {@code bpf_cgroup_dev_ctx}. */
    DEVICE,
    /** Something happens to a TCP connection: {@code bpf_sock_ops}. */
    SOCK_OPS
  }
}
