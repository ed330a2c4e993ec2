package octavia.store;

import java.io.IOException;
import java.io.InputStream;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import octavia.config.DatabaseUrl;
import octavia.model.Crossing;
import octavia.store.schema.Schema;
import org.junit.jupiter.api.Assumptions;
import org.opentest4j.TestAbortedException;

/**
 * Databases to test on: H2, and a MariaDB and a PostgreSQL server of our own, each started with its
 * data in a temporary directory when it is first asked for, and ended with the tests. Where a
 * server is not installed, its tests are skipped.
 */
final class TestDatabases {
  private static final Duration START_LIMIT = Duration.ofSeconds(60);
  private static final AtomicInteger NUMBER = new AtomicInteger();
  private static final Map<Kind, Optional<Server>> SHARED = new EnumMap<>(Kind.class);

  /** Where tests run. */
  enum Kind {
    H2,
    MARIADB,
    POSTGRESQL
  }

  private TestDatabases() {}

  /** The URL of an empty database of its own. */
  static String fresh(Kind kind, Path directory) {
    int number = NUMBER.incrementAndGet();
    if (kind == Kind.H2) {
      return "jdbc:h2:file:"
          + directory.resolve("db" + number)
          + ";DATABASE_TO_LOWER=TRUE;WRITE_DELAY=0;LOCK_TIMEOUT=5000";
    }
    Server server =
        shared(kind)
            .orElseThrow(() -> new TestAbortedException("no " + kind + " server is installed"));
    server.execute("create database t" + number + server.databaseOptions());
    return server.url("t" + number);
  }

  /** A store on an empty database with all its tables. */
  static Store store(Kind kind, Path directory, InstantSource clock) throws SQLException {
    DatabaseSettings settings = settings(fresh(kind, directory));
    upgrade(settings);
    return Store.open(settings, clock, Crossing.OPEN);
  }

  static DatabaseSettings settings(String url) {
    return new DatabaseSettings(url, 10, Duration.ofSeconds(10));
  }

  /** Makes the tables; the embedded database makes its own when it is opened. */
  static void upgrade(DatabaseSettings settings) throws SQLException {
    if (settings.url().kind() != DatabaseUrl.Kind.H2) {
      try (Connection connection = DriverManager.getConnection(settings.url().jdbcUrl())) {
        connection.setAutoCommit(false);
        new Schema(
                Dialect.of(settings.url().kind(), connection), connection, InstantSource.system())
            .upgrade();
      }
    }
  }

  private static synchronized Optional<Server> shared(Kind kind) {
    return SHARED.computeIfAbsent(
        kind,
        _ -> {
          Optional<Server> server = start(kind);
          server.ifPresent(
              running -> Runtime.getRuntime().addShutdownHook(new Thread(running::close)));
          return server;
        });
  }

  /** A server of its own, for a test that ends it; skips the test where none is installed. */
  static Server own(Kind kind) {
    Optional<Server> server = start(kind);
    Assumptions.assumeTrue(server.isPresent(), () -> "no " + kind + " server is installed");
    return server.get();
  }

  private static Optional<Server> start(Kind kind) {
    Optional<Path> program =
        switch (kind) {
          case H2 -> throw new IllegalArgumentException("H2 has no server");
          case MARIADB -> find("mariadbd", Path.of("/usr/sbin"), Path.of("/usr/local/sbin"));
          case POSTGRESQL -> postgresql();
        };
    return program.map(found -> {
      Server server = new Server(kind, found);
      server.prepare();
      server.start();
      return server;
    });
  }

  private static Optional<Path> find(String program, Path... directories) {
    return Stream.of(directories)
        .map(directory -> directory.resolve(program))
        .filter(Files::isExecutable)
        .findFirst();
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

  /** A server process of ours. */
  static final class Server implements AutoCloseable {
    private final Kind kind;
    private final Path program;
    private final Path directory;
    private final int port;
    private Process process;

    private Server(Kind kind, Path program) {
      this.kind = kind;
      this.program = program;
      try (ServerSocket free = new ServerSocket(0)) {
        directory = Files.createTempDirectory("octavia-" + kind);
        port = free.getLocalPort();
      } catch (IOException e) {
        throw new AssertionError(e);
      }
    }

    String url(String database) {
      return kind == Kind.MARIADB
          ? "jdbc:mariadb://127.0.0.1:" + port + "/" + database + "?user=root&sslMode=disable"
          : "jdbc:postgresql://127.0.0.1:" + port + "/" + database + "?user=octavia";
    }

    private String databaseOptions() {
      return kind == Kind.MARIADB ? " character set utf8mb3" : "";
    }

    void execute(String sql) {
      try (Connection connection = DriverManager.getConnection(url(adminDatabase()));
          Statement statement = connection.createStatement()) {
        statement.execute(sql);
      } catch (SQLException e) {
        throw new AssertionError(sql, e);
      }
    }

    private String adminDatabase() {
      return kind == Kind.MARIADB ? "mysql" : "postgres";
    }

    private void prepare() {
      Path data = directory.resolve("data");
      if (kind == Kind.MARIADB) {
        run(
            List.of(
                "mariadb-install-db",
                "--no-defaults",
                "--auth-root-authentication-method=normal",
                "--skip-test-db",
                "--datadir=" + data));
      } else {
        run(
            List.of(
                program.resolveSibling("initdb").toString(),
                "--username=octavia",
                "--auth=trust",
                "--encoding=UTF8",
                "--locale=C.UTF-8",
                "--pgdata=" + data));
      }
    }

    /** Starts it, also after a {@link #kill}; returns when it takes connections. */
    void start() {
      Path data = directory.resolve("data");
      List<String> command =
          kind == Kind.MARIADB
              ? List.of(
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
                  "--skip-name-resolve")
              : List.of(
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
      try {
        process = builder(command).start();
      } catch (IOException e) {
        throw new AssertionError(e);
      }
      await();
    }

    private void await() {
      long end = System.nanoTime() + START_LIMIT.toNanos();
      while (true) {
        try (Connection connection = DriverManager.getConnection(url(adminDatabase()));
            Statement statement = connection.createStatement();
            ResultSet rows = statement.executeQuery("select 1")) {
          rows.next();
          return;
        } catch (SQLException e) {
          if (!process.isAlive() || System.nanoTime() > end) {
            throw new AssertionError("the server does not start, see " + directory, e);
          }
          Thread.onSpinWait();
          pause();
        }
      }
    }

    private void pause() {
      try {
        process.waitFor(100, TimeUnit.MILLISECONDS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new AssertionError(e);
      }
    }

    /** Ends it as the kernel does when memory is short. */
    void kill() {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
      try {
        process.waitFor();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }

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
        try (InputStream nothing = InputStream.nullInputStream()) {
          nothing.transferTo(running.getOutputStream());
        }
        if (!running.waitFor(START_LIMIT.toSeconds(), TimeUnit.SECONDS)
            || running.exitValue() != 0) {
          running.destroyForcibly();
          throw new AssertionError(command + " failed: " + Files.readString(log()));
        }
      } catch (IOException e) {
        throw new AssertionError(e);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new AssertionError(e);
      }
    }

    /** As an unprivileged user, since PostgreSQL refuses root. */
    private ProcessBuilder builder(List<String> command) throws IOException {
      List<String> whole = new ArrayList<>();
      if (System.getProperty("user.name").equals("root")) {
        run("chown", "-R", "nobody", directory.toString());
        whole.addAll(List.of("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"));
      }
      whole.addAll(command);
      return new ProcessBuilder(whole)
          .directory(directory.toFile())
          .redirectErrorStream(true)
          .redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()));
    }

    private void run(String... command) throws IOException {
      try {
        new ProcessBuilder(command).start().waitFor();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new AssertionError(e);
      }
    }

    private Path log() {
      return directory.resolve("log");
    }
  }
}
