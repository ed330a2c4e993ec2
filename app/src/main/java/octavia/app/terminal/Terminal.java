package octavia.app.terminal;

import java.io.Console;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Where a command writes to: colours and moving progress where a person watches, plain lines where
 * the output is piped, colourless where {@code NO_COLOR} says so. Used by one thread.
 */
public final class Terminal {
  private static final String ESCAPE = "\033[";

  private final PrintStream out;
  private final boolean watched;
  private final boolean coloured;

  /**
   * A terminal of these abilities.
   *
   * @param watched whether a line may be written over
   */
  public Terminal(PrintStream out, boolean watched, boolean coloured) {
    this.out = out;
    this.watched = watched;
    this.coloured = coloured;
  }

  /** The standard output, as its environment wants it. */
  public static Terminal standard() {
    Map<String, String> environment = System.getenv();
    boolean watched =
        Optional.ofNullable(System.console()).map(Console::isTerminal).orElse(false)
            && !environment.getOrDefault("TERM", "dumb").equals("dumb");
    boolean colourless = !environment.getOrDefault("NO_COLOR", "").isEmpty();
    return new Terminal(System.out, watched, watched && !colourless);
  }

  /** A line of text. */
  public void line(String text) {
    out.println(text);
  }

  /** An empty line. */
  public void gap() {
    out.println();
  }

  /** A title over what follows. */
  public void title(String text) {
    out.println(strong(text));
  }

  /** {@code text} so that it stands out. */
  public String strong(String text) {
    return styled("1", text);
  }

  /** {@code text} as good news. */
  public String good(String text) {
    return styled("32", text);
  }

  /** {@code text} as bad news. */
  public String bad(String text) {
    return styled("31", text);
  }

  /** {@code text} as something on its way. */
  public String pending(String text) {
    return styled("33", text);
  }

  /** Begins a step that takes a while. */
  public Step step(String what) {
    return new Step(what);
  }

  /** A table: the first row is its head. A cell may carry colour; columns are as wide as needed. */
  public void table(List<List<String>> rows) {
    List<Integer> widths = new ArrayList<>();
    for (List<String> row : rows) {
      for (int column = 0; column < row.size(); column++) {
        int width = shownLength(row.get(column));
        if (column == widths.size()) {
          widths.add(width);
        } else {
          widths.set(column, Math.max(widths.get(column), width));
        }
      }
    }
    boolean head = true;
    for (List<String> row : rows) {
      StringBuilder text = new StringBuilder();
      for (int column = 0; column < row.size(); column++) {
        String cell = row.get(column);
        text.append("  ").append(head ? strong(cell) : cell);
        text.repeat(' ', widths.get(column) - shownLength(cell));
      }
      out.println(text.toString().stripTrailing());
      head = false;
    }
  }

  /** A time as people say it: {@code 42 ms}, {@code 1.3 s}. */
  public static String spoken(Duration time) {
    long millis = time.toMillis();
    return millis < 1000
        ? millis + " ms"
        : String.format(Locale.ROOT, "%.1f s", time.toNanos() / 1e9);
  }

  private String styled(String style, String text) {
    return coloured ? ESCAPE + style + "m" + text + ESCAPE + "0m" : text;
  }

  private static int shownLength(String text) {
    return text.replaceAll("\033\\[[0-9;]*m", "").length();
  }

  /** A step on its way: one line that tells how far it is, and in the end how it went. */
  public final class Step {
    private final String what;
    private final long begun = System.nanoTime();
    private String shown = "";

    private Step(String what) {
      this.what = String.format(Locale.ROOT, "  %-16s", what);
      now("");
    }

    /** How far the step is; seen only where somebody watches. */
    public void now(String state) {
      if (!watched) {
        return;
      }
      String text = what + pending(state.isEmpty() ? "..." : state + " " + spoken(time()));
      if (!text.equals(shown)) {
        out.print("\r" + ESCAPE + "K" + text);
        out.flush();
        shown = text;
      }
    }

    /** The step is over; {@code result} says what came of it. */
    public void done(String result) {
      out.println((watched ? "\r" + ESCAPE + "K" : "") + what + result);
    }

    /** Time since the step began. */
    public Duration time() {
      return Duration.ofNanos(System.nanoTime() - begun);
    }
  }
}
