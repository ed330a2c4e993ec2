package octavia.store;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import octavia.config.DatabaseUrl;
import octavia.model.Crossing;
import octavia.store.schema.Schema;
import octavia.store.schema.SchemaConnection;
import octavia.testing.DatabaseServer;
import org.opentest4j.TestAbortedException;

/**
 * Databases to test on: H2, and a MariaDB and a PostgreSQL server of our own, each started with its
 * data in a temporary directory when it is first asked for, and ended with the tests. Where a
 * server is not installed, its tests are skipped.
 */
final class TestDatabases {
  private static final AtomicInteger NUMBER = new AtomicInteger();
  private static final Map<DatabaseServer.Kind, Optional<DatabaseServer>> SHARED =
      new EnumMap<>(DatabaseServer.Kind.class);

  private static final Map<Kind, DatabaseSettings> EMPTIED = new EnumMap<>(Kind.class);

  /** Where tests run. */
  enum Kind {
    H2,
    MARIADB,
    POSTGRESQL
  }

  private TestDatabases() {}

  /** The URL of an empty database of its own. */
  static String fresh(Kind kind, Path directory) {
    int number = NUMBER.incrementAndGet();
    if (kind == Kind.H2) {
      return "jdbc:h2:file:"
          + directory.resolve("db" + number)
          + ";DATABASE_TO_LOWER=TRUE;WRITE_DELAY=0;LOCK_TIMEOUT=5000";
    }
    DatabaseServer server = orSkip(kind, shared(server(kind)));
    server.create("t" + number);
    return server.jdbcUrl("t" + number);
  }

  /** Children first. */
  private static final List<String> TABLES =
      List.of(
          "l7rule",
          "l7policy",
          "health_monitor",
          "member",
          "sni",
          "listener_cidr",
          "listener",
          "session_persistence",
          "pool",
          "vip_security_group",
          "additional_vip",
          "vrrp_group",
          "vip",
          "amphora_member_port",
          "amphora",
          "amphora_health",
          "load_balancer",
          "listener_statistics",
          "quotas",
          "tags",
          "control_revision",
          "control_work_order",
          "control_deletion",
          "control_agent_config",
          "control_event");

  /**
   * A store on a database with all its tables and nothing in them. On a server there is one,
   * emptied each time.
   */
  static Store store(Kind kind, Path directory, InstantSource clock) throws SQLException {
    return Store.open(emptied(kind, directory), clock, Crossing.OPEN);
  }

  private static DatabaseSettings emptied(Kind kind, Path directory) throws SQLException {
    DatabaseSettings known = EMPTIED.get(kind);
    if (known == null) {
      DatabaseSettings settings = settings(fresh(kind, directory));
      upgrade(settings);
      if (kind != Kind.H2) {
        EMPTIED.put(kind, settings);
      }
      return settings;
    }
    try (Connection connection = DriverManager.getConnection(known.url().jdbcUrl());
        Statement statement = connection.createStatement()) {
      for (String table : TABLES) {
        statement.execute("delete from " + table);
      }
    }
    return known;
  }

  static DatabaseSettings settings(String url) {
    return new DatabaseSettings(url, 10, Duration.ofSeconds(10));
  }

  /** Makes the tables; the embedded database makes its own when it is opened. */
  static void upgrade(DatabaseSettings settings) {
    if (settings.url().kind() != DatabaseUrl.Kind.H2) {
      new SchemaConnection(settings, InstantSource.system()).with(Schema::upgrade);
    }
  }

  private static synchronized Optional<DatabaseServer> shared(DatabaseServer.Kind kind) {
    return SHARED.computeIfAbsent(
        kind,
        _ -> {
          Optional<DatabaseServer> server = DatabaseServer.start(kind);
          server.ifPresent(
              running -> Runtime.getRuntime().addShutdownHook(new Thread(running::close)));
          return server;
        });
  }

  /** A server of its own, for a test that ends it; skips the test where none is installed. */
  static DatabaseServer own(Kind kind) {
    return orSkip(kind, DatabaseServer.start(server(kind)));
  }

  private static DatabaseServer orSkip(Kind kind, Optional<DatabaseServer> server) {
    return server.orElseThrow(
        () -> new TestAbortedException("no " + kind + " server is installed"));
  }

  private static DatabaseServer.Kind server(Kind kind) {
    return switch (kind) {
      case H2 -> throw new IllegalArgumentException("H2 has no server");
      case MARIADB -> DatabaseServer.Kind.MARIADB;
      case POSTGRESQL -> DatabaseServer.Kind.POSTGRESQL;
    };
  }
}
