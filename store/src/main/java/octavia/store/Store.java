package octavia.store;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Function;
import octavia.model.Crossing;
import org.flywaydb.core.Flyway;
import org.jooq.DSLContext;
import org.jooq.SQLDialect;
import org.jooq.conf.Settings;
import org.jooq.exception.DataAccessException;
import org.jooq.impl.DSL;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The database. All methods may be called from any thread; each transaction runs on the calling
 * thread with a connection of its own.
 */
public final class Store implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Store.class);
  private static final int ATTEMPTS = 10;

  /** No attempt begins later: a caller waits for locks no longer than about this. */
  private static final Duration PATIENCE = Duration.ofSeconds(15);

  /**
   * SQL states after which the whole transaction may be tried again. A unique key (23505) that was
   * free when the transaction looked is found taken when it looks again.
   */
  private static final Set<String> RETRYABLE = Set.of("40001", "40P01", "HYT00", "90131", "23505");

  private final HikariDataSource pool;
  private final SQLDialect dialect;
  private final Settings settings;
  private final InstantSource clock;
  private final Crossing crossing;

  /** Set once while the program is wired, read by every committing thread. */
  private volatile Runnable onWork = () -> {};

  private Store(HikariDataSource pool, InstantSource clock, Crossing crossing) {
    this.pool = pool;
    this.dialect = SQLDialect.H2;
    this.settings = new Settings().withExecuteLogging(false).withFetchWarnings(false);
    this.clock = clock;
    this.crossing = crossing;
  }

  /**
   * Opens the database and brings its schema up to date.
   *
   * @param clock for the times in rows; leases go by the database's own clock
   * @throws StoreException if it cannot be reached or its schema not be made
   */
  public static Store open(DatabaseSettings settings, InstantSource clock, Crossing crossing) {
    System.setProperty("org.jooq.no-logo", "true");
    System.setProperty("org.jooq.no-tips", "true");
    HikariConfig config = new HikariConfig();
    config.setPoolName("octavia");
    config.setJdbcUrl(settings.url());
    config.setMaximumPoolSize(settings.maxConnections());
    config.setMinimumIdle(1);
    config.setConnectionTimeout(settings.connectTimeout().toMillis());
    config.setTransactionIsolation("TRANSACTION_READ_COMMITTED");
    config.setAutoCommit(false);
    HikariDataSource pool;
    try {
      pool = new HikariDataSource(config);
    } catch (RuntimeException e) {
      throw new StoreException("the database cannot be opened: " + e.getMessage(), e);
    }
    try {
      Flyway.configure()
          .dataSource(pool)
          .locations("classpath:octavia/store/h2")
          .table("control_schema_history")
          .load()
          .migrate();
      return new Store(pool, clock, crossing);
    } catch (RuntimeException e) {
      pool.close();
      throw new StoreException("the schema cannot be brought up to date: " + e.getMessage(), e);
    }
  }

  /** Has {@code wake} called, soon and briefly, whenever a commit may have left work due. */
  public void onWork(Runnable wake) {
    onWork = wake;
  }

  /**
   * Runs {@code work} in a transaction and commits it. The function may run several times, when the
   * database asks for that (deadlock, serialisation failure), so it changes nothing but rows; what
   * it throws rolls everything back.
   *
   * @param name a stable word for the crossing {@code commit:<name>}
   * @throws StoreException if the database fails
   */
  public <T> T transaction(String name, Function<Transaction, T> work) {
    return run(name, work, true);
  }

  /** Runs {@code work}, which only reads. */
  public <T> T read(Function<Transaction, T> work) {
    return run("read", work, false);
  }

  private <T> T run(String name, Function<Transaction, T> work, boolean commit) {
    long end = System.nanoTime() + PATIENCE.toNanos();
    for (int attempt = 1; ; attempt++) {
      try (Connection connection = pool.getConnection()) {
        try {
          DSLContext dsl = DSL.using(connection, dialect, settings);
          Transaction transaction = new Transaction(dsl, clock);
          T result = work.apply(transaction);
          if (commit) {
            crossing.before("commit:" + name);
            connection.commit();
            crossing.after("commit:" + name);
          } else {
            connection.rollback();
          }
          if (transaction.madeWorkDue()) {
            onWork.run();
          }
          return result;
        } catch (RuntimeException | SQLException e) {
          connection.rollback();
          throw e;
        }
      } catch (SQLException | DataAccessException e) {
        if (attempt >= ATTEMPTS
            || System.nanoTime() - end >= 0
            || !RETRYABLE.contains(sqlState(e))) {
          throw new StoreException("transaction " + name + " failed: " + e.getMessage(), e);
        }
        LOG.debug("transaction {} runs again after {}", name, e.getMessage());
        pause(Duration.ofMillis(ThreadLocalRandom.current().nextInt(5, 20 * attempt)));
      }
    }
  }

  private static String sqlState(Exception e) {
    if (e instanceof DataAccessException access) {
      return access.sqlState();
    }
    return e instanceof SQLException sql && sql.getSQLState() != null ? sql.getSQLState() : "";
  }

  private static void pause(Duration duration) {
    try {
      Thread.sleep(duration);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StoreException("interrupted between two attempts", e);
    }
  }

  @Override
  public void close() {
    pool.close();
  }
}
