package octavia.config;

import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Where the database is, in JDBC's words: what {@code [database] connection} says in SQLAlchemy's.
 * User and password are never part of the URL made here, so that it may be logged.
 *
 * <p>A MariaDB or MySQL URL without TLS options connects without TLS, as with PyMySQL; a PostgreSQL
 * one uses TLS only where the server insists.
 *
 * @param jdbcUrl for the driver of {@code kind}
 * @param user to log in as, where the URL names one
 * @param password of that user; never to be logged
 * @param ignored names of options that mean nothing here, such as ones of a Python driver
 */
public record DatabaseUrl(
    Kind kind,
    String jdbcUrl,
    Optional<String> user,
    Optional<String> password,
    List<String> ignored) {

  /** Whose database it is. */
  public enum Kind {
    /** MariaDB or MySQL. */
    MARIADB,
    POSTGRESQL,
    H2
  }

  /**
   * SQLAlchemy's grammar: a user name has neither : nor /. An @ in a password should be written
   * %40; one that stands plainly is told from the one before the host by being followed by another.
   */
  private static final Pattern SQLALCHEMY =
      Pattern.compile(
          """
          (?x) (?<name>[\\w+]+)://
          (?:(?<user>[^:/@]*)(?::(?<password>[^@]*(?:@[^@/?]*(?=@))*))?@)?
          (?:\\[(?<ipv6>[^/\\]]+)\\]|(?<host>[^/:?]+))?
          (?::(?<port>[^/?]*))?
          (?:/(?<database>[^?]*))?
          (?:\\?(?<query>.*))?\
          """);

  public DatabaseUrl {
    ignored = List.copyOf(ignored);
  }

  /**
   * Reads a URL of SQLAlchemy or, taken as it stands, of JDBC.
   *
   * @throws IllegalArgumentException with a sentence that shows no password, if it names no
   *     database that we can use
   */
  public static DatabaseUrl parse(String url) {
    if (url.startsWith("jdbc:")) {
      return new DatabaseUrl(kindOfJdbc(url), url, Optional.empty(), Optional.empty(), List.of());
    }
    Matcher parts = SQLALCHEMY.matcher(url);
    if (!parts.matches()) {
      throw new IllegalArgumentException(
          "is not a URL such as mysql+pymysql://user:password@host:port/database");
    }
    String name = group(parts, "name").toLowerCase(Locale.ROOT);
    return switch (name.replaceFirst("\\+.*", "")) {
      case "mysql", "mariadb" -> new Reading(parts).mariadb();
      case "postgresql", "postgres" -> new Reading(parts).postgresql();
      case "sqlite" ->
          throw new IllegalArgumentException(
              "SQLite is not supported; MariaDB, MySQL, PostgreSQL and H2 are");
      default ->
          throw new IllegalArgumentException(
              name + " is not supported; MariaDB, MySQL, PostgreSQL and H2 are");
    };
  }

  /** The kind and the place; never the password. A URL of JDBC's may hold one, so it is cut. */
  @Override
  public String toString() {
    return jdbcUrl.replaceFirst("[?;].*", "");
  }

  private static Kind kindOfJdbc(String url) {
    Map<String, Kind> kinds =
        Map.of(
            "jdbc:h2:", Kind.H2,
            "jdbc:mariadb:", Kind.MARIADB,
            "jdbc:postgresql:", Kind.POSTGRESQL);
    return kinds.entrySet().stream()
        .filter(kind -> url.startsWith(kind.getKey()))
        .map(Map.Entry::getValue)
        .findFirst()
        .orElseThrow(() ->
            new IllegalArgumentException(
                "is of no JDBC driver that is here: jdbc:h2, jdbc:mariadb and jdbc:postgresql"
                    + " are"));
  }

  private static String group(Matcher parts, String name) {
    @Nullable String value = parts.group(name);
    return value == null ? "" : value;
  }

  /** The parts of one URL, and what of its options has not been used yet. */
  private static final class Reading {
    private final Matcher parts;
    private final Map<String, String> given = new TreeMap<>();
    private final Map<String, String> options = new LinkedHashMap<>();

    Reading(Matcher parts) {
      this.parts = parts;
      for (String pair : group(parts, "query").split("&", -1)) {
        if (!pair.isEmpty()) {
          String[] option = pair.split("=", 2);
          given.put(decodedOption(option[0]), option.length == 1 ? "" : decodedOption(option[1]));
        }
      }
    }

    DatabaseUrl mariadb() {
      Optional<String> socket = take("unix_socket");
      socket.ifPresent(path -> options.put("localSocket", path));
      options.put("sslMode", mariadbTls());
      millis("connect_timeout", "connectTimeout");
      millis("read_timeout", "socketTimeout");
      take("charset"); // the driver speaks utf8mb4 always
      take("use_unicode");
      take("binary_prefix");
      for (Map.Entry<String, String> option : options.entrySet()) {
        // The driver takes values as they stand; there is no way to write these in one.
        if (option.getValue().matches(".*[&?].*")) {
          throw new IllegalArgumentException(
              "the value of option " + option.getKey() + " has a & or ? in it");
        }
      }
      return result(
          Kind.MARIADB,
          "jdbc:mariadb://" + place("3306") + "/" + decoded(group(parts, "database")),
          value -> value);
    }

    /**
     * As PyMySQL decides: ssl_verify_cert and ssl_verify_identity say what is checked; where
     * neither stands, a CA means that certificate and name are.
     */
    private String mariadbTls() {
      Optional<String> ca = take("ssl_ca");
      Optional<String> certificate = take("ssl_cert");
      Optional<String> key = take("ssl_key");
      Optional<Boolean> checkHost = take("ssl_check_hostname").map(Reading::flag);
      Optional<Boolean> verify = take("ssl_verify_cert").map(Reading::flag);
      Optional<Boolean> identity = take("ssl_verify_identity").map(Reading::flag);
      Optional<String> mode = take("ssl_mode").map(given -> given.toLowerCase(Locale.ROOT));
      Optional<String> switched = take("ssl");
      boolean off = take("ssl_disabled").map(Reading::flag).orElse(false);
      if (off || mode.filter("disabled"::equals).isPresent()) {
        return "disable";
      }
      if (certificate.isPresent() || key.isPresent()) {
        throw new IllegalArgumentException(
            "ssl_cert and ssl_key cannot be used: the driver takes a client's certificate from a"
                + " Java key store; write the URL as jdbc:mariadb:…?keyStore=…");
      }
      ca.ifPresent(path -> options.put("serverSslCert", path));
      if (mode.isPresent()) {
        return switch (mode.get()) {
          case "preferred", "required" -> ca.isPresent() ? "verify-ca" : "trust";
          case "verify_ca" -> "verify-ca";
          case "verify_identity" -> "verify-full";
          default -> throw new IllegalArgumentException("ssl_mode " + mode.get() + " is unknown");
        };
      }
      if (identity.orElse(false)) {
        return "verify-full";
      }
      if (verify.isPresent() || identity.isPresent()) {
        return verify.orElse(false) ? "verify-ca" : ca.isPresent() ? "trust" : "disable";
      }
      if (ca.isPresent()) {
        return checkHost.orElse(true) ? "verify-full" : "verify-ca";
      }
      boolean wanted =
          checkHost.isPresent()
              || switched.filter(value -> !value.isEmpty() && flag(value)).isPresent();
      return wanted ? "trust" : "disable";
    }

    DatabaseUrl postgresql() {
      if (take("host").isPresent() || hostIsMissing()) {
        throw new IllegalArgumentException(
            "PostgreSQL is reached by TCP only: write postgresql://user:password@host/database");
      }
      options.put("sslmode", take("sslmode").orElse("allow"));
      take("sslrootcert").ifPresent(path -> options.put("sslrootcert", path));
      take("sslcert").ifPresent(path -> options.put("sslcert", path));
      take("sslkey").ifPresent(path -> options.put("sslkey", path));
      take("application_name").ifPresent(name -> options.put("ApplicationName", name));
      take("options").ifPresent(text -> options.put("options", text));
      take("connect_timeout").ifPresent(seconds -> options.put("connectTimeout", whole(seconds)));
      take("client_encoding"); // the driver speaks UTF-8 always
      return result(
          Kind.POSTGRESQL,
          "jdbc:postgresql://" + place("5432") + "/" + group(parts, "database"),
          value -> URLEncoder.encode(value, StandardCharsets.UTF_8));
    }

    private DatabaseUrl result(Kind kind, String place, UnaryOperator<String> encode) {
      StringBuilder url = new StringBuilder(place);
      char before = '?';
      for (Map.Entry<String, String> option : options.entrySet()) {
        url.append(before).append(option.getKey()).append('=');
        url.append(encode.apply(option.getValue()));
        before = '&';
      }
      List<String> ignored = new ArrayList<>(given.keySet());
      ignored.sort(Comparator.naturalOrder());
      return new DatabaseUrl(
          kind, url.toString(), credential("user"), credential("password"), ignored);
    }

    private Optional<String> credential(String name) {
      return Optional.ofNullable(parts.group(name)).map(Reading::decoded);
    }

    private boolean hostIsMissing() {
      return group(parts, "host").isEmpty() && group(parts, "ipv6").isEmpty();
    }

    private String place(String defaultPort) {
      String ipv6 = group(parts, "ipv6");
      String host = ipv6.isEmpty() ? group(parts, "host") : "[" + ipv6 + "]";
      String port = group(parts, "port");
      if (!port.isEmpty() && !port.matches("\\d{1,5}")) {
        throw new IllegalArgumentException("its port is not a number");
      }
      return (host.isEmpty() ? "localhost" : host) + ":" + (port.isEmpty() ? defaultPort : port);
    }

    private Optional<String> take(String option) {
      return Optional.ofNullable(given.remove(option));
    }

    private void millis(String option, String driversName) {
      take(option).ifPresent(seconds -> options.put(driversName, whole(seconds) + "000"));
    }

    private static String whole(String seconds) {
      if (!seconds.matches("\\d{1,6}")) {
        throw new IllegalArgumentException("a timeout in it is not a whole number of seconds");
      }
      return seconds;
    }

    private static boolean flag(String value) {
      return switch (value.toLowerCase(Locale.ROOT)) {
        case "false", "0", "no", "off", "n", "f" -> false;
        default -> true;
      };
    }

    /** Percent-encoded; unlike in options, a + is itself. */
    private static String decoded(String text) {
      return decodedOption(text.replace("+", "%2B"));
    }

    /** A % that begins no two digits is itself, as in Python. */
    private static String decodedOption(String text) {
      return URLDecoder.decode(
          text.replaceAll("%(?![0-9A-Fa-f]{2})", "%25"), StandardCharsets.UTF_8);
    }
  }
}
