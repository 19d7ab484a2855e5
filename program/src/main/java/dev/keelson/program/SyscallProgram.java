package dev.keelson.program;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * A program that runs when user space says so ({@code BPF_PROG_TEST_RUN}). Its parameter, if any,
 * is a plain class whose fields are read from the given context and written back. Linux 5.14.
 */
@Retention(RetentionPolicy.CLASS)
@Target(ElementType.METHOD)
public @interface SyscallProgram {}
