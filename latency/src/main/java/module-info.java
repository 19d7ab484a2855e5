/** Scheduling latency of a process: programs, measurement, reports. */
module dev.keelson.latency {
  requires transitive dev.keelson;
  requires com.fasterxml.jackson.core;
  requires HdrHistogram;
}
