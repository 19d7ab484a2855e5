/** Facts in order of time, asked about moments. */
package dev.keelson.latency.timeline;
