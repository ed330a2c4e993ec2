package octavia.store;

import java.time.Duration;
import java.util.OptionalInt;
import octavia.config.DatabaseUrl;
import octavia.config.Options;

/**
 * How to reach the database.
 *
 * @param maxConnections at once; two of them are kept for what is urgent, the rest is halved
 *     between reading and writing, so at least 4
 * @param connectTimeout until a request for a connection fails
 * @param recycle a connection is replaced when it is as old as this
 * @param syncWait of Galera: which statements wait until the node has what others committed; empty
 *     leaves the server's setting
 * @param startTries how often a server that cannot be reached is tried when it is opened; at least
 *     1
 * @param startInterval between these tries
 */
public record DatabaseSettings(
    DatabaseUrl url,
    int maxConnections,
    Duration connectTimeout,
    Duration recycle,
    OptionalInt syncWait,
    int startTries,
    Duration startInterval) {

  public DatabaseSettings {
    if (maxConnections < 4) {
      throw new IllegalArgumentException("fewer than 4 connections");
    }
    if (startTries < 1) {
      throw new IllegalArgumentException("not even one try to connect");
    }
  }

  /** With defaults for the rest. */
  public DatabaseSettings(String url, int maxConnections, Duration connectTimeout) {
    this(
        DatabaseUrl.parse(url),
        maxConnections,
        connectTimeout,
        Duration.ofHours(1),
        OptionalInt.empty(),
        1,
        Duration.ZERO);
  }

  /**
   * Reads section {@code [database]}; {@code defaultUrl} is the embedded database. A URL that names
   * no database that can be used is remembered as wrong.
   */
  public static DatabaseSettings from(Options options, String defaultUrl) {
    Options.Section section = options.section("database");
    String url = section.text("connection", defaultUrl, "URL of the database");
    int kept =
        section.number("max_pool_size", 10, 1, 1000, "connections at once, besides max_overflow");
    int overflow =
        section.number("max_overflow", 10, -1, 1000, "more connections, in need; -1: no limit");
    int syncWait =
        section.number(
            "mysql_wsrep_sync_wait",
            -1,
            -1,
            15,
            "Galera: which statements wait until the node has what others committed; -1: as the"
                + " server says");
    Duration timeout =
        section.seconds(
            "pool_timeout", 10, "how long a request waits for a connection before it fails");
    Duration recycle =
        section.seconds(
            "connection_recycle_time", 3600, "age at which a connection is replaced by a new one");
    int retries =
        section.number(
            "max_retries", 10, -1, 1_000_000, "tries to connect at start; -1 for any number");
    Duration interval = section.seconds("retry_interval", 10, "seconds between these tries");
    DatabaseUrl place = DatabaseUrl.parse(defaultUrl);
    try {
      place = DatabaseUrl.parse(url);
    } catch (IllegalArgumentException e) {
      options.refuse("database", "connection", String.valueOf(e.getMessage()));
    }
    return new DatabaseSettings(
        place,
        Math.clamp(overflow < 0 ? 1000L : (long) kept + overflow, 4, 1000),
        timeout,
        recycle,
        syncWait < 0 ? OptionalInt.empty() : OptionalInt.of(syncWait),
        retries < 0 ? Integer.MAX_VALUE : Math.max(1, retries),
        interval);
  }
}
