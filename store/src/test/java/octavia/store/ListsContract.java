package octavia.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import octavia.model.Crossing;
import octavia.store.listing.Listing;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What a page costs in a large database, half of which has been deleted: the same on every
 * database.
 */
abstract class ListsContract {
  /** Ten thousand in {@code ./octavia test --full}. */
  private static final int LOAD_BALANCERS = Boolean.getBoolean("octavia.full") ? 10_000 : 6_000;

  /** Rows that a statement may touch: some for each of a page's, never a good part of the table. */
  private static final long TOUCHED = 700;

  private static final int PAGE = 20;

  private final TestDatabases.Kind kind;
  private DatabaseSettings settings;

  ListsContract(TestDatabases.Kind kind) {
    this.kind = kind;
  }

  @Test
  void aPageTouchesFewRowsInAsManyStatementsAsEver(@TempDir Path directory) throws SQLException {
    settings = TestDatabases.settings(TestDatabases.fresh(kind, directory));
    TestDatabases.upgrade(settings);
    try (Store store = Store.open(settings, InstantSource.fixed(Rows.T0), Crossing.OPEN)) {
      fill();
      List<Statements.Seen> statements = new ArrayList<>();
      store.through(connection -> Statements.watched(connection, statements::add));
      String deep = id("lb", LOAD_BALANCERS * 9 / 10);
      Map<String, Function<Transaction, Object>> reads = new LinkedHashMap<>();
      reads.put("a page of all", list(listing(Optional.empty(), List.of(), Optional.empty())));
      reads.put("a deep page", list(listing(Optional.empty(), List.of(), Optional.of(deep))));
      reads.put(
          "a project's page", list(listing(Optional.of("project7"), List.of(), Optional.empty())));
      reads.put(
          "a project's deep page",
          list(
              listing(
                  Optional.of("project7"),
                  List.of(),
                  Optional.of(id("lb", LOAD_BALANCERS / 100 * 90 + 7)))));
      reads.put("by name", list(filter("name", "name77")));
      if (kind != TestDatabases.Kind.H2) { // which reads an outer join from its left side always
        reads.put("by VIP address", list(filter("vip_address", "10.0.1.27")));
      }
      reads.put("by a rare tag", list(tagged("tag77")));
      reads.put(
          "a page of listeners",
          tx -> tx.listeners().list(listing(Optional.of("project7"), List.of(), Optional.empty())));
      reads.put(
          "members of a pool",
          tx ->
              tx.members()
                  .list(
                      new Listing(
                          Optional.empty(),
                          Optional.of(id("pool", 5)),
                          List.of(),
                          Listing.Tags.NONE,
                          List.of(),
                          Optional.empty(),
                          PAGE,
                          false)));
      reads.put("a load balancer as it is shown", tx -> tx.loadBalancers().shown(id("lb", 77)));
      reads.put("a status tree", tx -> tx.loadBalancers().statuses(id("lb", 77)));
      reads.put("a whole load balancer", tx -> tx.graphs().find(id("lb", 77)));
      Map<String, Integer> counts = new LinkedHashMap<>();
      for (Map.Entry<String, Function<Transaction, Object>> read : reads.entrySet()) {
        statements.clear();
        assertThat(store.<Object>read(read.getValue())).asString().isNotEqualTo("[]");
        counts.put(read.getKey(), statements.size());
        for (Statements.Seen statement : List.copyOf(statements)) {
          assertThat(touched(statement)).as("%s: %s", read.getKey(), statement).isLessThan(TOUCHED);
        }
      }
      assertThat(counts)
          .containsEntry("a page of all", 2) // rows, and what hangs on them
          .containsEntry("a deep page", 3) // the marker's row first
          .containsEntry("by a rare tag", 2)
          .containsEntry("a page of listeners", 2)
          .containsEntry("a load balancer as it is shown", 1)
          .containsEntry("a status tree", 1);
      assertThat(counts.get("a whole load balancer")).isLessThanOrEqualTo(11);
    }
  }

  private static Function<Transaction, Object> list(Listing listing) {
    return tx -> tx.loadBalancers().list(listing);
  }

  private static Listing filter(String attribute, String value) {
    return listing(
        Optional.empty(), List.of(new Listing.Filter(attribute, List.of(value))), Optional.empty());
  }

  private static Listing tagged(String tag) {
    return new Listing(
        Optional.empty(),
        Optional.empty(),
        List.of(),
        new Listing.Tags(List.of(tag), List.of(), List.of(), List.of()),
        List.of(),
        Optional.empty(),
        PAGE,
        false);
  }

  private static Listing listing(
      Optional<String> project, List<Listing.Filter> filters, Optional<String> marker) {
    return new Listing(
        project, Optional.empty(), filters, Listing.Tags.NONE, List.of(), marker, PAGE, false);
  }

  private static String id(String what, int number) {
    return what + (100_000 + number);
  }

  /** Load balancers of a hundred projects, each with a listener, a pool and two members. */
  private void fill() throws SQLException {
    String numbers =
        switch (kind) {
          case H2 -> "(select \"X\" as x from system_range(1, %d)) n";
          case MARIADB -> "(select seq as x from seq_1_to_%d) n";
          case POSTGRESQL -> "(select x from generate_series(1, %d) as g (x)) n";
        };
    String created =
        switch (kind) {
          case H2 -> "dateadd('SECOND', x, timestamp '2026-01-01 00:00:00')";
          case MARIADB -> "date_add('2026-01-01 00:00:00', interval x second)";
          case POSTGRESQL -> "timestamp '2026-01-01 00:00:00' + x * interval '1 second'";
        };
    String from = " from " + numbers.formatted(LOAD_BALANCERS);
    String common =
        "concat('project', mod(x, 100)), concat('name', x), " + created + ", 'ACTIVE', 'ONLINE'";
    String commonColumns = "project_id, name, created_at, provisioning_status, operating_status";
    execute(
        "insert into load_balancer (id, "
            + commonColumns
            + ", enabled, topology) select concat('lb', 100000 + x), "
            + common
            + ", true, 'SINGLE'"
            + from,
        // As many that were deleted this week, before all others: their rows stay for that long.
        "insert into load_balancer (id, "
            + commonColumns
            + ", enabled, topology) select concat('gone', 100000 + x), "
            + common.replace("2026", "2025").replace("ACTIVE", "DELETED")
            + ", true, 'SINGLE'"
            + from,
        // And as many between two of the first page, and of the first page of each project.
        "insert into load_balancer (id, "
            + commonColumns
            + ", enabled, topology) select concat('mid', 100000 + x), "
            + common
                .replace(created, created.replaceAll("\\bx\\b", "10"))
                .replace("ACTIVE", "DELETED")
            + ", true, 'SINGLE'"
            + from,
        "insert into vip (load_balancer_id, ip_address, vnic_type) select concat('lb', 100000 + x),"
            + " concat('10.0.', cast(floor(x / 250) as decimal(9, 0)), '.', mod(x, 250)), 'normal'"
            + from,
        "insert into tags (resource_id, tag) select concat('lb', 100000 + x), 'common'" + from,
        "insert into tags (resource_id, tag) select concat('lb', 100000 + x),"
            + " concat('tag', mod(x, 1000))"
            + from,
        "insert into pool (id, "
            + commonColumns
            + ", enabled, protocol, lb_algorithm, load_balancer_id, tls_enabled)"
            + " select concat('pool', 100000 + x), "
            + common
            + ", true, 'HTTP', 'ROUND_ROBIN', concat('lb', 100000 + x), false"
            + from,
        "insert into listener (id, "
            + commonColumns
            + ", enabled, protocol, protocol_port, load_balancer_id, default_pool_id)"
            + " select concat('listener', 100000 + x), "
            + common
            + ", true, 'HTTP', 80, concat('lb', 100000 + x), concat('pool', 100000 + x)"
            + from);
    for (int member = 1; member <= 2; member++) {
      execute(
          "insert into member (id, "
              + commonColumns
              + ", enabled, backup, pool_id, ip_address, protocol_port, vnic_type)"
              + " select concat('member"
              + member
              + "-', 100000 + x), "
              + common
              + ", true, false, concat('pool', 100000 + x), '10.1.0."
              + member
              + "', 80, 'normal'"
              + from);
    }
    execute(
        switch (kind) {
          case H2 -> "analyze";
          case MARIADB -> "analyze table load_balancer, vip, tags, pool, listener, member";
          case POSTGRESQL -> "analyze";
        });
  }

  private void execute(String... statements) throws SQLException {
    try (Connection connection = DriverManager.getConnection(settings.url().jdbcUrl());
        Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    }
  }

  /** How many rows the database reads to answer. */
  private long touched(Statements.Seen seen) throws SQLException {
    try (Connection connection = DriverManager.getConnection(settings.url().jdbcUrl())) {
      return switch (kind) {
        case H2 -> sum(text(connection, seen.after("explain analyze ")), "scanCount: (\\d+)()");
        case MARIADB -> {
          text(connection, new Statements.Seen("flush status", List.of()));
          text(connection, seen);
          yield sum(
              text(
                  connection,
                  new Statements.Seen("show session status like 'Handler_read%'", List.of())),
              "read\\w+ (\\d+)()");
        }
        case POSTGRESQL -> {
          String plan = text(connection, seen.after("explain (analyze, costs off, timing off) "));
          yield sum(plan, "actual rows=(\\d+) loops=(\\d+)")
              + sum(plan, "Rows Removed by [\\w ]+: (\\d+)()");
        }
      };
    }
  }

  private static long sum(String text, String pattern) {
    long sum = 0;
    Matcher matcher = Pattern.compile(pattern).matcher(text);
    while (matcher.find()) {
      long times = matcher.group(2).isEmpty() ? 1 : Long.parseLong(matcher.group(2));
      sum += Long.parseLong(matcher.group(1)) * times;
    }
    return sum;
  }

  private static String text(Connection connection, Statements.Seen seen) throws SQLException {
    StringBuilder text = new StringBuilder();
    try (PreparedStatement statement = connection.prepareStatement(seen.sql())) {
      for (int i = 0; i < seen.values().size(); i++) {
        statement.setObject(i + 1, seen.values().get(i));
      }
      if (!statement.execute()) {
        return "";
      }
      try (ResultSet rows = statement.getResultSet()) {
        while (rows.next()) {
          for (int column = 1; column <= rows.getMetaData().getColumnCount(); column++) {
            text.append(rows.getString(column)).append(' ');
          }
          text.append('\n');
        }
      }
    }
    return text.toString();
  }
}
