package octavia.app.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import octavia.agent.Agent;
import octavia.agent.exec.Namespace;
import octavia.amphora.api.AgentClient;
import octavia.amphora.api.AgentCredentials;
import octavia.amphora.conf.AgentConf;
import octavia.amphora.haproxy.HaproxyCompiler;
import octavia.amphora.haproxy.HaproxySettings;
import octavia.amphora.heartbeat.Decoded;
import octavia.amphora.heartbeat.Heartbeat;
import octavia.amphora.heartbeat.HeartbeatCodec;
import octavia.control.amphora.AgentConfigurations;
import octavia.control.amphora.AmphoraDriver.Told;
import octavia.control.amphora.RestAmphoraDriver;
import octavia.http.Handler;
import octavia.http.HttpServer;
import octavia.http.JdkHttpServer;
import octavia.http.Response;
import octavia.http.ServerTls;
import octavia.model.Amphora;
import octavia.model.AmphoraStatus;
import octavia.model.Crossing;
import octavia.pki.AmphoraCertificates;
import octavia.pki.KeySupply;
import octavia.pki.Pki;
import octavia.provider.ProviderException;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A controller gives an agent its configuration: a real agent, and whatever else may be there. */
@Timeout(60)
class ConfigureTest {
  private static final String ID = "a0000000-0000-4000-8000-000000000001";
  private static final String KEY = "another key";
  private static final String TAKEN = "the amphora has taken its configuration";
  private static final String NOT_TAKEN =
      "the amphora did not take its configuration, the last one stays";
  private static final Duration PATIENCE = Duration.ofSeconds(15);
  private static final Duration IMPATIENCE = Duration.ofMillis(300);

  @TempDir private static Path keys;
  private static Pki pki;
  private static Pki foreign;

  @TempDir private Path directory;

  /** The agents' port is always the same, so each test has an address of its own. */
  private final String address =
      "127.%d.%d.%d".formatted(chance(1, 255), chance(0, 256), chance(1, 255));

  private static int chance(int from, int until) {
    return ThreadLocalRandom.current().nextInt(from, until);
  }

  @BeforeAll
  static void open() {
    pki = Pki.open(keys.resolve("own"), InstantSource.system());
    foreign = Pki.open(keys.resolve("foreign"), InstantSource.system());
  }

  @Test
  void anAgentTakesItAndSendsHeartbeatsWhereItSays() throws IOException {
    try (DatagramSocket health =
            new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        Agent _ = agent()) {
      String target = "127.0.0.1:" + health.getLocalPort();

      Told told = driver(pki, target, PATIENCE).configure(amphora());

      assertThat(told.text()).isEqualTo(TAKEN);
      assertThat(told.detail()).startsWith("these count at the agent's next start: ");
      assertThat(heartbeat(health).amphoraId()).isEqualTo(ID);
      assertThat(file()).content().contains(target, KEY);
    }
  }

  @Test
  void oneThatAnAgentCannotUseIsRefusedWithItsReason() throws IOException {
    try (Agent _ = agent()) {
      String before = Files.readString(file());

      Told told = driver(pki, "nowhere", PATIENCE).configure(amphora());

      assertThat(told.text()).isEqualTo(NOT_TAKEN);
      assertThat(told.detail()).contains("not address:port: nowhere");
      assertThat(file()).hasContent(before);
    }
  }

  @Test
  void anAgentOfAnotherControllerIsNotTold() throws IOException {
    try (Agent _ = agent()) {
      RestAmphoraDriver stranger = driver(foreign, "127.0.0.1:9", PATIENCE);

      assertThatThrownBy(() -> stranger.configure(amphora()))
          .isInstanceOfSatisfying(
              ProviderException.class,
              e ->
                  assertThat(e.reason())
                      .isEqualTo("the amphora and the controller do not trust each other"));
    }
  }

  /** What agents of other releases may answer; no answer is a reason to ask again. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          404 | the amphora is too old to take a configuration; replace it
          400 | the amphora did not take its configuration, the last one stays
          403 | the amphora did not take its configuration, the last one stays
          405 | the amphora did not take its configuration, the last one stays
          409 | the amphora did not take its configuration, the last one stays
          500 | the amphora did not take its configuration, the last one stays
          503 | the amphora did not take its configuration, the last one stays
          """)
  void whatAnAgentAnswersIsTold(int status, String text) throws IOException {
    Response answer = Response.json(status, Map.of("message", "no", "details", "full moon"));
    try (JdkHttpServer _ = server(_ -> answer)) {
      Told told = driver(pki, "127.0.0.1:9", PATIENCE).configure(amphora());

      assertThat(told.text()).isEqualTo(text);
      assertThat(told.detail()).contains(ID, "full moon");
    }
  }

  /** As upstream's agents do. */
  @Test
  void anAgentThatSaysNothingMoreHasTakenIt() throws IOException {
    try (JdkHttpServer _ = server(_ -> Response.json(202, Map.of("message", "OK")))) {
      assertThat(driver(pki, "127.0.0.1:9", PATIENCE).configure(amphora()))
          .isEqualTo(new Told(TAKEN, ""));
    }
  }

  @Test
  void nobodyThereIsAskedAgain() {
    assertDoesNotAnswer(PATIENCE);
  }

  @Test
  void anAgentThatDoesNotAnswerInTimeIsAskedAgain() throws IOException {
    CountDownLatch over = new CountDownLatch(1);
    Handler slow =
        _ -> {
          try {
            over.await(PATIENCE.toSeconds(), TimeUnit.SECONDS);
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
          return Response.empty(202);
        };
    try (JdkHttpServer _ = server(slow)) {
      assertDoesNotAnswer(IMPATIENCE);
      over.countDown();
    }
  }

  @Test
  void oneThatTakesTheConnectionOnlyIsAskedAgain() throws IOException {
    try (ServerSocket _ =
        new ServerSocket(AgentClient.Address.PORT, 1, InetAddress.ofLiteral(address))) {
      assertDoesNotAnswer(IMPATIENCE);
    }
  }

  private void assertDoesNotAnswer(Duration limit) {
    RestAmphoraDriver driver = driver(pki, "127.0.0.1:9", limit);
    assertThatThrownBy(() -> driver.configure(amphora()))
        .isInstanceOfSatisfying(
            ProviderException.class,
            e -> assertThat(e.reason()).isEqualTo("the amphora does not answer"));
  }

  private static RestAmphoraDriver driver(Pki keys, String healthManager, Duration limit) {
    return new RestAmphoraDriver(
        new HaproxyCompiler(HaproxySettings.DEFAULT),
        new AgentConfigurations(
            List.of(healthManager), () -> Duration.ofSeconds(1), KEY, "haproxy"),
        () ->
            new AgentCredentials(
                keys.controller().key(),
                keys.controller().chain(),
                List.of(keys.serverAuthority().certificate())),
        new AgentClient.Limits(limit, limit),
        limit,
        Crossing.OPEN);
  }

  private Amphora amphora() {
    return new Amphora(
        ID,
        "lb",
        "compute",
        address,
        null,
        null,
        null,
        null,
        null,
        false,
        null,
        AmphoraStatus.ALLOCATED,
        null,
        null,
        null,
        null,
        null,
        null,
        Instant.EPOCH,
        null);
  }

  /** An agent that tells nobody of itself yet. */
  private Agent agent() throws IOException {
    AgentConf conf =
        new AgentConf(
            ID,
            directory.toString(),
            address,
            AgentClient.Address.PORT,
            "haproxy",
            Files.writeString(directory.resolve("ca.pem"), authority()).toString(),
            Files.writeString(directory.resolve("server.pem"), certificate()).toString(),
            List.of(),
            Duration.ofSeconds(1),
            "key",
            "",
            Optional.empty());
    Files.writeString(file(), conf.render());
    return Agent.start(conf, file(), Namespace.OWN, "boot", InstantSource.system());
  }

  private Path file() {
    return directory.resolve("amphora-agent.conf");
  }

  /** Something else in an agent's place, with its certificate. */
  private JdkHttpServer server(Handler handler) throws IOException {
    return JdkHttpServer.start(
        new HttpServer.Settings(
            address,
            AgentClient.Address.PORT,
            1 << 16,
            Optional.of(ServerTls.ofPem(certificate(), authority())),
            Response.empty(413)),
        handler);
  }

  private static String authority() {
    return pki.clientAuthority().certificatePem();
  }

  private static String certificate() {
    try (KeySupply supply = new KeySupply(1)) {
      return new AmphoraCertificates(
              pki.serverAuthority(), supply, InstantSource.system(), AmphoraCertificates.VALIDITY)
          .issue(ID)
          .pem();
    }
  }

  private static Heartbeat heartbeat(DatagramSocket health) throws IOException {
    byte[] buffer = new byte[HeartbeatCodec.MAX_DATAGRAM];
    DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
    health.setSoTimeout((int) PATIENCE.toMillis());
    health.receive(packet);
    if (new HeartbeatCodec(KEY).decode(Arrays.copyOf(buffer, packet.getLength()))
        instanceof Decoded.Accepted(Heartbeat heartbeat)) {
      return heartbeat;
    }
    throw new AssertionError("no heartbeat that is signed with the new key");
  }
}
