package octavia.app.bench;

import java.util.List;
import octavia.app.terminal.Terminal;

/** Writes the results, for the eye or as Markdown. */
final class Report {
  private final Terminal terminal;
  private final Terminal progress;
  private final boolean markdown;

  Report(Terminal terminal, boolean markdown) {
    this.terminal = terminal;
    this.progress = markdown ? new Terminal(System.err, false, false) : terminal;
    this.markdown = markdown;
  }

  /** Says what is being measured, where a person waits for it. */
  Terminal.Step step(String what) {
    return progress.step(what);
  }

  /** A table under a title; the first row is its head. */
  void table(String title, List<List<String>> rows) {
    terminal.gap();
    if (!markdown) {
      terminal.title(title);
      terminal.table(rows);
      return;
    }
    terminal.line("## " + title);
    terminal.gap();
    terminal.line(row(rows.getFirst()));
    terminal.line(row(rows.getFirst().stream().map(_ -> "---").toList()));
    rows.stream().skip(1).forEach(row -> terminal.line(row(row)));
  }

  private static String row(List<String> cells) {
    return "| " + String.join(" | ", cells) + " |";
  }
}
