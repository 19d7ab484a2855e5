package dev.keelson.jvm;

/**
 * A source that this JVM or machine does not have.
 *
 * @param what the source
 * @param why it is missing, and what to do about it
 * @param costs what can therefore not be told
 */
public record Missing(String what, String why, String costs) {}
