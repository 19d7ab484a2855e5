/**
 * The live screen of {@code keelson latency --top}: a terminal in its raw state, and what is drawn
 * on it. The only place that knows JLine; it is loaded when the screen is asked for, so that no
 * other command starts later for it.
 *
 * <pre>
 *   LatencySession --LiveView, LiveCauses--> LiveScreen (pure) --lines--> TopScreen --> terminal
 *                                               ^                            |
 *                                               '-------- ScreenState <-- keys
 * </pre>
 *
 * <p>Start reading at {@link dev.keelson.cli.top.TopScreen}.
 */
package dev.keelson.cli.top;
