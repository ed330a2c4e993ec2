package octavia.app.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import octavia.app.client.ApiClient;
import octavia.testing.DatabaseServer;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * An API starts from a configuration of 2017 and one of 2018, without the files that they name and
 * without Keystone and RabbitMQ; only the database and the address are the test's.
 */
@SystemTest
class FormerConfigurationTest {
  private static final Path EXAMPLES = Path.of("../config/src/test/resources/octavia/config");

  /** A warning, up to the name of the option that it begins with, if it does. */
  private static final Pattern WARNING =
      Pattern.compile(" WARN .*octavia\\.conf: (\\[\\w+\\] \\w+|.+)");

  @TempDir private Path directory;

  @ParameterizedTest
  @ValueSource(strings = {"octavia-ocata.conf", "octavia-rocky.conf"})
  void anApiStartsAndWarnsOnceOfEachFormerOption(String name)
      throws IOException, InterruptedException {
    Path file = EXAMPLES.resolve(name).toAbsolutePath();
    try (DatabaseServer server = DatabaseServer.start(DatabaseServer.Kind.MARIADB).orElseThrow()) {
      server.create("octavia");
      Path own =
          Files.writeString(
              directory.resolve("database.conf"),
              "[database]\nconnection = " + server.connection("octavia") + "\n");
      try (Roles roles = new Roles(directory, List.of(file, own))) {
        URI api = roles.api();
        try (ApiClient client = new ApiClient(api)) {
          assertThat(client.get("/").path("versions")).hasSize(31);
        }
        String log = roles.log(api);
        assertThat(log).doesNotContain("ERROR", "unknown");
        List<String> warned = WARNING.matcher(log).results().map(found -> found.group(1)).toList();
        assertThat(warned).isNotEmpty().doesNotHaveDuplicates();
      }
    }
  }
}
