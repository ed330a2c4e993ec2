package octavia.app.traffic;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import octavia.app.standalone.Footprint;
import octavia.app.system.Installation;
import octavia.app.system.SocketServer;
import octavia.app.system.SystemTest;
import octavia.app.system.Tenant;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;

/** One load balancer for all tests of a class; each makes its listeners, which end with it. */
@SystemTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class ServedTest {
  private static final Footprint FOOTPRINT =
      new Footprint(
          Path.of("/var/lib/octavia-test-traffic"), 9916, 5595, "10.245.0.0/20", "10.245.16.0/24");

  private final List<SocketServer> servers = new ArrayList<>();
  private final List<String> listeners = new ArrayList<>();
  private final List<String> pools = new ArrayList<>();
  private Installation installation;
  private Tenant tenant;
  private int port = 8000;

  @BeforeAll
  void begin() throws InterruptedException {
    installation = Installation.start(FOOTPRINT, "");
    tenant = installation.tenant();
    tenant.createLoadBalancer(Map.of("name", "traffic"));
  }

  @AfterAll
  void end() {
    if (installation != null) {
      installation.close();
    }
  }

  @AfterEach
  void clear() throws InterruptedException {
    servers.forEach(SocketServer::close);
    servers.clear();
    for (String listener : listeners) {
      tenant.delete("listeners/" + listener);
    }
    listeners.clear();
    for (String pool : pools) {
      tenant.delete("pools/" + pool);
    }
    pools.clear();
  }

  final Installation installation() {
    return installation;
  }

  final Tenant tenant() {
    return tenant;
  }

  /** The port of the listener that was made last. */
  final int port() {
    return port;
  }

  final String listener(String protocol, Map<String, ?> more) throws InterruptedException {
    port++;
    String listener = tenant.listener(protocol, port, more);
    listeners.add(listener);
    return listener;
  }

  final String pool(String listener, String protocol, String algorithm, Map<String, ?> more)
      throws InterruptedException {
    String pool = tenant.pool(listener, protocol, algorithm, more);
    pools.add(pool);
    return pool;
  }

  /** A web server that answers with its name. */
  final SocketServer web(String name) {
    return keep(SocketServer.web(name, tenant.gateway()));
  }

  final SocketServer server(String name, SocketServer.Conversation conversation) {
    return keep(new SocketServer(name, tenant.gateway(), conversation));
  }

  private SocketServer keep(SocketServer server) {
    servers.add(server);
    return server;
  }
}
