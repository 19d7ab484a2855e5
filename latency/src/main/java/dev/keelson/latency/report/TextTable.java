package dev.keelson.latency.report;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * Rows of text in columns that are as wide as they need to be. Columns that do not fit are left
 * out, the least important first. Mutable, confined to one thread.
 */
final class TextTable<R> {
  private static final String GAP = "  ";
  private static final String DOTS = "...";
  private static final int LEAST_REST = 8;
  private static final int WANTED_REST = 24;

  private final List<Column<R>> columns = new ArrayList<>();

  /**
   * A column.
   *
   * @param rank 0 for a column that is always there; higher ones go first when space is short
   */
  private record Column<R>(
      String title, boolean left, int rank, boolean fills, Function<? super R, String> cell) {}

  /** Adds a column of numbers. */
  TextTable<R> right(int rank, String title, Function<? super R, String> cell) {
    columns.add(new Column<>(title, false, rank, false, cell));
    return this;
  }

  /** Adds a column of words. */
  TextTable<R> left(int rank, String title, Function<? super R, String> cell) {
    columns.add(new Column<>(title, true, rank, false, cell));
    return this;
  }

  /** Adds a column of words that are cut where the line has no more room; it is always there. */
  TextTable<R> rest(String title, Function<? super R, String> cell) {
    columns.add(new Column<>(title, true, 0, true, cell));
    return this;
  }

  /** The lines: titles, then a line per row, none longer than {@code width} if that can be. */
  List<String> lines(List<R> rows, int width) {
    List<List<String>> cells = new ArrayList<>();
    List<Integer> widths = new ArrayList<>();
    for (Column<R> column : columns) {
      List<String> texts = new ArrayList<>();
      texts.add(column.title());
      rows.forEach(row -> texts.add(printable(column.cell().apply(row))));
      cells.add(texts);
      widths.add(texts.stream().mapToInt(TextTable::width).max().orElse(0));
    }
    boolean[] shown = fitting(widths, width);
    narrow(cells, widths, shown, width);
    List<String> lines = new ArrayList<>();
    for (int row = 0; row <= rows.size(); row++) {
      StringBuilder line = new StringBuilder();
      for (int i = 0; i < columns.size(); i++) {
        if (shown[i]) {
          String text = cells.get(i).get(row);
          String blank = " ".repeat(widths.get(i) - width(text));
          line.append(GAP).append(columns.get(i).left() ? text + blank : blank + text);
        }
      }
      lines.add(line.toString().stripTrailing());
    }
    return lines;
  }

  /** The text, cut with dots where it is wider than the terminal. */
  static String cut(String text, int width) {
    String printable = printable(text);
    if (width(printable) <= width) {
      return printable;
    }
    int end = 0;
    int used = DOTS.length();
    while (used + width(printable.codePointAt(end)) <= width) {
      used += width(printable.codePointAt(end));
      end = printable.offsetByCodePoints(end, 1);
    }
    return printable.substring(0, end) + DOTS;
  }

  /** The words of a text; a number and its unit are one, and so is {@code lock > throttled}. */
  static List<String> words(String text) {
    return List.of(text.split("(?<!>) (?!>|(?:ns|us|ms|s|%)(?:[ ,;:.)]|$))", -1));
  }

  /**
   * Pieces side by side, in as many lines as they need; a piece that is wider than a line is cut.
   *
   * @param gap what stands between two pieces
   * @param indent what each further line begins with
   */
  static List<String> wrap(List<String> pieces, String gap, String indent, int width) {
    List<String> lines = new ArrayList<>();
    String line = "";
    for (String piece : pieces) {
      String longer = line.isEmpty() ? piece : line + gap + piece;
      if (!line.isEmpty() && width(longer) > width) {
        lines.add(line);
        longer = indent + piece;
      }
      line = longer;
    }
    lines.add(line);
    lines.replaceAll(one -> cut(one, width));
    return lines;
  }

  // A thread may be called anything, an escape sequence for the terminal included.
  private static String printable(String text) {
    return text.replaceAll("\\p{Cntrl}", "?");
  }

  /** How many places a terminal gives the text. */
  static int width(String text) {
    return text.codePoints().map(TextTable::width).sum();
  }

  // Close to Unicode Standard Annex 11: ideographs, kana, hangul and emoji take two places.
  private static int width(int codePoint) {
    if (codePoint < 0x300) {
      return 1;
    }
    if (Character.getType(codePoint) == Character.NON_SPACING_MARK) {
      return 0;
    }
    return switch (Character.UnicodeScript.of(codePoint)) {
      case HAN, HIRAGANA, KATAKANA, HANGUL -> 2;
      default -> Character.isEmojiPresentation(codePoint) ? 2 : 1;
    };
  }

  /** Cuts the columns that take what is left. */
  private void narrow(List<List<String>> cells, List<Integer> widths, boolean[] shown, int width) {
    int others = 0;
    for (int i = 0; i < shown.length; i++) {
      others += !shown[i] ? 0 : GAP.length() + (columns.get(i).fills() ? 0 : widths.get(i));
    }
    for (int i = 0; i < shown.length; i++) {
      if (columns.get(i).fills()) {
        int room = Math.max(LEAST_REST, width - others);
        widths.set(i, Math.min(widths.get(i), room));
        cells.get(i).replaceAll(text -> cut(text, room));
      }
    }
  }

  // Rank by rank, each whole: half a rank would show a percentile and hide its neighbour.
  private boolean[] fitting(List<Integer> widths, int width) {
    boolean[] shown = new boolean[columns.size()];
    int highest = columns.stream().mapToInt(Column::rank).max().orElse(0);
    int used = 0;
    for (int rank = 0; rank <= highest; rank++) {
      for (int i = 0; i < shown.length; i++) {
        // A column that takes what is left wants some of it before less important ones get any.
        int most = columns.get(i).fills() ? WANTED_REST : Integer.MAX_VALUE;
        int needed = GAP.length() + Math.min(most, widths.get(i));
        used += columns.get(i).rank() == rank ? needed : 0;
      }
      if (rank > 0 && used > width) {
        return shown;
      }
      for (int i = 0; i < shown.length; i++) {
        shown[i] |= columns.get(i).rank() == rank;
      }
    }
    return shown;
  }
}
