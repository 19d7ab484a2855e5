/**
 * The front door: a class of kernel-side methods goes in, a running program comes out. The class is
 * compiled against the running kernel when it is loaded; its static declarations are the names by
 * which the live maps and rings are asked for. Everything is closed by try-with-resources, and a
 * killed process leaves nothing in the kernel.
 *
 * <pre>
 *   Keelson.program(RunQueueWait.class)        ProgramLoader: settings, class files, features
 *       .setting(RunQueueWait.PROCESS, 4711)
 *       .load()                                LoadedProgram: maps, rings, counters
 *       .attachAll()                           AttachedPrograms
 * </pre>
 *
 * <p>Start reading at {@link dev.keelson.Keelson}.
 */
package dev.keelson;
