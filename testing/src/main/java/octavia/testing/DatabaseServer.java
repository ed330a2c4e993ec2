package octavia.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A MariaDB or PostgreSQL server of a test's own: a process with its data in a temporary directory,
 * that listens on a free port of 127.0.0.1 and lets everybody in. What fails is an {@link
 * AssertionError}. Used by one thread at a time.
 */
public final class DatabaseServer implements AutoCloseable {
  private static final Duration START_LIMIT = Duration.ofSeconds(60);

  /** The user who has to use TLS, where the server offers it. */
  private static final String SECURE = "secure";

  private final Kind kind;
  private final boolean tls;
  private final Path program;
  private final Path directory;
  private final int port;
  private final Path log;
  private Process process;

  /** What there is. */
  public enum Kind {
    MARIADB,
    POSTGRESQL
  }

  private DatabaseServer(Kind kind, boolean tls, Path program, Path directory, int port) {
    this.kind = kind;
    this.tls = tls;
    this.program = program;
    this.directory = directory;
    this.port = port;
    this.log = directory.resolve("log");
    prepare();
    this.process = launch();
  }

  /** Starts one, and returns when it takes connections; empty where none is installed. */
  public static Optional<DatabaseServer> start(Kind kind) {
    return start(kind, false);
  }

  /** As {@link #start(Kind)}, with TLS for those who want it; the user of {@link #secure} must. */
  public static Optional<DatabaseServer> startWithTls(Kind kind) {
    Optional<DatabaseServer> server = start(kind, true);
    server.ifPresent(started ->
        started.administer(
            switch (kind) {
              case MARIADB ->
                  List.of(
                      "create user " + SECURE + "@'%' require ssl",
                      "grant all on *.* to " + SECURE + "@'%'");
              case POSTGRESQL -> List.of("create role " + SECURE + " superuser login");
            }));
    return server;
  }

  private static Optional<DatabaseServer> start(Kind kind, boolean tls) {
    Optional<Path> program =
        switch (kind) {
          case MARIADB ->
              Stream.of("/usr/sbin/mariadbd", "/usr/local/sbin/mariadbd")
                  .map(Path::of)
                  .filter(Files::isExecutable)
                  .findFirst();
          case POSTGRESQL -> postgresql();
        };
    return program.map(found -> {
      try {
        Path directory = Files.createTempDirectory("octavia-" + kind);
        return new DatabaseServer(kind, tls, found, directory, FreePort.find());
      } catch (IOException e) {
        throw new AssertionError(e);
      }
    });
  }

  private static Optional<Path> postgresql() {
    Path versions = Path.of("/usr/lib/postgresql");
    if (!Files.isDirectory(versions)) {
      return Optional.empty();
    }
    try (Stream<Path> found = Files.list(versions)) {
      return found
          .map(version -> version.resolve("bin/postgres"))
          .filter(Files::isExecutable)
          .max(Comparator.naturalOrder());
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** The JDBC URL of a database on it. */
  public String jdbcUrl(String database) {
    return switch (kind) {
      case MARIADB ->
          "jdbc:mariadb://127.0.0.1:" + port + "/" + database + "?user=root&sslMode=disable";
      case POSTGRESQL -> "jdbc:postgresql://127.0.0.1:" + port + "/" + database + "?user=octavia";
    };
  }

  /** The same as octavia.conf spells it. */
  public String connection(String database) {
    return switch (kind) {
      case MARIADB -> "mysql+pymysql://root@127.0.0.1:" + port + "/" + database;
      case POSTGRESQL -> "postgresql+psycopg2://octavia@127.0.0.1:" + port + "/" + database;
    };
  }

  /** As {@link #connection}, of a user whom the server lets in with TLS only. */
  public String secure(String database) {
    return connection(database).replaceFirst("//\\w+@", "//" + SECURE + "@");
  }

  /** The certificate that it shows, which is its own authority, of {@code 127.0.0.1}. */
  public Path certificate() {
    return directory.resolve("server.pem");
  }

  private Path key() {
    return directory.resolve("server.key");
  }

  /** Makes an empty database. */
  public void create(String database) {
    String options =
        switch (kind) {
          case MARIADB -> " character set utf8mb3"; // upstream's advice
          case POSTGRESQL -> "";
        };
    administer(List.of("create database " + database + options));
  }

  private void administer(List<String> statements) {
    try (Connection connection = DriverManager.getConnection(jdbcUrl(administration()));
        Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    } catch (SQLException e) {
      throw new AssertionError(statements.toString(), e);
    }
  }

  /** The database that is there from the beginning. */
  private String administration() {
    return switch (kind) {
      case MARIADB -> "mysql";
      case POSTGRESQL -> "postgres";
    };
  }

  private void prepare() {
    Path data = directory.resolve("data");
    run(
        switch (kind) {
          case MARIADB ->
              List.of(
                  "mariadb-install-db",
                  "--no-defaults",
                  "--auth-root-authentication-method=normal",
                  "--skip-test-db",
                  "--datadir=" + data);
          case POSTGRESQL ->
              List.of(
                  program.resolveSibling("initdb").toString(),
                  "--username=octavia",
                  "--auth=trust",
                  "--encoding=UTF8",
                  "--locale=C.UTF-8",
                  "--pgdata=" + data);
        });
    if (tls) {
      run(
          List.of(
              "openssl",
              "req",
              "-x509",
              "-newkey",
              "ec",
              "-pkeyopt",
              "ec_paramgen_curve:prime256v1",
              "-nodes",
              "-days",
              "2",
              "-subj",
              "/CN=127.0.0.1",
              "-addext",
              "subjectAltName=IP:127.0.0.1",
              "-keyout",
              key().toString(),
              "-out",
              certificate().toString()));
      if (kind == Kind.POSTGRESQL) {
        admitSecurely(data.resolve("pg_hba.conf"));
      }
    }
  }

  /** The first rule that fits counts. */
  private static void admitSecurely(Path rules) {
    try {
      Files.writeString(
          rules, "hostnossl all " + SECURE + " all reject\n" + Files.readString(rules));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** Starts it again after a {@link #kill}; returns when it takes connections. */
  public void restart() {
    process = launch();
  }

  private Process launch() {
    Path data = directory.resolve("data");
    List<String> command = new ArrayList<>();
    command.addAll(
        switch (kind) {
          case MARIADB ->
              List.of(
                  program.toString(),
                  "--no-defaults",
                  "--datadir=" + data,
                  "--socket=" + directory.resolve("socket"),
                  "--pid-file=" + directory.resolve("pid"),
                  "--port=" + port,
                  "--bind-address=127.0.0.1",
                  "--innodb-buffer-pool-size=64M",
                  "--innodb-log-file-size=16M",
                  // A killed process loses nothing that way; a machine without power would.
                  "--innodb-flush-log-at-trx-commit=2",
                  "--innodb-flush-method=nosync",
                  "--sync-frm=0",
                  "--skip-name-resolve");
          case POSTGRESQL ->
              List.of(
                  program.toString(),
                  "-D",
                  data.toString(),
                  "-p",
                  Integer.toString(port),
                  "-h",
                  "127.0.0.1",
                  "-k",
                  directory.toString(),
                  "-c",
                  "fsync=off");
        });
    if (tls) {
      command.addAll(
          switch (kind) {
            case MARIADB -> List.of("--ssl-cert=" + certificate(), "--ssl-key=" + key());
            case POSTGRESQL ->
                List.of(
                    "-c",
                    "ssl=on",
                    "-c",
                    "ssl_cert_file=" + certificate(),
                    "-c",
                    "ssl_key_file=" + key());
          });
    }
    try {
      Process started = builder(command).start();
      await(started);
      return started;
    } catch (IOException e) {
      throw new AssertionError(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  private void await(Process started) throws InterruptedException {
    long end = System.nanoTime() + START_LIMIT.toNanos();
    while (true) {
      try (Connection connection = DriverManager.getConnection(jdbcUrl(administration()));
          Statement statement = connection.createStatement();
          ResultSet rows = statement.executeQuery("select 1")) {
        rows.next();
        return;
      } catch (SQLException e) {
        if (started.waitFor(100, TimeUnit.MILLISECONDS) || System.nanoTime() > end) {
          started.destroyForcibly();
          throw new AssertionError("the server does not start, see " + log, e);
        }
      }
    }
  }

  /** Ends it as the kernel does when memory is short. */
  public void kill() {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
    try {
      process.waitFor();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Ends it and removes its data. */
  @Override
  public void close() {
    kill();
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private void run(List<String> command) {
    try {
      Process running = builder(command).start();
      running.getOutputStream().close();
      if (!running.waitFor(START_LIMIT.toSeconds(), TimeUnit.SECONDS) || running.exitValue() != 0) {
        running.destroyForcibly();
        throw new AssertionError(command + " failed: " + Files.readString(log));
      }
    } catch (IOException e) {
      throw new AssertionError(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  /** As an unprivileged user, since PostgreSQL refuses root. */
  private ProcessBuilder builder(List<String> command) throws IOException, InterruptedException {
    List<String> whole = new ArrayList<>();
    if ("root".equals(System.getProperty("user.name"))) {
      new ProcessBuilder("chown", "-R", "nobody", directory.toString()).start().waitFor();
      whole.addAll(List.of("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"));
    }
    whole.addAll(command);
    return new ProcessBuilder(whole)
        .directory(directory.toFile())
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
  }
}
