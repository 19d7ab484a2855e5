/** Scheduling latency of a process: programs, measurement, reports. */
module dev.keelson.latency {
  requires transitive dev.keelson;
  requires transitive dev.keelson.jvm;
  requires transitive HdrHistogram;
  requires com.fasterxml.jackson.core;

  exports dev.keelson.latency;
  exports dev.keelson.latency.cause;
  exports dev.keelson.latency.fact;
  exports dev.keelson.latency.recording;
  exports dev.keelson.latency.report;
  exports dev.keelson.latency.workload;

  opens dev.keelson.latency.program to
      dev.keelson.program;
}
