package octavia.store.schema;

import java.util.ArrayList;
import java.util.List;
import octavia.store.Dialect;

/**
 * An index that upstream does not have. Its name begins with {@link #PREFIX}: it may be dropped at
 * any time, then lists take longer.
 *
 * @param columns in the order of the index
 */
record OwnIndex(String table, String name, List<String> columns) {
  static final String PREFIX = "control_ix_";

  /** What lists are sorted by where nothing else is asked for. */
  private static final List<String> DEFAULT_ORDER = List.of("created_at", "id");

  /** All of them: for each list a project's page, everybody's page, and a look-up by name. */
  static List<OwnIndex> all() {
    List<OwnIndex> all = new ArrayList<>();
    for (String table :
        List.of(
            "load_balancer",
            "listener",
            "pool",
            "member",
            "health_monitor",
            "l7policy",
            "l7rule",
            "amphora")) {
      all.add(of(table, "created", List.of()));
      if (!table.equals("amphora")) {
        all.add(of(table, "project", List.of("project_id")));
      }
      if (!table.equals("amphora") && !table.equals("l7rule")) {
        all.add(of(table, "name", List.of("name")));
      }
    }
    // Their rows stay as DELETED for a week, which pages are not to walk over.
    all.add(of("load_balancer", "status", List.of("provisioning_status")));
    all.add(of("load_balancer", "project_status", List.of("project_id", "provisioning_status")));
    all.add(new OwnIndex("vip", PREFIX + "vip_address", List.of("ip_address")));
    all.add(new OwnIndex("vip", PREFIX + "vip_port", List.of("port_id")));
    return List.copyOf(all);
  }

  private static OwnIndex of(String table, String name, List<String> first) {
    List<String> columns = new ArrayList<>(first);
    columns.addAll(DEFAULT_ORDER);
    return new OwnIndex(table, PREFIX + table + "_" + name, List.copyOf(columns));
  }

  /** The statement that makes it. */
  String statement(Dialect dialect) {
    // Nulls come first in lists; of the databases only PostgreSQL sorts them last by default.
    List<String> parts =
        columns.stream()
            .map(column ->
                dialect == Dialect.POSTGRESQL && !column.equals("id")
                    ? column + " nulls first"
                    : column)
            .toList();
    return "create index " + name + " on " + table + " (" + String.join(", ", parts) + ")";
  }
}
