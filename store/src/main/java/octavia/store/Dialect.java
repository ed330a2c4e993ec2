package octavia.store;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import octavia.config.DatabaseUrl;
import org.jooq.Field;
import org.jooq.SQLDialect;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

/** What differs between the databases, but for what jOOQ knows. */
public enum Dialect {
  H2(SQLDialect.H2, "h2", "cast(floor(extract(epoch from current_timestamp) * 1000) as bigint)"),
  MARIADB(SQLDialect.MARIADB, "mysql", Dialect.MYSQL_MILLIS),
  MYSQL(SQLDialect.MYSQL, "mysql", Dialect.MYSQL_MILLIS),
  POSTGRESQL(
      SQLDialect.POSTGRES,
      "postgresql",
      // Not the time at which the transaction began.
      "cast(floor(extract(epoch from clock_timestamp()) * 1000) as bigint)");

  /** Not by the local time, which jumps back once a year. */
  private static final String MYSQL_MILLIS =
      "(timestampdiff(microsecond, timestamp '1970-01-01 00:00:00', utc_timestamp(3)) div 1000)";

  /** What a failure of the database means for the transaction that met it. */
  enum Failure {
    /** It may run again as a whole: a deadlock, a lock that was not given in time. */
    AGAIN,
    /** A row is there already, perhaps since the transaction has looked: it may look again. */
    DUPLICATE,
    /** The connection is gone. */
    LOST,
    /** A value that does not go into its column. */
    VALUE,
    OTHER
  }

  /** Deadlock, lock wait, row changed since the snapshot, node of a cluster not ready. */
  private static final Set<Integer> MYSQL_AGAIN = Set.of(1213, 1205, 1020, 1047, 3572);

  private static final Set<Integer> MYSQL_DUPLICATE = Set.of(1062, 1586);

  /** Too long, out of range, not of the column's character set. */
  private static final Set<Integer> MYSQL_VALUE = Set.of(1406, 1264, 1292, 1300, 1366, 3988);

  /** Shutdown, killed connection, error of the network, read-only since another node took over. */
  private static final Set<Integer> MYSQL_LOST =
      Set.of(1053, 1927, 1158, 1159, 1160, 1161, 1290, 1836, 2006, 2013);

  private static final Set<String> POSTGRESQL_LOST = Set.of("57P01", "57P02", "57P03", "25006");

  /** Deadlock, lock timeout, row changed meanwhile, each under the names that it has. */
  private static final Set<String> AGAIN = Set.of("40001", "40P01", "55P03", "HYT00", "90131");

  /** H2: the database is closed or its connection broken. */
  private static final Set<String> H2_LOST = Set.of("90067", "90098", "90121");

  private final SQLDialect sql;
  private final String scripts;

  private final String millis;

  Dialect(SQLDialect sql, String scripts, String millis) {
    this.sql = sql;
    this.millis = millis;
    this.scripts = scripts;
  }

  /** The dialect of a database that is connected to; MariaDB and MySQL are told apart by it. */
  public static Dialect of(DatabaseUrl.Kind kind, Connection connection) throws SQLException {
    return switch (kind) {
      case H2 -> H2;
      case POSTGRESQL -> POSTGRESQL;
      case MARIADB ->
          connection
                  .getMetaData()
                  .getDatabaseProductName()
                  .toLowerCase(Locale.ROOT)
                  .contains("mariadb")
              ? MARIADB
              : MYSQL;
    };
  }

  /**
   * The collation of ids if tables that stand in one statement differ in it, as those of a database
   * may that has been upgraded for years; such texts can neither be compared nor united as they
   * are. Foreign keys see to it that ids are alike. Empty if all are alike.
   */
  Optional<String> collation(Connection connection) throws SQLException {
    if (this != MARIADB && this != MYSQL) {
      return Optional.empty();
    }
    try (Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                "select count(distinct collation_name), max(case when table_name = 'load_balancer'"
                    + " and column_name = 'id' then collation_name end)"
                    + " from information_schema.columns where table_schema = database()"
                    + " and table_name not like 'alembic%' and table_name not like 'control%'")) {
      row.next();
      return row.getInt(1) > 1 ? Optional.ofNullable(row.getString(2)) : Optional.empty();
    }
  }

  /** jOOQ's name of it. */
  public SQLDialect sql() {
    return sql;
  }

  /** The folder of its schema scripts. */
  public String scripts() {
    return scripts;
  }

  /** True if it runs inside this process, which then is alone with it. */
  public boolean isEmbedded() {
    return this == H2;
  }

  /** Milliseconds since the epoch by the database's clock, when a statement runs. */
  Field<Long> millis() {
    return DSL.field(millis, Long.class);
  }

  /** What to run on each new connection: a wait for a lock has a limit. */
  @Nullable String prepare(DatabaseSettings settings) {
    return switch (this) {
      case H2 -> null;
      case MARIADB, MYSQL ->
          "set session innodb_lock_wait_timeout = 5, sql_mode = 'TRADITIONAL'"
              + (settings.syncWait().isPresent()
                  ? ", wsrep_sync_wait = " + settings.syncWait().getAsInt()
                  : "");
      case POSTGRESQL -> "set lock_timeout = '5s'";
    };
  }

  /** What {@code failure} means. */
  Failure failure(Throwable failure) {
    @Nullable SQLException sql = sqlException(failure);
    if (sql == null) {
      return Failure.OTHER;
    }
    String state = sql.getSQLState() == null ? "" : sql.getSQLState();
    if (this == MARIADB || this == MYSQL) {
      int code = sql.getErrorCode();
      if (MYSQL_AGAIN.contains(code)) {
        return Failure.AGAIN;
      }
      if (MYSQL_DUPLICATE.contains(code)) {
        return Failure.DUPLICATE;
      }
      if (MYSQL_VALUE.contains(code)) {
        return Failure.VALUE;
      }
      if (MYSQL_LOST.contains(code)) {
        return Failure.LOST;
      }
    }
    if (AGAIN.contains(state)) {
      return Failure.AGAIN;
    }
    if (state.equals("23505")) {
      return Failure.DUPLICATE;
    }
    if (state.startsWith("22")) {
      return Failure.VALUE;
    }
    if (state.startsWith("08")
        || (this == POSTGRESQL && POSTGRESQL_LOST.contains(state))
        || (this == H2 && H2_LOST.contains(state))) {
      return Failure.LOST;
    }
    return Failure.OTHER;
  }

  private static @Nullable SQLException sqlException(Throwable failure) {
    for (@Nullable Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof SQLException sql) {
        return sql;
      }
    }
    return null;
  }
}
