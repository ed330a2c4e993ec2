package octavia.store.schema;

import java.sql.DriverManager;
import java.sql.DriverPropertyInfo;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeMap;
import octavia.config.DatabaseUrl;
import octavia.store.StoreException;
import org.jspecify.annotations.Nullable;
import org.mariadb.jdbc.Configuration;
import org.mariadb.jdbc.HostAddress;
import org.mariadb.jdbc.export.SslMode;

/**
 * How the program that comes with a database is called so that it connects as our driver does, TLS
 * included. Neither passwords nor what they may be told from stand among the arguments, which
 * everybody on the host sees.
 *
 * @param programs names of the program, the best known first
 * @param optionFile what {@code --defaults-extra-file} has to hold, where there is one; secret
 * @param environment beside the process's own; secret
 */
record DumpCall(
    List<String> programs,
    Optional<String> optionFile,
    List<String> arguments,
    Map<String, String> environment) {

  /** By the driver's name of each, in the order in which they are written. */
  private static final Map<String, String> PG_ARGUMENTS =
      new TreeMap<>(
          Map.of(
              "PGHOST",
              "--host",
              "PGPORT",
              "--port",
              "PGDBNAME",
              "--dbname",
              "user",
              "--username"));

  private static final Map<String, String> PG_ENVIRONMENT =
      Map.of(
          "password", "PGPASSWORD",
          "sslmode", "PGSSLMODE",
          "sslrootcert", "PGSSLROOTCERT",
          "sslcert", "PGSSLCERT",
          "sslkey", "PGSSLKEY",
          "options", "PGOPTIONS");

  DumpCall {
    programs = List.copyOf(programs);
    arguments = List.copyOf(arguments);
    environment = Map.copyOf(environment);
  }

  /** Without what is secret. */
  @Override
  public String toString() {
    return programs.getFirst() + " " + String.join(" ", arguments);
  }

  /**
   * The call for a MariaDB or MySQL database, by either's program: options that only one of them
   * knows are loose. MariaDB's knows no check of the authority alone, so it checks the host's name
   * as well where the driver would not.
   *
   * @throws StoreException if the URL asks for what the program cannot do
   */
  static DumpCall mariadb(DatabaseUrl url) {
    Configuration driver;
    try {
      driver = Configuration.parse(url.jdbcUrl(), credentials(url));
    } catch (SQLException e) {
      throw unknown(url, e);
    }
    if (driver.keyStore() != null || driver.trustStore() != null) {
      throw new StoreException(
          "mariadb-dump reads no Java key store, as "
              + url
              + " has: name the authorities with serverSslCert, or call mariadb-dump yourself");
    }
    HostAddress address = driver.addresses().getFirst();
    @Nullable String socket = driver.localSocket();
    List<String> arguments = new ArrayList<>();
    arguments.addAll(
        socket == null
            ? List.of("--protocol=tcp", "--host=" + address.host, "--port=" + address.port)
            : List.of("--socket=" + socket));
    arguments.addAll(
        List.of("--single-transaction", "--hex-blob", "--default-character-set=utf8mb4", "--"));
    arguments.add(driver.database());
    return new DumpCall(
        List.of("mariadb-dump", "mysqldump"),
        Optional.of(optionFile(driver, url)),
        arguments,
        Map.of());
  }

  private static String optionFile(Configuration driver, DatabaseUrl url) {
    Map<String, String> options = new LinkedHashMap<>();
    options.put("user", Objects.requireNonNullElse(driver.user(), ""));
    options.put("password", Objects.requireNonNullElse(driver.password(), ""));
    SslMode mode = driver.sslMode();
    switch (mode) {
      case DISABLE -> tls(options, false, false, "DISABLED");
      case ALLOW -> tls(options, true, false, "PREFERRED");
      case TRUST -> tls(options, true, false, "REQUIRED");
      case VERIFY_CA -> tls(options, true, true, "VERIFY_CA");
      case VERIFY_FULL -> tls(options, true, true, "VERIFY_IDENTITY");
    }
    @Nullable String authorities = driver.serverSslCert();
    if (authorities != null && mode != SslMode.DISABLE) {
      if (authorities.startsWith("classpath:") || authorities.startsWith("-----")) {
        throw new StoreException(
            "mariadb-dump reads authorities from a file only: have serverSslCert of "
                + url
                + " name one");
      }
      options.put("ssl-ca", authorities);
    }
    StringBuilder text = new StringBuilder("[client]\n");
    options.forEach(
        (name, value) -> text.append(name).append("=\"").append(escaped(value)).append("\"\n"));
    return text.toString();
  }

  /** Says the same to MariaDB's program, by the first two options, and to MySQL's. */
  private static void tls(
      Map<String, String> options, boolean encrypts, boolean verifies, String mode) {
    options.put("loose-ssl", encrypts ? "1" : "0");
    options.put("loose-ssl-verify-server-cert", verifies ? "1" : "0");
    options.put("loose-ssl-mode", mode);
  }

  private static String escaped(String value) {
    if (value.chars().anyMatch(Character::isISOControl)) {
      throw new StoreException("user, password or a path has a control character in it");
    }
    return value.replace("\\", "\\\\").replace("\"", "\\\"");
  }

  /**
   * The call for a PostgreSQL database, whose program reads the driver's values as they are.
   *
   * @throws StoreException if the driver does not understand the URL
   */
  static DumpCall postgresql(DatabaseUrl url) {
    Map<String, String> driver = new HashMap<>();
    try {
      for (DriverPropertyInfo property :
          DriverManager.getDriver(url.jdbcUrl()).getPropertyInfo(url.jdbcUrl(), credentials(url))) {
        @Nullable String value = property.value;
        if (value != null) {
          driver.put(property.name, value);
        }
      }
    } catch (SQLException e) {
      throw unknown(url, e);
    }
    List<String> arguments = new ArrayList<>();
    arguments.add("--no-password");
    PG_ARGUMENTS.forEach((property, option) -> {
      String value = driver.getOrDefault(property, "").replaceAll("[\\[\\]]", ""); // of IPv6
      if (!value.isEmpty()) {
        arguments.add(option + "=" + value);
      }
    });
    Map<String, String> environment = new LinkedHashMap<>();
    PG_ENVIRONMENT.forEach((property, variable) -> {
      String value = driver.getOrDefault(property, "");
      if (!value.isEmpty()) {
        environment.put(variable, value);
      }
    });
    if (!driver.getOrDefault("ssl", "false").equals("false")) {
      environment.putIfAbsent("PGSSLMODE", "verify-full"); // as the driver takes it
    }
    return new DumpCall(List.of("pg_dump"), Optional.empty(), arguments, environment);
  }

  private static Properties credentials(DatabaseUrl url) {
    Properties properties = new Properties();
    url.user().ifPresent(user -> properties.setProperty("user", user));
    url.password().ifPresent(value -> properties.setProperty("password", value));
    return properties;
  }

  private static StoreException unknown(DatabaseUrl url, SQLException cause) {
    return new StoreException("a dump is not known how to be made of " + url, cause);
  }
}
