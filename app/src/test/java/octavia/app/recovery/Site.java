package octavia.app.recovery;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import octavia.app.client.Visitor;
import octavia.app.standalone.Footprint;
import octavia.app.system.Await;
import octavia.app.system.Installation;
import octavia.app.system.Program;
import octavia.app.system.SocketServer;
import octavia.app.system.Tenant;

/** A load balancer on port 80 with two members that are checked, all of it ONLINE. */
final class Site implements AutoCloseable {
  static final Footprint FOOTPRINT =
      new Footprint(
          Path.of("/var/lib/octavia-test-recovery"),
          9926,
          5605,
          "10.245.32.0/20",
          "10.245.48.0/24");
  private static final Duration LIMIT = Duration.ofSeconds(60);

  private final Installation installation;
  private final List<SocketServer> servers;
  private final String listener;
  private final String pool;

  Site() throws InterruptedException {
    this(new Program(FOOTPRINT), "");
  }

  Site(Program program, String configuration) throws InterruptedException {
    this.installation = Installation.start(program, configuration);
    Tenant tenant = installation.tenant();
    this.servers =
        List.of(
            SocketServer.web("one", tenant.gateway()), SocketServer.web("two", tenant.gateway()));
    try {
      tenant.createLoadBalancer(Map.of("name", "site"));
      this.listener = tenant.listener("HTTP", 80, Map.of());
      this.pool = tenant.pool(listener, "HTTP", "ROUND_ROBIN", Map.of());
      for (SocketServer server : servers) {
        tenant.member(pool, server, Map.of());
      }
      tenant.monitor(pool, "HTTP");
      tenant.awaitOnline();
    } catch (RuntimeException | Error e) {
      close();
      throw e;
    }
  }

  Installation installation() {
    return installation;
  }

  Tenant tenant() {
    return installation.tenant();
  }

  String listener() {
    return listener;
  }

  String pool() {
    return pool;
  }

  Visitor visitor() {
    return new Visitor(tenant().vip(), 80);
  }

  /** Both members answer, and nobody fails. */
  void assertServes() {
    Set<String> answers = new HashSet<>();
    for (int i = 0; i < 100; i++) {
      answers.add(visitor().visit().orElse("no answer"));
    }
    assertThat(answers).containsExactlyInAnyOrder("one", "two");
  }

  /** Traffic is back, everything is ACTIVE and ONLINE, and there is as much as before. */
  void awaitRecovered(HostState before) throws InterruptedException {
    assertThat(visitor().visitUntilAnswered(LIMIT)).isPresent();
    tenant().awaitActive();
    tenant().awaitOnline();
    Await.value(
        "as much is there as before: " + before, () -> HostState.of(installation), before::isLike);
    assertServes();
  }

  @Override
  public void close() {
    servers.forEach(SocketServer::close);
    installation.close();
  }
}
