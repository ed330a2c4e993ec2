package octavia.app.system;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import octavia.config.DatabaseUrl;

/** What projects use of their quotas, as the database has it. */
final class QuotaRows {
  private static final List<String> COLUMNS =
      List.of(
          "in_use_load_balancer",
          "in_use_listener",
          "in_use_pool",
          "in_use_member",
          "in_use_health_monitor",
          "in_use_l7policy",
          "in_use_l7rule");

  private QuotaRows() {}

  /** One counter that is not zero. */
  record Counter(String project, String column, int value) {}

  /**
   * Every counter that is not zero.
   *
   * @param connection the database, as octavia.conf spells it
   */
  static List<Counter> inUse(String connection) throws SQLException {
    List<Counter> counters = new ArrayList<>();
    DatabaseUrl url = DatabaseUrl.parse(connection);
    try (Connection open =
            DriverManager.getConnection(
                url.jdbcUrl(), url.user().orElseThrow(), url.password().orElse(""));
        Statement statement = open.createStatement();
        ResultSet rows = statement.executeQuery("select * from quotas")) {
      while (rows.next()) {
        for (String column : COLUMNS) {
          int value = rows.getInt(column);
          if (value != 0) {
            counters.add(new Counter(rows.getString("project_id"), column, value));
          }
        }
      }
    }
    return counters;
  }
}
