package octavia.app.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import octavia.app.standalone.ChildService;
import octavia.app.standalone.Footprint;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The service with the real Keystone and no-op drivers, for octavia-tempest-plugin, the OpenStack
 * client, and tenants who ask at random. With {@code --full} the whole suite, in each mode of
 * access, and the client with the embedded identity too; otherwise a quick part. The first run on a
 * machine makes a Debian for it.
 */
@SystemTest
class RealKeystoneTest {
  private static final boolean FULL = Boolean.getBoolean("octavia.full");
  private static final String DEFAULT_MODE = "keystone_default_roles";

  /** Seconds between the suite's looks at a status; the service needs a few milliseconds. */
  private static final String INTERVAL = "0.2";

  @BeforeAll
  static void startKeystone() throws IOException, InterruptedException {
    Peers.run("keystone.sh", "up");
  }

  @AfterAll
  static void stopKeystone() throws IOException, InterruptedException {
    Peers.run("keystone.sh", "down");
  }

  /** What to do with a running service. */
  @FunctionalInterface
  private interface Use {
    void of(URI api) throws IOException, InterruptedException;
  }

  private static void serve(String mode, Use use) throws IOException, InterruptedException {
    try (Program program = new Program(Footprint.TEST.at(Peers.HOST))) {
      String port = Integer.toString(program.footprint().apiPort());
      try (ChildService service = program.startWith(Peers.output("server.sh", port, mode))) {
        use.of(service.apiUrl());
      }
    }
  }

  @Test
  void everyCommandOfTheClientAndAPartOfTheSuite() throws IOException, InterruptedException {
    serve(
        DEFAULT_MODE,
        api -> {
          Peers.run("commands.sh", api.toString());
          Peers.run("tempest.sh", api.toString(), "-m", DEFAULT_MODE, "-q", "-i", INTERVAL);
        });
  }

  @Test
  @EnabledIfSystemProperty(
      named = "octavia.full",
      matches = "true",
      disabledReason = "run by ./octavia test --full")
  void everyCommandOfTheClientWithTheEmbeddedIdentity() throws IOException, InterruptedException {
    try (Program program = new Program(Footprint.TEST.at(Peers.HOST));
        ChildService _ = program.startWith(embedded(program.footprint()))) {
      Peers.run(program.openrc("admin"), "commands.sh", "-");
    }
  }

  private static String embedded(Footprint footprint) throws IOException, InterruptedException {
    return Peers.output("server.sh", Integer.toString(footprint.apiPort()))
        + "[api_settings]\nauth_strategy = embedded\n";
  }

  @ParameterizedTest
  @ValueSource(strings = {DEFAULT_MODE, "advanced", "owner_or_admin"})
  @EnabledIfSystemProperty(
      named = "octavia.full",
      matches = "true",
      disabledReason = "run by ./octavia test --full")
  void theWholeSuite(String mode) throws IOException, InterruptedException {
    serve(mode, api -> Peers.run("tempest.sh", api.toString(), "-m", mode, "-i", INTERVAL));
  }

  @Test
  void whateverTenantsAskNoneSeesAnything() throws IOException, InterruptedException {
    long seed = Long.getLong("octavia.seed", System.nanoTime());
    System.out.println("seed " + seed);
    List<RandomWalk.Walker> tenants = List.of(tenant("demo"), tenant("other"));
    serve(
        DEFAULT_MODE,
        api -> {
          try (RandomWalk walk = new RandomWalk(api, tenants, seed)) {
            walk.walk(FULL ? Duration.ofMinutes(5) : Duration.ofSeconds(20), 1);
            System.out.println("answers by status: " + walk.statuses());
            assertThat(walk.statuses().keySet())
                .as("it got somewhere")
                .contains(200, 201, 204, 400, 403, 404);
          }
        });
  }

  private static RandomWalk.Walker tenant(String user) throws IOException, InterruptedException {
    String token = Peers.output("keystone.sh", "token", user).strip();
    return new RandomWalk.Walker("of-" + user + "-", Map.of("X-Auth-Token", token));
  }
}
