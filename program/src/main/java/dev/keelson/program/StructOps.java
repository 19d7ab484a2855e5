package dev.keelson.program;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * A class that the kernel calls in the place of a struct of function pointers of its own: the
 * struct is named by the {@link KernelStruct} interface that the class implements, and every method
 * of the class that is not private or static is one of its functions. Parameters are typed by the
 * kernel's BTF; a method of a view that returns nothing and takes one value writes the field, where
 * the kernel allows that. The class has no fields but static ones. Linux 5.6 ({@code
 * BPF_MAP_TYPE_STRUCT_OPS}, kernel/bpf/bpf_struct_ops.c).
 *
 * {@snippet :
 * @KernelStruct("tcp_congestion_ops")
 * interface CongestionControl { int ssthresh(Socket socket); int undoCwnd(Socket socket); ... }
 *
 * @StructOps("in_java")
 * final class Halving implements CongestionControl { ... }
 * }
 */
@Retention(RetentionPolicy.CLASS)
@Target(ElementType.TYPE)
public @interface StructOps {
  /** The name under which the kernel registers it, where the struct has a name; 15 bytes. */
  String value();
}
