package octavia.store.schema;

import java.io.BufferedWriter;
import java.io.File;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import octavia.config.DatabaseUrl;
import octavia.store.DatabaseSettings;
import octavia.store.StoreException;

/**
 * A logical dump of a whole database in one file that its owner alone may read: H2 writes it
 * itself, the others by their own program, which has to be installed.
 */
public final class Backup {
  private static final int HOURS = 6;
  private static final Pattern SERVER =
      Pattern.compile("jdbc:\\w+://(\\[[^]]+]|[^:/]+)(?::(\\d+))?/([^?]*)(?:\\?(.*))?");

  private final DatabaseSettings settings;

  public Backup(DatabaseSettings settings) {
    this.settings = settings;
  }

  /**
   * Writes the dump. The file appears when it is whole.
   *
   * @throws StoreException if the database or its program fails, or the file is there already
   */
  public void write(Path file) {
    if (Files.exists(file)) {
      throw new StoreException(file + " is there already");
    }
    Path part = file.resolveSibling(file.getFileName() + ".part");
    try {
      Files.deleteIfExists(part);
      Files.createFile(
          part, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      try {
        switch (settings.url().kind()) {
          case H2 -> script(part);
          case MARIADB -> mariadbDump(part);
          case POSTGRESQL -> postgresqlDump(part);
        }
        Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
      } finally {
        Files.deleteIfExists(part);
      }
    } catch (IOException e) {
      throw new StoreException(file + " cannot be written: " + e.getMessage(), e);
    }
  }

  private void script(Path part) throws IOException {
    try (Connection connection = SchemaConnection.connect(settings);
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("script");
        BufferedWriter out = Files.newBufferedWriter(part)) {
      while (rows.next()) {
        out.write(rows.getString(1));
        out.newLine();
      }
    } catch (SQLException e) {
      throw new StoreException("the database cannot be dumped: " + e.getMessage(), e);
    }
  }

  private void mariadbDump(Path part) throws IOException {
    Place place = place();
    Path options =
        Files.createTempFile(
            "octavia",
            ".cnf",
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    try {
      // Not on the command line, where everybody sees it.
      Files.writeString(
          options,
          "[client]\nuser="
              + quoted(place.user())
              + "\npassword="
              + quoted(place.password())
              + "\n");
      List<String> command = new ArrayList<>();
      command.add(program("mariadb-dump", "mysqldump"));
      command.add("--defaults-extra-file=" + options);
      command.addAll(
          place.option("localSocket").isEmpty()
              ? List.of("--protocol=tcp", "--host=" + place.host(), "--port=" + place.port("3306"))
              : List.of("--socket=" + place.option("localSocket")));
      command.addAll(
          List.of("--single-transaction", "--hex-blob", "--default-character-set=utf8mb4"));
      command.add("--");
      command.add(place.database());
      run(command, Map.of(), part);
    } finally {
      Files.deleteIfExists(options);
    }
  }

  private void postgresqlDump(Path part) throws IOException {
    Place place = place();
    run(
        List.of(
            program("pg_dump"),
            "--no-password",
            "--host=" + place.host(),
            "--port=" + place.port("5432"),
            "--username=" + place.user(),
            "--dbname=" + place.database()),
        Map.of("PGPASSWORD", place.password()),
        part);
  }

  private static String quoted(String value) {
    return "\"" + value.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
  }

  private static String program(String... names) {
    String path = System.getenv().getOrDefault("PATH", "/usr/bin");
    return Stream.of(names)
        .flatMap(name ->
            Stream.of(path.split(File.pathSeparator)).map(directory -> Path.of(directory, name)))
        .filter(Files::isExecutable)
        .map(Path::toString)
        .findFirst()
        .orElseThrow(() ->
            new StoreException(
                names[0] + " is not installed; it comes with the client package of the database"));
  }

  private static void run(List<String> command, Map<String, String> environment, Path out)
      throws IOException {
    Path errors = Files.createTempFile("octavia", ".log");
    try {
      ProcessBuilder builder =
          new ProcessBuilder(command).redirectOutput(out.toFile()).redirectError(errors.toFile());
      builder.environment().putAll(environment);
      Process process = builder.start();
      process.getOutputStream().close();
      if (!process.waitFor(HOURS, TimeUnit.HOURS)) {
        process.destroyForcibly();
        throw new StoreException(command.getFirst() + " did not end in " + HOURS + " hours");
      }
      if (process.exitValue() != 0) {
        throw new StoreException(
            command.getFirst() + " failed: " + Files.readString(errors).strip());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StoreException("interrupted during the dump", e);
    } finally {
      Files.deleteIfExists(errors);
    }
  }

  /** Where the server is, in parts. */
  private record Place(
      String host,
      String portOrEmpty,
      String database,
      String user,
      String password,
      Map<String, String> options) {
    String port(String otherwise) {
      return portOrEmpty.isEmpty() ? otherwise : portOrEmpty;
    }

    String option(String name) {
      return options.getOrDefault(name, "");
    }
  }

  private Place place() {
    DatabaseUrl url = settings.url();
    Matcher parts = SERVER.matcher(url.jdbcUrl());
    if (!parts.matches()) {
      throw new StoreException("a dump is not known how to be made of " + url);
    }
    Map<String, String> options = new HashMap<>();
    if (parts.group(4) != null) {
      for (String option : parts.group(4).split("&")) {
        String[] pair = option.split("=", 2);
        options.put(
            pair[0], pair.length == 1 ? "" : URLDecoder.decode(pair[1], StandardCharsets.UTF_8));
      }
    }
    return new Place(
        parts.group(1).replaceAll("[\\[\\]]", ""),
        parts.group(2) == null ? "" : parts.group(2),
        parts.group(3),
        url.user().orElse(options.getOrDefault("user", "")),
        url.password().orElse(options.getOrDefault("password", "")),
        options);
  }
}
