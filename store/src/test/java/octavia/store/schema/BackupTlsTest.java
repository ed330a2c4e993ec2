package octavia.store.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import octavia.store.DatabaseSettings;
import octavia.store.StoreException;
import octavia.testing.DatabaseServer;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A backup of a server that lets its user in with TLS only. */
class BackupTlsTest {
  private static final Path MARIADB_DUMP = Path.of("/usr/bin/mariadb-dump");

  @TempDir private Path directory;

  @ParameterizedTest
  @EnumSource
  void aBackupUsesTlsAsTheUrlSays(DatabaseServer.Kind kind) {
    assumeTrue(
        kind == DatabaseServer.Kind.POSTGRESQL || Files.isExecutable(MARIADB_DUMP),
        "mariadb-dump is not installed");
    Optional<DatabaseServer> started = DatabaseServer.startWithTls(kind);
    assumeTrue(started.isPresent(), kind + " is not installed");
    try (DatabaseServer server = started.get()) {
      server.create("octavia");
      String checked =
          switch (kind) {
            case MARIADB -> "?ssl_ca=" + server.certificate();
            case POSTGRESQL -> "?sslmode=verify-full&sslrootcert=" + server.certificate();
          };
      String plain =
          switch (kind) {
            case MARIADB -> "?ssl_disabled=true";
            case POSTGRESQL -> "?sslmode=disable";
          };
      Path file = directory.resolve("backup.sql");

      backup(server.secure("octavia") + checked).write(file);

      assertThat(file).isNotEmptyFile();
      Backup without = backup(server.secure("octavia") + plain);
      assertThatThrownBy(() -> without.write(directory.resolve("other.sql")))
          .isInstanceOf(StoreException.class)
          .hasMessageContaining("dump failed");
    }
  }

  private static Backup backup(String url) {
    return new Backup(new DatabaseSettings(url, 10, Duration.ofSeconds(10)));
  }
}
