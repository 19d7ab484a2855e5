/** Recordings: written, read, cut off, damaged. */
package dev.keelson.latency.recording;
