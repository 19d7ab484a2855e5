package dev.keelson.cli.top;

import dev.keelson.latency.LiveCauses;
import dev.keelson.latency.LiveView;
import dev.keelson.latency.report.LiveScreen;
import dev.keelson.latency.report.ScreenState;
import dev.keelson.linux.Terminals;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jline.terminal.Attributes;
import org.jline.terminal.Attributes.ControlChar;
import org.jline.terminal.Size;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;
import org.jline.utils.AttributedString;
import org.jline.utils.AttributedStyle;
import org.jline.utils.Display;
import org.jline.utils.InfoCmp.Capability;
import org.jline.utils.NonBlockingReader;

/**
 * The terminal as a live screen: what was on it comes back when this is closed, also when the JVM
 * ends otherwise. Confined to one thread, except {@link #restore()}.
 */
public final class TopScreen implements AutoCloseable {
  private static final int STANDARD_INPUT = 0;
  private static final int STANDARD_OUTPUT = 1;
  private static final int SMALLEST_COLUMNS = 40;
  private static final int SMALLEST_ROWS = 8;

  private final Terminal terminal;
  private final Attributes before;
  private final Display display;
  private final Thread atExit = new Thread(this::restore, "keelson-restore-terminal");
  private ScreenState state = ScreenState.START;
  private Optional<Shown> shown = Optional.empty();
  private Size size = new Size(0, 0);
  private boolean restored;

  /** What is on the screen. */
  private record Shown(String name, LiveView view, Optional<LiveCauses> causes) {}

  private TopScreen(Terminal terminal) {
    this.terminal = terminal;
    this.before = terminal.enterRawMode();
    Attributes raw = terminal.getAttributes();
    raw.setControlChar(ControlChar.VSUSP, 0); // Ctrl-Z would leave the shell with a raw terminal
    terminal.setAttributes(raw);
    this.display = new Display(terminal, true);
    terminal.puts(Capability.enter_ca_mode);
    terminal.puts(Capability.cursor_invisible);
    terminal.flush();
    Runtime.getRuntime().addShutdownHook(atExit);
  }

  /**
   * Why there can be no live screen here, as a sentence; empty when there can.
   *
   * @param type the environment's TERM, empty when it has none
   */
  public static Optional<String> obstacle(String type) {
    if (Terminals.columns(STANDARD_INPUT).isEmpty()
        || Terminals.columns(STANDARD_OUTPUT).isEmpty()) {
      return Optional.of(
          "--top wants a terminal for its input and its output; without --top the report can go"
              + " anywhere.");
    }
    if (type.isEmpty() || type.equals("dumb") || type.equals("unknown")) {
      return Optional.of(
          "--top wants a terminal that can place its cursor, and TERM is %s; set TERM as the terminal is, or go without --top."
              .formatted(type.isEmpty() ? "not set" : type));
    }
    return Optional.empty();
  }

  /**
   * Takes the terminal over.
   *
   * @throws IOException when it cannot be set: no stty(1)
   */
  public static TopScreen open() throws IOException {
    return new TopScreen(
        TerminalBuilder.builder()
            .system(true)
            .provider("exec")
            .dumb(false)
            .nativeSignals(false) // Ctrl-C is the command's
            .build());
  }

  /**
   * Shows what is known now, unless the screen is held still.
   *
   * @param name what is measured
   */
  public void show(String name, LiveView view, Optional<LiveCauses> causes) {
    if (!state.paused() || shown.isEmpty()) {
      shown = Optional.of(new Shown(name, view, causes));
    }
    draw();
  }

  /**
   * Waits for a key, at most so long, and does what it says.
   *
   * @return false when the person wants to end
   */
  public boolean obey(Duration limit) throws IOException {
    NonBlockingReader keys = terminal.reader();
    int key = keys.read(limit.toMillis());
    if (key == NonBlockingReader.READ_EXPIRED) {
      redrawIfResized();
      return true;
    }
    // Input that has ended is a terminal that is gone; 3 is Ctrl-C where it makes no signal.
    if (key == 'q' || key == 'Q' || key == 3 || key == NonBlockingReader.EOF) {
      return false;
    }
    state = state.after(key);
    draw();
    return true;
  }

  private void redrawIfResized() {
    if (!sizeNow().equals(size)) {
      draw();
    }
  }

  private static Size sizeNow() {
    int columns = Terminals.columns(STANDARD_OUTPUT).orElse(0);
    int rows = Terminals.rows(STANDARD_OUTPUT).orElse(0);
    return new Size(
        columns == 0 ? 80 : Math.max(SMALLEST_COLUMNS, columns),
        rows == 0 ? 24 : Math.max(SMALLEST_ROWS, rows));
  }

  private void draw() {
    if (shown.isEmpty()) {
      return;
    }
    Size now = sizeNow();
    if (!now.equals(size)) {
      size = now;
      display.clear();
      display.resize(size.getRows(), size.getColumns());
    }
    Shown what = shown.get();
    List<AttributedString> lines = new ArrayList<>();
    for (LiveScreen.Line line :
        new LiveScreen(size.getColumns(), size.getRows())
            .lines(what.name(), what.view(), what.causes(), state)) {
      lines.add(styled(line));
    }
    display.update(lines, 0);
  }

  private AttributedString styled(LiveScreen.Line line) {
    String padded = line.text() + " ".repeat(Math.max(0, size.getColumns() - width(line.text())));
    return switch (line.kind()) {
      case TITLE, KEYS -> new AttributedString(padded, AttributedStyle.INVERSE);
      case HEADER -> new AttributedString(line.text(), AttributedStyle.BOLD);
      case BODY -> new AttributedString(line.text());
    };
  }

  private static int width(String text) {
    return new AttributedString(text).columnLength();
  }

  /** Gives the terminal back as it was. Safe for use by any thread; idempotent. */
  public synchronized void restore() {
    if (restored) {
      return;
    }
    restored = true;
    terminal.puts(Capability.cursor_normal);
    terminal.puts(Capability.exit_ca_mode);
    terminal.flush();
    terminal.setAttributes(before);
  }

  @Override
  public void close() throws IOException {
    restore();
    terminal.close();
    try {
      boolean _ = Runtime.getRuntime().removeShutdownHook(atExit);
    } catch (IllegalStateException ending) {
      // then the hook finds it restored
    }
  }
}
