package dev.keelson.bpf;

/**
 * What a refusal by the verifier means.
 *
 * @param words the verifier's own
 * @param meaning a sentence: what it could not prove
 * @param variable what it concerns: a register, where its value comes from, in Java's terms as far
 *     as the log tells; may be empty
 * @param change what to change in the program
 */
public record VerifierExplanation(String words, String meaning, String variable, String change) {}
