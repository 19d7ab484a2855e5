package dev.keelson.object.image;

/**
 * A place where a program can end early because Java would have thrown there. Its index in the
 * image is its key in the image's map {@code keelson.faults}.
 *
 * @param program name of the program
 * @param line 1-based source line, 0 when unknown
 * @param kind what Java would have thrown, for example {@code NULL_POINTER}
 */
public record FaultSite(String program, int line, String kind) {}
