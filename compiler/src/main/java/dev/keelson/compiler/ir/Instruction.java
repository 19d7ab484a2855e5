package dev.keelson.compiler.ir;

/**
 * One step of a block: an operation, where its result goes, and the Java line it came from.
 *
 * @param result a fresh value; of type {@code VOID} when there is none
 * @param op what it computes
 * @param line 1-based source line, 0 when unknown
 */
public record Instruction(Value result, Op op, int line) {}
