package octavia.store.schema;

import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import octavia.store.Dialect;
import org.jspecify.annotations.Nullable;

/**
 * What there is in a database, a line each: columns with their types, indexes, foreign keys and the
 * rows of look-up tables. Made of what the driver tells, so that it reads alike for all.
 */
final class Inventory {
  private final Dialect dialect;
  private final Connection connection;

  Inventory(Dialect dialect, Connection connection) {
    this.dialect = dialect;
    this.connection = connection;
  }

  /** The tables. */
  Set<String> tables() throws SQLException {
    Set<String> tables = new TreeSet<>();
    try (ResultSet rows =
        metaData()
            .getTables(
                connection.getCatalog(), schema(), "%", new String[] {"TABLE", "BASE TABLE"})) {
      while (rows.next()) {
        tables.add(rows.getString("TABLE_NAME").toLowerCase(Locale.ROOT));
      }
    }
    return tables;
  }

  /** The names of a table's indexes. */
  Set<String> indexes(String table) throws SQLException {
    return indexLines(table).keySet();
  }

  /** The lines of some tables, sorted; those of {@code lookups} with the names in their rows. */
  List<String> lines(Set<String> tables, Set<String> lookups) throws SQLException {
    Set<String> lines = new TreeSet<>();
    Set<String> present = tables();
    for (String table : tables) {
      if (!present.contains(table)) {
        continue;
      }
      columns(table, lines);
      lines.addAll(indexLines(table).values());
      foreignKeys(table, lines);
      if (lookups.contains(table)) {
        rows(table, lines);
      }
    }
    return List.copyOf(lines);
  }

  private void columns(String table, Set<String> lines) throws SQLException {
    try (ResultSet rows =
        metaData().getColumns(connection.getCatalog(), schema(), escaped(table), "%")) {
      while (rows.next()) {
        String type = rows.getString("TYPE_NAME").toLowerCase(Locale.ROOT);
        boolean text = type.contains("char");
        lines.add(
            "column "
                + table
                + "."
                + rows.getString("COLUMN_NAME").toLowerCase(Locale.ROOT)
                + " "
                + type
                + (text ? "(" + rows.getInt("COLUMN_SIZE") + ")" : "")
                + (rows.getInt("NULLABLE") == DatabaseMetaData.columnNoNulls ? " not null" : ""));
      }
    }
  }

  private Map<String, String> indexLines(String table) throws SQLException {
    Map<String, List<String>> columns = new TreeMap<>();
    Set<String> unique = new TreeSet<>();
    try (ResultSet rows =
        metaData().getIndexInfo(connection.getCatalog(), schema(), table, false, true)) {
      while (rows.next()) {
        @Nullable String name = rows.getString("INDEX_NAME");
        if (name != null) {
          columns
              .computeIfAbsent(name, _ -> new ArrayList<>())
              .add(rows.getString("COLUMN_NAME").replace("\"", "").toLowerCase(Locale.ROOT));
          if (!rows.getBoolean("NON_UNIQUE")) {
            unique.add(name);
          }
        }
      }
    }
    Map<String, String> lines = new LinkedHashMap<>();
    columns.forEach((name, of) ->
        lines.put(
            name.toLowerCase(Locale.ROOT),
            (unique.contains(name) ? "unique index " : "index ")
                + table
                + (isNamedByHand(name) ? " " + name.toLowerCase(Locale.ROOT) : "")
                + " ("
                + String.join(", ", of)
                + ")"));
    return lines;
  }

  /** H2 names the indexes of constraints itself, differently each time. */
  private boolean isNamedByHand(String name) {
    return dialect != Dialect.H2 || name.toLowerCase(Locale.ROOT).startsWith(OwnIndex.PREFIX);
  }

  private void foreignKeys(String table, Set<String> lines) throws SQLException {
    try (ResultSet rows = metaData().getImportedKeys(connection.getCatalog(), schema(), table)) {
      while (rows.next()) {
        lines.add(
            "foreign key "
                + table
                + "."
                + rows.getString("FKCOLUMN_NAME").toLowerCase(Locale.ROOT)
                + " references "
                + rows.getString("PKTABLE_NAME").toLowerCase(Locale.ROOT)
                + "."
                + rows.getString("PKCOLUMN_NAME").toLowerCase(Locale.ROOT));
      }
    }
  }

  private void rows(String table, Set<String> lines) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("select name from " + table)) {
      while (rows.next()) {
        lines.add("row " + table + " " + rows.getString(1));
      }
    }
  }

  private DatabaseMetaData metaData() throws SQLException {
    return connection.getMetaData();
  }

  private @Nullable String schema() throws SQLException {
    return connection.getSchema();
  }

  /** A pattern that means this name only. */
  private String escaped(String table) throws SQLException {
    return table.replace("_", metaData().getSearchStringEscape() + "_");
  }
}
