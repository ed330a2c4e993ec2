package octavia.store;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import octavia.config.DatabaseUrl;
import octavia.model.Crossing;
import octavia.store.schema.Schema;
import octavia.store.statement.Sql;
import org.jooq.Configuration;
import org.jooq.conf.Settings;
import org.jooq.exception.DataAccessException;
import org.jooq.impl.DefaultConfiguration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The database. All methods may be called from any thread; each transaction runs on the calling
 * thread with a connection of its own.
 */
public final class Store implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Store.class);
  private static final int ATTEMPTS = 10;

  /** A row that is found taken again and again is not taken by somebody who is just quicker. */
  private static final int ATTEMPTS_AT_A_KEY = 4;

  /** No attempt begins later: a caller waits for locks no longer than about this. */
  private static final Duration PATIENCE = Duration.ofSeconds(15);

  /** No statement is waited for longer; longer than any wait for a lock. */
  private static final Duration STATEMENT_LIMIT = Duration.ofSeconds(30);

  private static final Duration CONNECT_LIMIT = Duration.ofSeconds(5);

  /**
   * Statements that a connection keeps prepared: what is asked again and again is among them, and
   * some dozen processes stay below what a server keeps by default for all of its clients (16382).
   */
  private static final int PREPARED = 64;

  /** Connections that only {@link #urgently} may use. */
  private static final int RESERVED = 2;

  /** Connections of transactions. */
  private final HikariDataSource writing;

  /**
   * Connections on which each statement is a transaction of its own, from the first to the last: a
   * read needs no call that ends it. They are others than those of transactions, because a
   * connection that is switched to this commits what a failed transaction has left on it.
   */
  private final HikariDataSource reading;

  private final Dialect dialect;
  private final DatabaseSettings settings;
  private final Configuration jooq;
  private final Optional<String> collation;
  private final InstantSource clock;
  private final Crossing crossing;
  private final Semaphore writers;
  private final Semaphore readers;

  /** Set once while the program is wired, read by every committing thread. */
  private volatile Runnable onWork = () -> {};

  /** Set by tests that look at statements. */
  private volatile UnaryOperator<Connection> wrapper = UnaryOperator.identity();

  private Store(
      HikariDataSource writing,
      HikariDataSource reading,
      Dialect dialect,
      Optional<String> collation,
      DatabaseSettings settings,
      InstantSource clock,
      Crossing crossing) {
    this.collation = collation;
    this.writing = writing;
    this.reading = reading;
    this.dialect = dialect;
    this.settings = settings;
    this.jooq =
        new DefaultConfiguration()
            .set(dialect.sql())
            .set(new Settings().withExecuteLogging(false).withFetchWarnings(false));
    this.clock = clock;
    this.crossing = crossing;
    this.writers = new Semaphore(writing.getMaximumPoolSize() - RESERVED, true);
    this.readers = new Semaphore(reading.getMaximumPoolSize(), true);
  }

  /**
   * Opens the database. The embedded one has its schema brought up to date; one that several
   * processes share is never changed by opening it. A server that cannot be reached is waited for,
   * as the settings say, since machines of a cloud start in any order.
   *
   * @param clock for the times in rows; leases go by the database's own clock
   * @throws StoreException if it cannot be reached or its schema is not the one of this program
   */
  public static Store open(DatabaseSettings settings, InstantSource clock, Crossing crossing) {
    quieten();
    int readers = (settings.maxConnections() - RESERVED) / 2;
    HikariDataSource writing =
        connect(settings, "octavia", settings.maxConnections() - readers, false);
    try (Connection connection = writing.getConnection()) {
      Dialect dialect = Dialect.of(settings.url().kind(), connection);
      Schema schema = new Schema(dialect, connection, clock);
      if (dialect.isEmbedded()) {
        schema.upgrade();
      } else {
        schema.require();
      }
      HikariDataSource reading = connect(settings, "octavia-reading", readers, true);
      return new Store(
          writing, reading, dialect, dialect.collation(connection), settings, clock, crossing);
    } catch (SQLException e) {
      writing.close();
      throw new StoreException(
          "the schema of " + settings.url() + " cannot be read or made: " + e.getMessage(), e);
    } catch (RuntimeException e) {
      writing.close();
      throw e;
    }
  }

  private static HikariDataSource connect(
      DatabaseSettings settings, String name, int size, boolean reading) {
    Dialect likely =
        switch (settings.url().kind()) {
          case H2 -> Dialect.H2;
          case MARIADB -> Dialect.MARIADB;
          case POSTGRESQL -> Dialect.POSTGRESQL;
        };
    for (int attempt = 1; ; attempt++) {
      try {
        return new HikariDataSource(configuration(settings, name, size, reading));
      } catch (RuntimeException e) {
        if (attempt >= settings.startTries() || likely.failure(e) != Dialect.Failure.LOST) {
          throw new StoreException(
              "the database " + settings.url() + " cannot be opened: " + e.getMessage(), e);
        }
        LOG.warn(
            "the database {} cannot be reached (try {} of {}), the next try is in {} s: {}",
            settings.url(),
            attempt,
            settings.startTries(),
            settings.startInterval().toSeconds(),
            e.getMessage());
        pause(settings.startInterval());
      }
    }
  }

  /** Asks jOOQ not to print its name. */
  public static void quieten() {
    System.setProperty("org.jooq.no-logo", "true");
    System.setProperty("org.jooq.no-tips", "true");
  }

  private static HikariConfig configuration(
      DatabaseSettings settings, String name, int size, boolean reading) {
    DatabaseUrl url = settings.url();
    HikariConfig config = new HikariConfig();
    config.setPoolName(name);
    config.setJdbcUrl(url.jdbcUrl());
    url.user().ifPresent(config::setUsername);
    url.password().ifPresent(config::setPassword);
    config.setMaximumPoolSize(size);
    config.setMinimumIdle(1);
    config.setConnectionTimeout(settings.connectTimeout().toMillis());
    config.setTransactionIsolation("TRANSACTION_READ_COMMITTED");
    config.setAutoCommit(reading);
    config.setReadOnly(reading);
    if (!settings.recycle().isZero()) {
      config.setMaxLifetime(Math.max(30_000, settings.recycle().toMillis()));
    }
    switch (url.kind()) {
      case H2 -> {}
      case MARIADB -> {
        config.addDataSourceProperty("connectTimeout", CONNECT_LIMIT.toMillis());
        config.addDataSourceProperty("socketTimeout", STATEMENT_LIMIT.toMillis());
        // A text is parsed once for each connection, which is a good part of a small statement.
        config.addDataSourceProperty("useServerPrepStmts", true);
        config.addDataSourceProperty("prepStmtCacheSize", PREPARED);
        config.setConnectionInitSql(Dialect.MARIADB.prepare(settings));
      }
      case POSTGRESQL -> {
        config.addDataSourceProperty("connectTimeout", CONNECT_LIMIT.toSeconds());
        config.addDataSourceProperty("socketTimeout", STATEMENT_LIMIT.toSeconds());
        config.addDataSourceProperty("ApplicationName", "octavia");
        config.addDataSourceProperty("readOnlyMode", "always"); // outside transactions too
        config.setConnectionInitSql(Dialect.POSTGRESQL.prepare(settings));
      }
    }
    return config;
  }

  /**
   * True if this process is alone with the database. Otherwise others may hold leases in it, also
   * while this process starts.
   */
  public boolean isEmbedded() {
    return dialect.isEmbedded();
  }

  /** Has {@code wake} called, soon and briefly, whenever a commit may have left work due. */
  public void onWork(Runnable wake) {
    onWork = wake;
  }

  /**
   * Runs {@code work} in a transaction and commits it. The function may run several times, when the
   * database asks for that (deadlock, serialisation failure) or was lost before the commit, so it
   * changes nothing but rows; what it throws rolls everything back.
   *
   * @param name a stable word for the crossing {@code commit:<name>}
   * @throws StoreException if the database fails; its kind says what that means
   */
  public <T> T transaction(String name, Function<Transaction, T> work) {
    return inTurn(writers, name, () -> run(writing, name, work));
  }

  /**
   * Runs {@code work}, which only reads: each statement sees what was committed before it, as in a
   * transaction. A database server refuses to write.
   */
  public <T> T read(Function<Transaction, T> work) {
    return inTurn(readers, "read", () -> run(reading, "read", work));
  }

  /**
   * As {@link #transaction}, for what must not wait behind the requests of the API, such as
   * heartbeats: by one or two threads only.
   */
  public <T> T urgently(String name, Function<Transaction, T> work) {
    return run(writing, name, work);
  }

  /** Has every transaction use its connection through {@code wrapper}. */
  void through(UnaryOperator<Connection> wrapper) {
    this.wrapper = wrapper;
  }

  private interface Work<T> {
    T run();
  }

  private <T> T inTurn(Semaphore turns, String name, Work<T> work) {
    try {
      if (!turns.tryAcquire(settings.connectTimeout().toMillis(), TimeUnit.MILLISECONDS)) {
        throw new StoreException("transaction " + name + ": every connection is in use");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StoreException("interrupted while waiting for a connection", e);
    }
    try {
      return work.run();
    } finally {
      turns.release();
    }
  }

  private <T> T run(HikariDataSource pool, String name, Function<Transaction, T> work) {
    long end = System.nanoTime() + PATIENCE.toNanos();
    for (int attempt = 1; ; attempt++) {
      Attempt<T> made = attempt(pool, name, work);
      @Nullable StoreException failure = made.failure();
      if (failure == null) {
        return made.result();
      }
      int most = made.meaning() == Dialect.Failure.DUPLICATE ? ATTEMPTS_AT_A_KEY : ATTEMPTS;
      if (!made.mayRunAgain() || attempt >= most || System.nanoTime() - end >= 0) {
        throw failure;
      }
      LOG.debug("transaction {} runs again after {}", name, failure.getMessage());
      pause(Duration.ofMillis(ThreadLocalRandom.current().nextInt(5, 20 * attempt)));
    }
  }

  /** What came of an attempt: a result, or a failure. */
  private record Attempt<T>(
      @Nullable T value,
      @Nullable StoreException failure,
      Dialect.Failure meaning,
      boolean mayRunAgain) {

    @SuppressWarnings("NullAway") // the function's own result, whatever it may be
    T result() {
      return value;
    }
  }

  private <T> Attempt<T> attempt(
      HikariDataSource pool, String name, Function<Transaction, T> work) {
    boolean commits = !pool.isAutoCommit();
    boolean committing = false;
    try (Connection connection = connection(pool, name)) {
      try {
        Transaction transaction =
            new Transaction(new Sql(wrapper.apply(connection), jooq, collation), dialect, clock);
        T result = work.apply(transaction);
        transaction.end();
        if (commits) {
          crossing.before("commit:" + name);
          committing = true;
          connection.commit();
          committing = false;
          crossing.after("commit:" + name);
          if (transaction.madeWorkDue()) {
            onWork.run();
          }
        }
        return new Attempt<>(result, null, Dialect.Failure.OTHER, false);
      } catch (RuntimeException | SQLException e) {
        if (commits) {
          rollback(connection, e);
        }
        throw e;
      }
    } catch (SQLException | DataAccessException e) {
      return failed(name, e, committing);
    }
  }

  private static Connection connection(HikariDataSource pool, String name) {
    try {
      return pool.getConnection();
    } catch (SQLException e) {
      throw new StoreException(
          "transaction " + name + ": no connection to the database: " + e.getMessage(), e);
    }
  }

  private static void rollback(Connection connection, Exception cause) {
    try {
      connection.rollback();
    } catch (SQLException e) {
      cause.addSuppressed(e); // a lost connection: the database rolls back by itself
    }
  }

  private <T> Attempt<T> failed(String name, Exception cause, boolean committing) {
    Dialect.Failure meaning = dialect.failure(cause);
    if (meaning == Dialect.Failure.LOST) {
      // The others have most likely gone with it.
      writing.getHikariPoolMXBean().softEvictConnections();
      reading.getHikariPoolMXBean().softEvictConnections();
    }
    boolean unknown = committing && meaning != Dialect.Failure.AGAIN;
    StoreException.Kind kind =
        unknown
            ? StoreException.Kind.OUTCOME_UNKNOWN
            : switch (meaning) {
              case VALUE -> StoreException.Kind.VALUE;
              case DUPLICATE -> StoreException.Kind.DUPLICATE;
              case AGAIN, LOST, OTHER -> StoreException.Kind.UNAVAILABLE;
            };
    boolean again =
        !unknown
            && switch (meaning) {
              case AGAIN, DUPLICATE, LOST -> true;
              case VALUE, OTHER -> false;
            };
    String text =
        "transaction "
            + name
            + (unknown ? " may have been committed or not: " : " failed: ")
            + cause.getMessage();
    return new Attempt<>(null, new StoreException(kind, text, cause), meaning, again);
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
    reading.close();
    writing.close();
  }
}
