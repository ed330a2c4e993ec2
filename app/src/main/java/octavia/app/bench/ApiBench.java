package octavia.app.bench;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import octavia.app.command.CommandFailure;
import octavia.app.terminal.Terminal;

/**
 * Rates and times of an API's requests, from outside, so of any that is compatible with Octavia's;
 * of two in turn, figure by figure, where they are compared. {@link #run}, then {@link #cleanUp},
 * on one thread.
 */
final class ApiBench {
  private final List<Side> sides;
  private final Plan plan;
  private final Report report;
  private final List<Row> rows = new ArrayList<>();

  /**
   * One of the APIs.
   *
   * @param watched processes whose processor time is told, by label
   */
  record Side(Site site, Map<String, Long> watched) {
    Side {
      watched = Map.copyOf(watched);
    }

    String label() {
      return site.endpoint().label();
    }
  }

  /**
   * What is measured and how.
   *
   * @param changes the load of what changes something; {@code reads} is that of the rest
   * @param population load balancers that there are while reading
   * @param keep leaves the population for the next run
   */
  record Plan(
      Set<Figure> figures,
      List<Integer> connections,
      Load reads,
      Load changes,
      int population,
      boolean keep) {
    Plan {
      figures = EnumSet.copyOf(figures);
      connections = List.copyOf(connections);
      if (figures.contains(Figure.DELETE) && !figures.contains(Figure.CREATE)) {
        throw new CommandFailure("delete needs create: it deletes what that made");
      }
    }

    Load load(Figure figure) {
      return figure.changes() ? changes : reads;
    }
  }

  /** One line of the results; a result for each side. */
  private record Row(Figure figure, int connections, List<Measured> results) {}

  ApiBench(List<Side> sides, Plan plan, Report report) {
    this.sides = List.copyOf(sides);
    this.plan = plan;
    this.report = report;
  }

  /** Measures everything and writes it down; 1 if any request failed. */
  int run() throws InterruptedException {
    String loadBefore = MachineFacts.load();
    for (Side side : sides) {
      Terminal.Step step = report.step("prepare");
      step.now(side.label());
      side.site().prepare(plan.population());
      step.done(side.label());
    }
    for (Figure figure : plan.figures()) {
      for (int connections : plan.connections()) {
        if (figure != Figure.DELETE) {
          measure(figure, connections);
        }
        if (figure == Figure.CREATE && plan.figures().contains(Figure.DELETE)) {
          measure(Figure.DELETE, connections);
        }
      }
    }
    rows.sort(Comparator.comparing(Row::figure)); // stable: connections stay in order
    write(loadBefore);
    return rows.stream().flatMap(row -> row.results().stream()).anyMatch(each -> each.errors() > 0)
        ? 1
        : 0;
  }

  /** Removes what {@link #run} made. */
  void cleanUp() {
    for (Side side : sides) {
      try (Site site = side.site()) {
        if (!plan.keep()) {
          site.removeAll();
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new CommandFailure("interrupted while removing; the next run removes the rest", e);
      }
    }
  }

  private void measure(Figure figure, int connections) throws InterruptedException {
    Terminal.Step step = report.step(figure.word());
    List<Measured> results = new ArrayList<>();
    for (Side side : sides) {
      step.now(side.label() + ", " + connections);
      Site site = side.site();
      site.prepare(figure, connections);
      results.add(
          plan.load(figure)
              .run(
                  site.endpoint(),
                  connections,
                  figure.waits(),
                  site.round(figure),
                  side.watched()));
      site.tidy(figure);
    }
    rows.add(new Row(figure, connections, results));
    step.done(
        connections
            + ": "
            + String.join(
                ", ", results.stream().map(each -> Measured.number(each.rate()) + "/s").toList()));
  }

  private void write(String loadBefore) {
    for (int i = 0; i < sides.size(); i++) {
      write(sides.get(i), i);
    }
    if (sides.size() == 2) {
      compare();
    }
    List<List<String>> machine = new ArrayList<>();
    machine.add(List.of("machine", ""));
    machine.addAll(MachineFacts.rows(loadBefore));
    report.table("Machine", machine);
  }

  private void write(Side side, int index) {
    List<String> labels = List.copyOf(new TreeSet<>(side.watched().keySet()));
    List<List<String>> table = new ArrayList<>();
    List<String> head =
        new ArrayList<>(
            List.of("request", "connections", "rate", "mean", "median", "p99", "errors"));
    labels.forEach(label -> head.add("processor, " + label));
    table.add(head);
    List<List<String>> errors = new ArrayList<>();
    errors.add(List.of("request", "connections", "the first error"));
    for (Row row : rows) {
      Measured result = row.results().get(index);
      List<String> cells = new ArrayList<>();
      cells.add(row.figure().label());
      cells.add(Integer.toString(row.connections()));
      cells.addAll(result.cells(labels));
      table.add(cells);
      if (result.errors() > 0) {
        errors.add(
            List.of(
                row.figure().label(), Integer.toString(row.connections()), result.firstError()));
      }
    }
    report.table(side.label(), table);
    if (errors.size() > 1) {
      report.table(side.label() + ": errors", errors);
    }
  }

  private void compare() {
    List<List<String>> table = new ArrayList<>();
    String first = sides.get(0).label();
    String second = sides.get(1).label();
    table.add(
        List.of(
            "request", "connections", first, second, "ratio", "p99, " + first, "p99, " + second));
    for (Row row : rows) {
      Measured one = row.results().get(0);
      Measured other = row.results().get(1);
      table.add(
          List.of(
              row.figure().label(),
              Integer.toString(row.connections()),
              Measured.number(one.rate()) + "/s",
              Measured.number(other.rate()) + "/s",
              other.rate() > 0 ? Measured.number(one.rate() / other.rate()) : "–",
              Measured.millis(one.quantileMillis(0.99)),
              Measured.millis(other.quantileMillis(0.99))));
    }
    report.table("Compared", table);
  }
}
