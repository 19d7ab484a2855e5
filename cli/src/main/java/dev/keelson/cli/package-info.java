/**
 * The commands people run, one file each, and what they share: exit statuses, errors in one
 * sentence, the terminal, Ctrl-C. A command turns words into a call of the modules below and its
 * answer into text; it measures, compiles and loads nothing itself.
 *
 * <pre>
 *   ./keelson WORDS  ->  Main  ->  one command  ->  latency, keelson (front door), compiler
 *                          |             |
 *                          |             +-- Failure: one sentence, a remedy, an exit status
 *                          +-- 0 done, 1 failed, 2 wrong words, 130 a second Ctrl-C
 * </pre>
 *
 * <p>Start reading at {@link dev.keelson.cli.Main}.
 */
package dev.keelson.cli;
