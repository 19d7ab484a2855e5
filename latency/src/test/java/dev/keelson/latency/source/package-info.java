/** What files of /proc and of cgroups say, those of this machine and written ones. */
package dev.keelson.latency.source;
