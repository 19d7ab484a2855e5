/**
 * A report in four forms: tables to read, JSON with a schema, CSV for spreadsheets, and the
 * HdrHistogram log that its own tools open. Each form is a {@link
 * dev.keelson.latency.report.LatencyWriter} that knows nothing of files; {@link
 * dev.keelson.latency.report.ReportFile} knows nothing of forms. Nothing here measures.
 *
 * <pre>
 *   LatencyReport --> LatencyWriter: TableReport | JsonReport | CsvReport | HdrReport --> ReportFile
 * </pre>
 *
 * <p>Start reading at {@link dev.keelson.latency.report.TableReport}.
 */
package dev.keelson.latency.report;
