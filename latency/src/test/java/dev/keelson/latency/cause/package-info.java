/** The analysis on invented measurements: each mechanism alone, and any facts whatever. */
package dev.keelson.latency.cause;
