package octavia.agent;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Predicate;
import octavia.amphora.api.AgentClient;
import octavia.amphora.api.AgentCredentials;
import octavia.amphora.api.PlugVip;
import octavia.amphora.conf.AgentConf;
import octavia.amphora.heartbeat.Decoded;
import octavia.amphora.heartbeat.Heartbeat;
import octavia.amphora.heartbeat.HeartbeatCodec;
import octavia.config.IniFile;
import octavia.model.Crossing;

/** An agent under test with its client, and the controller's end of its heartbeats. */
final class Amphora implements AutoCloseable {
  static final String ID = "a0000000-0000-4000-8000-000000000001";
  static final Duration LIMIT = Duration.ofSeconds(15);
  private static final String KEY = "heartbeats' key";

  private final Lab lab;
  private final TestCertificates certificates;
  private final DatagramSocket health;
  private final AgentConf conf;
  private final Path file;
  private Agent agent;
  private AgentClient client;

  /**
   * An agent that runs.
   *
   * @param state its directory; what an earlier one left there is found again
   * @param haproxy the program
   */
  Amphora(Lab lab, TestCertificates certificates, Path state, String haproxy) throws Exception {
    this.lab = lab;
    this.certificates = certificates;
    this.health = new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    this.file = state.resolve("amphora-agent.conf");
    this.conf =
        new AgentConf(
            ID,
            state.toString(),
            "127.0.0.1",
            0,
            haproxy,
            certificates.clientAuthority().toString(),
            certificates.server(ID).toString(),
            List.of("127.0.0.1:" + health.getLocalPort()),
            Duration.ofSeconds(2),
            KEY,
            lab.insidePath().toString(),
            Optional.empty());
    Files.writeString(file, conf.render());
    start();
  }

  Amphora(Lab lab, TestCertificates certificates, Path state) throws Exception {
    this(lab, certificates, state, "haproxy");
  }

  private void start() throws IOException {
    agent =
        Agent.start(
            AgentFile.read(IniFile.read(List.of(file))),
            file,
            lab.outside(),
            UUID.randomUUID().toString(),
            Clock.systemUTC());
    client = client(ID, certificates.controller());
  }

  /** Ends the agent, not what it started, and starts another one. */
  void restartAgent() throws IOException {
    client.close();
    agent.close();
    start();
  }

  /** What its file said at first. */
  AgentConf conf() {
    return conf;
  }

  /** Its configuration file. */
  Path file() {
    return file;
  }

  AgentClient client() {
    return client;
  }

  AgentClient client(String expectedId, AgentCredentials credentials) {
    return client(expectedId, credentials, Crossing.OPEN);
  }

  AgentClient client(String expectedId, AgentCredentials credentials, Crossing crossing) {
    return new AgentClient(
        new AgentClient.Address("127.0.0.1", agent.port()),
        expectedId,
        credentials,
        new AgentClient.Limits(Duration.ofSeconds(5), LIMIT),
        crossing);
  }

  int port() {
    return agent.port();
  }

  void plugVip() {
    client.plugVip(lab.vip(), vipBody());
  }

  PlugVip vipBody() {
    return new PlugVip(
        lab.cidr(),
        lab.gateway(),
        lab.vipMac(),
        1400,
        lab.own(),
        List.of(),
        List.of(new PlugVip.AdditionalVip(lab.cidr6(), lab.vip6(), lab.gateway6(), List.of())),
        false);
  }

  /** Uploads over whatever is there. */
  void upload(String loadBalancer, String text) {
    Optional<String> held = client.haproxyConfig(loadBalancer).map(config -> config.etag());
    client.uploadHaproxy(loadBalancer, text, held);
  }

  /** The first heartbeat from now on that is as wanted. */
  Heartbeat heartbeat(Predicate<Heartbeat> wanted) throws IOException {
    return heartbeat(health, KEY, wanted);
  }

  /** As {@link #heartbeat(Predicate)}, at another controller's socket, signed with another key. */
  static Heartbeat heartbeat(DatagramSocket health, String key, Predicate<Heartbeat> wanted)
      throws IOException {
    long deadline = System.nanoTime() + LIMIT.toNanos();
    byte[] buffer = new byte[HeartbeatCodec.MAX_DATAGRAM];
    Decoded last = new Decoded.Rejected(Decoded.Reason.TOO_SHORT, "none came");
    while (true) {
      long left = (deadline - System.nanoTime()) / 1_000_000;
      if (left <= 0) {
        throw new AssertionError("no such heartbeat; the last: " + last);
      }
      health.setSoTimeout((int) left);
      DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
      try {
        health.receive(packet);
      } catch (java.net.SocketTimeoutException e) {
        continue;
      }
      last = new HeartbeatCodec(key).decode(Arrays.copyOf(buffer, packet.getLength()));
      if (last instanceof Decoded.Accepted(Heartbeat heartbeat) && wanted.test(heartbeat)) {
        return heartbeat;
      }
    }
  }

  long haproxyPid(String loadBalancer) throws IOException {
    return Long.parseLong(
        Files.readString(Path.of(conf.basePath(), loadBalancer, loadBalancer + ".pid")).strip());
  }

  /** Ends the agent, and the HAProxy of this load balancer. */
  void close(String loadBalancer) {
    try {
      client.deleteListener(loadBalancer);
    } finally {
      close();
    }
  }

  @Override
  public void close() {
    client.close();
    agent.close();
    health.close();
  }
}
