package octavia.agent;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import octavia.agent.exec.Namespace;
import octavia.amphora.api.AgentClient;
import octavia.amphora.api.AgentCredentials;
import octavia.amphora.api.AgentException;
import octavia.amphora.api.HaproxyConfig;
import octavia.amphora.api.PlugVip;
import octavia.amphora.conf.AgentConf;
import octavia.amphora.conf.AgentConf.Option;
import octavia.config.IniFile;
import octavia.http.PemFiles;
import octavia.model.Crossing;

/**
 * A short life of the whole agent on the loopback address, called by a client of its own over
 * mutual TLS, with a HAProxy that serves nobody. It changes nothing outside its directory and
 * leaves nothing running. A Java machine that records class loading during it starts the agent
 * several times as fast. What the machine cannot do (no HAProxy, no {@code ip}) is left out.
 */
final class WarmUp {
  private static final String AMPHORA_ID = "warm-up";
  private static final String LOAD_BALANCER_ID = "w"; // the socket's path has to be short
  private static final int ROUNDS = 5;

  private WarmUp() {}

  /**
   * Serves and calls.
   *
   * @param directory with {@code server.pem} (key and certificate for the name {@code warm-up}),
   *     {@code client.pem} (key and certificate of a client) and {@code client_ca.pem} (who signed
   *     it); all throw-away
   */
  static void run(Path directory) {
    try {
      Path state = Files.createTempDirectory(directory.toAbsolutePath(), "s");
      Path file = state.resolve("agent.conf");
      Files.writeString(file, conf(directory, state).render(), StandardCharsets.UTF_8);
      AgentLog.start(state.resolve("log"));
      try (Agent agent =
          Agent.start(
              AgentFile.read(IniFile.read(List.of(file))),
              file,
              Namespace.OWN,
              "warm-up",
              Clock.systemUTC())) {
        call(directory, agent.port(), state);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("warm-up in " + directory, e);
    }
  }

  private static AgentConf conf(Path directory, Path state) {
    return new AgentConf(
        AMPHORA_ID,
        state.toString(),
        InetAddress.getLoopbackAddress().getHostAddress(),
        0,
        Option.HAPROXY_CMD.defaultValue(),
        directory.resolve("client_ca.pem").toString(),
        directory.resolve("server.pem").toString(),
        List.of("127.0.0.1:9"), // discard
        Duration.ofMillis(50),
        "warm-up",
        "",
        Optional.empty());
  }

  private static void call(Path directory, int port, Path state) throws IOException {
    String client = Files.readString(directory.resolve("client.pem"));
    AgentCredentials credentials =
        new AgentCredentials(
            PemFiles.privateKey(client),
            List.of(PemFiles.certificates(client).getFirst()),
            PemFiles.certificates(Files.readString(directory.resolve("server.pem"))));
    for (int round = 0; round < ROUNDS; round++) {
      try (AgentClient agent =
          new AgentClient(
              new AgentClient.Address("127.0.0.1", port),
              AMPHORA_ID,
              credentials,
              AgentClient.Limits.DEFAULT,
              Crossing.OPEN)) {
        agent.version();
        tried(agent::info);
        tried(agent::details);
        tried(() -> plugInVain(agent));
        tried(() -> agent.interfaceOf("192.0.2.1"));
        tried(() -> serve(agent, state));
        tried(() -> agent.uploadHaproxy(LOAD_BALANCER_ID, "refused\n", held(agent)));
        tried(() -> agent.deleteListener(LOAD_BALANCER_ID));
      }
    }
  }

  private static void plugInVain(AgentClient agent) {
    agent.plugVip(
        "192.0.2.1",
        new PlugVip(
            "192.0.2.0/24", null, "00:00:5e:00:53:00", null, null, List.of(), List.of(), false));
  }

  private static void serve(AgentClient agent, Path state) {
    String socket = "    stats socket " + state.resolve(LOAD_BALANCER_ID);
    agent.uploadHaproxy(
        LOAD_BALANCER_ID,
        "global\n" + socket + ".sock\n" + socket + ".admin.sock level admin expose-fd listeners\n",
        held(agent));
    agent.start(LOAD_BALANCER_ID);
    agent.listeners();
    agent.reload(LOAD_BALANCER_ID);
  }

  private static Optional<String> held(AgentClient agent) {
    return agent.haproxyConfig(LOAD_BALANCER_ID).map(HaproxyConfig::etag);
  }

  /** The way is the aim: not everything can succeed on a machine that is no amphora. */
  private static void tried(Runnable call) {
    try {
      call.run();
    } catch (AgentException e) {
      System.getLogger(WarmUp.class.getName()).log(System.Logger.Level.DEBUG, e.getMessage());
    }
  }
}
