package octavia.store.schema;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import octavia.store.Dialect;
import octavia.store.StoreException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The tables of one database. There are two histories side by side: upstream's tables at the
 * revision that its table {@code alembic_version} names, and our own steps in {@code
 * control_schema}. Upstream's tables are made in an empty database and never changed where they are
 * found; own indexes are made where they are missing.
 */
public final class Schema {
  private static final Logger LOG = LoggerFactory.getLogger(Schema.class);

  /** The revision of upstream's schema that this program works on: Octavia 16's. */
  public static final String UPSTREAM_REVISION = "fabf4983846b";

  private static final String HISTORY = "control_schema";

  /** Where earlier versions of the program kept the history of the embedded database. */
  private static final String FORMER_HISTORY = "control_schema_history";

  private static final int LOCK_SECONDS = 60;

  /** Any number: the same for all who upgrade a PostgreSQL database. */
  private static final long LOCK_KEY = 0x6f63746176696131L;

  private final Dialect dialect;
  private final Connection connection;
  private final InstantSource clock;
  private final Inventory inventory;

  /** A step that has been taken. */
  public record Step(int version, String name, Instant appliedAt) {}

  /**
   * Where the database stands.
   *
   * @param upstreamRevision empty in a database without upstream's tables
   * @param version of our own tables; 0 if there are none
   */
  public record Current(Optional<String> upstreamRevision, int version) {}

  /**
   * The schema that a connection sees. The connection stays the caller's; what is called here
   * commits.
   */
  public Schema(Dialect dialect, Connection connection, InstantSource clock) {
    this.dialect = dialect;
    this.connection = connection;
    this.clock = clock;
    this.inventory = new Inventory(dialect, connection);
  }

  /** Where the database stands. */
  public Current current() throws SQLException {
    Set<String> tables = inventory.tables();
    int version = 0;
    if (tables.contains(HISTORY)) {
      version = steps().stream().mapToInt(Step::version).max().orElse(0);
    }
    connection.rollback();
    return new Current(upstreamRevision(tables), version);
  }

  /** The steps taken, in order. */
  public List<Step> history() throws SQLException {
    List<Step> steps = inventory.tables().contains(HISTORY) ? steps() : List.of();
    connection.rollback();
    return steps;
  }

  /** The version of our own tables that this program works on. */
  public int latest() {
    return Script.of(dialect).getLast().version();
  }

  /**
   * Refuses a database that this program cannot work on.
   *
   * @throws StoreException with what to do
   */
  public void require() throws SQLException {
    Current current = current();
    if (current.upstreamRevision().isEmpty() || current.version() < latest()) {
      current.upstreamRevision().ifPresent(Schema::requireRevision);
      throw new StoreException(
          "the database lacks "
              + (current.version() == 0 ? "tables" : "the newest tables")
              + " of this program; run: octavia db upgrade");
    }
    requireRevision(current.upstreamRevision().get());
    requireNotNewer(current);
  }

  /**
   * Makes what is missing: all tables in an empty database, our own beside upstream's. May be
   * called again after it was cut short, and by several processes at once.
   *
   * @return what has been done, in words; empty if there was nothing to do
   * @throws StoreException if the database is at another revision of upstream's, or newer than this
   *     program
   */
  public List<String> upgrade() throws SQLException {
    lock();
    try {
      return upgradeAlone();
    } finally {
      unlock();
    }
  }

  private List<String> upgradeAlone() throws SQLException {
    List<String> done = new ArrayList<>();
    takeOverFormerHistory();
    Set<String> tables = inventory.tables();
    Optional<String> revision = upstreamRevision(tables);
    boolean begunHere = tables.contains(HISTORY);
    if (revision.isEmpty() && tables.contains("load_balancer") && !begunHere) {
      throw new StoreException(
          "there is a table load_balancer but no revision in alembic_version: upstream's tables of"
              + " an unknown age. Bring them to "
              + UPSTREAM_REVISION
              + " with Octavia 16's octavia-db-manage upgrade head first");
    }
    revision.ifPresent(Schema::requireRevision);
    requireNotNewer(current());
    if (!begunHere) {
      execute(historyTable());
    }
    if (revision.isPresent() && !taken(Script.UPSTREAM)) {
      record(new Script(Script.UPSTREAM, "octavia_tables_found"));
      done.add("upstream's tables found at revision " + UPSTREAM_REVISION);
    }
    for (Script script : Script.of(dialect)) {
      if (!taken(script.version())) {
        for (String statement : script.statements(dialect)) {
          execute(statement);
        }
        record(script);
        done.add("step " + script.version() + ": " + script.name());
      }
    }
    for (OwnIndex index : OwnIndex.all()) {
      if (!inventory.indexes(index.table()).contains(index.name())) {
        execute(index.statement(dialect));
        done.add("index " + index.name());
      }
    }
    connection.commit();
    done.forEach(each -> LOG.info("schema: {}", each));
    return done;
  }

  /**
   * Records that the steps up to {@code version} have been taken, without taking them.
   *
   * @throws StoreException if there is no such version
   */
  public void stamp(int version) throws SQLException {
    if (version < 0 || version > latest()) {
      throw new StoreException("there is no version " + version + "; the latest is " + latest());
    }
    if (!inventory.tables().contains(HISTORY)) {
      execute(historyTable());
    }
    try (PreparedStatement delete =
        connection.prepareStatement("delete from " + HISTORY + " where version > ?")) {
      delete.setInt(1, version);
      delete.executeUpdate();
    }
    connection.commit();
    for (Script script : Script.of(dialect)) {
      if (script.version() <= version && !taken(script.version())) {
        record(script);
      }
    }
  }

  /**
   * Compares the database with what it should be.
   *
   * @return a line for each difference: {@code missing …} or {@code not expected …}; tables that
   *     are neither upstream's nor ours are not looked at
   */
  public List<String> differences() throws SQLException {
    List<String> expected =
        Script.text("/octavia/store/" + dialect.scripts() + "/expected.txt")
            .lines()
            .filter(line -> !line.isBlank())
            .toList();
    Set<String> actual = new LinkedHashSet<>(lines());
    List<String> differences = new ArrayList<>();
    expected.stream()
        .filter(line -> !actual.contains(line))
        .forEach(line -> differences.add("missing: " + line));
    actual.stream()
        .filter(line -> !expected.contains(line))
        .forEach(line -> differences.add("not expected: " + line));
    Optional<String> revision = upstreamRevision(inventory.tables());
    if (!revision.equals(Optional.of(UPSTREAM_REVISION))) {
      differences.add(
          "alembic_version is " + revision.orElse("empty") + ", not " + UPSTREAM_REVISION);
    }
    connection.rollback();
    return differences;
  }

  /** The database as lines, in the form of the expected ones. */
  List<String> lines() throws SQLException {
    Set<String> tables = new TreeSet<>();
    Set<String> lookups = new TreeSet<>();
    for (Script script : Script.of(dialect)) {
      for (String statement : script.statements(dialect)) {
        String[] words =
            statement.replaceFirst("create table if not exists", "create table").split("\\s+");
        if (words[0].equals("create") && words[1].equals("table")) {
          tables.add(words[2]);
        } else if (statement.matches("(?s)insert.*?into \\w+ \\(name\\)\\s+values.*")) {
          lookups.add(statement.replaceFirst("(?s).*?into (\\w+) .*", "$1"));
        }
      }
    }
    return inventory.lines(tables, lookups);
  }

  private static void requireRevision(String revision) {
    if (!revision.equals(UPSTREAM_REVISION)) {
      throw new StoreException(
          "upstream's tables are at revision "
              + revision
              + ", this program works on "
              + UPSTREAM_REVISION
              + " (Octavia 16). If it is an older one, bring it there with Octavia 16's"
              + " octavia-db-manage upgrade head first");
    }
  }

  private void requireNotNewer(Current current) {
    if (current.version() > latest()) {
      throw new StoreException(
          "the database is at version "
              + current.version()
              + " of our tables, this program knows "
              + latest()
              + ": it belongs to a newer program");
    }
  }

  private Optional<String> upstreamRevision(Set<String> tables) throws SQLException {
    if (!tables.contains("alembic_version")) {
      return Optional.empty();
    }
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("select version_num from alembic_version")) {
      return rows.next() ? Optional.of(rows.getString(1)) : Optional.empty();
    }
  }

  private static String historyTable() {
    return "create table if not exists "
        + HISTORY
        + " (version integer not null primary key, name varchar(64) not null,"
        + " applied_at bigint not null)";
  }

  private void takeOverFormerHistory() throws SQLException {
    if (dialect != Dialect.H2 || !inventory.tables().contains(FORMER_HISTORY)) {
      return;
    }
    execute(historyTable());
    for (Script script : Script.of(dialect)) {
      if (script.version() <= 2 && !taken(script.version())) {
        record(script);
      }
    }
    execute("drop table " + FORMER_HISTORY);
  }

  private List<Step> steps() throws SQLException {
    List<Step> steps = new ArrayList<>();
    try (Statement statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery(
                "select version, name, applied_at from " + HISTORY + " order by version")) {
      while (rows.next()) {
        steps.add(
            new Step(rows.getInt(1), rows.getString(2), Instant.ofEpochMilli(rows.getLong(3))));
      }
    }
    return steps;
  }

  private boolean taken(int version) throws SQLException {
    return steps().stream().anyMatch(step -> step.version() == version);
  }

  private void record(Script script) throws SQLException {
    try (PreparedStatement insert =
        connection.prepareStatement(
            "insert into " + HISTORY + " (version, name, applied_at) values (?, ?, ?)")) {
      insert.setInt(1, script.version());
      insert.setString(2, script.name());
      insert.setLong(3, clock.instant().toEpochMilli());
      insert.executeUpdate();
    }
    connection.commit();
  }

  private void execute(String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  /** One upgrade at a time; the lock goes with the connection. */
  private void lock() throws SQLException {
    @Nullable String sql =
        switch (dialect) {
          case H2 -> null; // its file is of one process
          case MARIADB, MYSQL -> "select get_lock('octavia_db_upgrade', " + LOCK_SECONDS + ")";
          case POSTGRESQL -> "select 1 from (select pg_advisory_lock(" + LOCK_KEY + ")) as locked";
        };
    if (sql == null) {
      return;
    }
    try (Statement statement = connection.createStatement()) {
      if (dialect == Dialect.POSTGRESQL) {
        statement.execute("set lock_timeout = '" + LOCK_SECONDS + "s'");
      }
      try (ResultSet rows = statement.executeQuery(sql)) {
        if (!rows.next() || rows.getInt(1) != 1) {
          throw new StoreException("another process is upgrading the database");
        }
      }
    }
  }

  private void unlock() throws SQLException {
    @Nullable String sql =
        switch (dialect) {
          case H2 -> null;
          case MARIADB, MYSQL -> "select release_lock('octavia_db_upgrade')";
          case POSTGRESQL -> "select pg_advisory_unlock(" + LOCK_KEY + ")";
        };
    connection.rollback();
    if (sql != null) {
      execute(sql);
      connection.commit();
    }
  }
}
