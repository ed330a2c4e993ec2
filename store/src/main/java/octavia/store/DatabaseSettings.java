package octavia.store;

import java.time.Duration;
import octavia.config.Options;

/**
 * How to reach the database.
 *
 * @param url of JDBC
 * @param maxConnections at once
 * @param connectTimeout until a request for a connection fails
 */
public record DatabaseSettings(String url, int maxConnections, Duration connectTimeout) {

  /** Reads section {@code [database]}; {@code defaultUrl} is the embedded database. */
  public static DatabaseSettings from(Options options, String defaultUrl) {
    Options.Section section = options.section("database");
    return new DatabaseSettings(
        section.text("connection", defaultUrl, "URL of the database"),
        section.number("max_pool_size", 10, 1, 1000, "connections at once"),
        section.seconds(
            "pool_timeout", 10, "how long a request waits for a connection before it fails"));
  }
}
