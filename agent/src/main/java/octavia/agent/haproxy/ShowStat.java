package octavia.agent.haproxy;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import octavia.model.HealthReport.PoolReport;
import octavia.model.ListenerStatistics;
import org.jspecify.annotations.Nullable;

/**
 * What {@code show stat} says of one process.
 *
 * @param listeners by the listener's id
 * @param pools by {@code pool:listener}
 */
record ShowStat(Map<String, Frontend> listeners, Map<String, PoolReport> pools) {

  /**
   * A listener.
   *
   * @param status OPEN, or FULL at its connection limit
   */
  record Frontend(String status, ListenerStatistics statistics) {}

  /** Connections that the process still carries. */
  long activeConnections() {
    return listeners.values().stream()
        .mapToLong(frontend -> frontend.statistics().activeConnections())
        .sum();
  }

  /**
   * Reads the table. Columns are found by their names, since every version of HAProxy adds some.
   *
   * @throws IllegalArgumentException if it is no such table
   */
  static ShowStat parse(String csv) {
    List<String> lines = csv.lines().filter(line -> !line.isBlank()).toList();
    if (lines.isEmpty() || !lines.getFirst().startsWith("# ")) {
      throw new IllegalArgumentException("no table of statistics");
    }
    Map<String, Integer> columns = new HashMap<>();
    for (String name : lines.getFirst().substring(2).split(",")) {
      columns.put(name, columns.size());
    }
    Map<String, Frontend> listeners = new LinkedHashMap<>();
    Map<String, String> poolStatuses = new LinkedHashMap<>();
    Map<String, Map<String, String>> members = new HashMap<>();
    for (String line : lines.subList(1, lines.size())) {
      Row row = new Row(columns, fields(line));
      String proxy = row.text("pxname");
      String server = row.text("svname");
      switch (server) {
        case "FRONTEND" -> listeners.put(proxy, frontend(row));
        case "BACKEND" -> poolStatuses.put(proxy, row.text("status"));
        default ->
            members.computeIfAbsent(proxy, _ -> new HashMap<>()).put(server, row.text("status"));
      }
    }
    Map<String, PoolReport> pools = new LinkedHashMap<>();
    poolStatuses.forEach((proxy, status) ->
        pools.put(proxy, new PoolReport(status, members.getOrDefault(proxy, Map.of()))));
    return new ShowStat(listeners, pools);
  }

  private static Frontend frontend(Row row) {
    long current = row.number("scur");
    long limit = row.number("slim");
    return new Frontend(
        limit > 0 && current >= limit ? "FULL" : row.text("status"),
        new ListenerStatistics(
            current,
            row.number("bin"),
            row.number("bout"),
            row.number("ereq"),
            row.number("stot")));
  }

  /** The fields of a line; one that holds a comma or a quote is quoted (RFC 4180). */
  private static List<String> fields(String line) {
    List<String> fields = new ArrayList<>(120);
    StringBuilder field = new StringBuilder();
    boolean quoted = false;
    for (int i = 0; i < line.length(); i++) {
      char c = line.charAt(i);
      if (c == '"') {
        quoted = !quoted;
      } else if (c == ',' && !quoted) {
        fields.add(field.toString());
        field.setLength(0);
      } else {
        field.append(c);
      }
    }
    fields.add(field.toString());
    return fields;
  }

  private record Row(Map<String, Integer> columns, List<String> fields) {
    String text(String name) {
      @Nullable Integer column = columns.get(name);
      return column == null || column >= fields.size() ? "" : fields.get(column);
    }

    long number(String name) {
      String text = text(name);
      return text.isEmpty() ? 0 : Long.parseLong(text);
    }
  }
}
