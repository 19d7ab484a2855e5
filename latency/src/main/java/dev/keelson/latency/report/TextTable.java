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

  private final List<Column<R>> columns = new ArrayList<>();

  /**
   * A column.
   *
   * @param rank 0 for a column that is always there; higher ones go first when space is short
   */
  private record Column<R>(
      String title, boolean left, int rank, Function<? super R, String> cell) {}

  /** Adds a column of numbers. */
  TextTable<R> right(int rank, String title, Function<? super R, String> cell) {
    columns.add(new Column<>(title, false, rank, cell));
    return this;
  }

  /** Adds a column of words. */
  TextTable<R> left(int rank, String title, Function<? super R, String> cell) {
    columns.add(new Column<>(title, true, rank, cell));
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

  // Rank by rank, each whole: half a rank would show a percentile and hide its neighbour.
  private boolean[] fitting(List<Integer> widths, int width) {
    boolean[] shown = new boolean[columns.size()];
    int highest = columns.stream().mapToInt(Column::rank).max().orElse(0);
    int used = 0;
    for (int rank = 0; rank <= highest; rank++) {
      for (int i = 0; i < shown.length; i++) {
        used += columns.get(i).rank() == rank ? GAP.length() + widths.get(i) : 0;
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
