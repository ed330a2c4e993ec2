package octavia.store.schema;

import java.io.BufferedWriter;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import octavia.store.DatabaseSettings;
import octavia.store.StoreException;

/**
 * A logical dump of a whole database in one file that its owner alone may read: H2 writes it
 * itself, the others by their own program, which has to be installed.
 */
public final class Backup {
  private static final int HOURS = 6;

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
          case MARIADB -> dump(DumpCall.mariadb(settings.url()), part);
          case POSTGRESQL -> dump(DumpCall.postgresql(settings.url()), part);
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

  /** Runs the database's program; its options go by a file that only we may read. */
  private static void dump(DumpCall call, Path part) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(program(call.programs()));
    if (call.optionFile().isEmpty()) {
      command.addAll(call.arguments());
      run(command, call.environment(), part);
      return;
    }
    Path options =
        Files.createTempFile(
            "octavia",
            ".cnf",
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    try {
      Files.writeString(options, call.optionFile().get());
      command.add("--defaults-extra-file=" + options);
      command.addAll(call.arguments());
      run(command, call.environment(), part);
    } finally {
      Files.deleteIfExists(options);
    }
  }

  private static String program(List<String> names) {
    String path = System.getenv().getOrDefault("PATH", "/usr/bin");
    return names.stream()
        .flatMap(name ->
            Stream.of(path.split(File.pathSeparator)).map(directory -> Path.of(directory, name)))
        .filter(Files::isExecutable)
        .map(Path::toString)
        .findFirst()
        .orElseThrow(() ->
            new StoreException(
                names.getFirst()
                    + " is not installed; it comes with the client package of the database"));
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
}
