package octavia.store.schema;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.Properties;
import octavia.store.DatabaseSettings;
import octavia.store.Dialect;
import octavia.store.StoreException;

/**
 * A connection for looking at the schema and changing it: statements may take as long as they do.
 */
public final class SchemaConnection {
  private final DatabaseSettings settings;
  private final InstantSource clock;

  /** What is done with a schema. */
  public interface Work<T> {
    T on(Schema schema) throws SQLException;
  }

  public SchemaConnection(DatabaseSettings settings, InstantSource clock) {
    this.settings = settings;
    this.clock = clock;
  }

  /**
   * Connects, does {@code work} and closes.
   *
   * @throws StoreException if the database cannot be reached or refuses
   */
  public <T> T with(Work<T> work) {
    try (Connection connection = connect(settings)) {
      connection.setAutoCommit(false);
      return work.on(new Schema(Dialect.of(settings.url().kind(), connection), connection, clock));
    } catch (SQLException e) {
      throw new StoreException("the database " + settings.url() + ": " + e.getMessage(), e);
    }
  }

  static Connection connect(DatabaseSettings settings) throws SQLException {
    Properties properties = new Properties();
    settings.url().user().ifPresent(user -> properties.setProperty("user", user));
    settings.url().password().ifPresent(value -> properties.setProperty("password", value));
    return DriverManager.getConnection(settings.url().jdbcUrl(), properties);
  }
}
