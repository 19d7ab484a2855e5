/**
 * The random tests from the command line, for hours.
 *
 * <pre>
 *   ./fuzz --- LongRun --- Campaign, ClassCampaign --- RunRecord: progress, failures, result
 * </pre>
 *
 * <p>Start reading at {@link dev.keelson.differential.longrun.LongRun}.
 */
package dev.keelson.differential.longrun;
