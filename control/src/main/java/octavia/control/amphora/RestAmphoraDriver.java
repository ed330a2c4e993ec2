package octavia.control.amphora;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import octavia.amphora.api.AgentClient;
import octavia.amphora.api.AgentCredentials;
import octavia.amphora.api.AgentException;
import octavia.amphora.api.HaproxyConfig;
import octavia.amphora.api.HostRoute;
import octavia.amphora.api.PlugVip;
import octavia.amphora.conf.AgentConf;
import octavia.amphora.haproxy.HaproxyCompiler;
import octavia.amphora.haproxy.UncompilableException;
import octavia.cloud.network.Network;
import octavia.cloud.network.Port;
import octavia.cloud.network.Subnet;
import octavia.model.Amphora;
import octavia.model.Crossing;
import octavia.model.Graph;
import octavia.model.LoadBalancer;
import octavia.model.Topology;
import octavia.provider.ProviderException;
import org.jspecify.annotations.Nullable;

/** {@code amphora_haproxy_rest_driver}: the agent REST API 1.0 over mutual TLS. */
public final class RestAmphoraDriver implements AmphoraDriver {
  private static final String DIRECT = "direct";

  private final HaproxyCompiler compiler;
  private final AgentConfigurations configurations;
  private final Supplier<AgentCredentials> credentials;
  private final AgentClient.Limits limits;
  private final Duration patience;
  private final Crossing crossing;

  /**
   * A driver.
   *
   * @param credentials asked anew for each connection, as the controller's certificate is renewed
   * @param patience how long {@link #answers} keeps asking an agent that is starting
   */
  public RestAmphoraDriver(
      HaproxyCompiler compiler,
      AgentConfigurations configurations,
      Supplier<AgentCredentials> credentials,
      AgentClient.Limits limits,
      Duration patience,
      Crossing crossing) {
    this.compiler = compiler;
    this.configurations = configurations;
    this.credentials = credentials;
    this.limits = limits;
    this.patience = patience;
    this.crossing = crossing;
  }

  @Override
  public boolean answers(Amphora amphora) {
    AgentClient.Limits brief = new AgentClient.Limits(Duration.ofSeconds(1), patience);
    long end = System.nanoTime() + patience.toNanos();
    Duration pause = Duration.ofMillis(10);
    // One client for all tries: making it anew takes processor time from the agent that starts.
    try (AgentClient client = client(amphora, brief)) {
      while (true) {
        try {
          client.version();
          return true;
        } catch (AgentException e) {
          if (e.kind() != AgentException.Kind.UNREACHABLE) {
            throw failure(e);
          }
          if (System.nanoTime() + pause.toNanos() >= end) {
            return false;
          }
        }
        pause(pause);
      }
    }
  }

  @Override
  public void plugVip(Amphora amphora, String vip, Port port, Subnet subnet, Network network) {
    PlugVip plug =
        new PlugVip(
            subnet.cidr(),
            subnet.gatewayIp(),
            port.macAddress(),
            network.mtu(),
            amphora.vrrpIp(),
            subnet.hostRoutes().stream()
                .map(route -> new HostRoute(route.destination(), route.nexthop()))
                .toList(),
            List.of(),
            false);
    try (AgentClient client = client(amphora, limits)) {
      client.plugVip(vip, plug);
    } catch (AgentException e) {
      throw failure(e);
    }
  }

  @Override
  public void check(LoadBalancer loadBalancer) {
    if (loadBalancer.topology() == Topology.ACTIVE_STANDBY) {
      throw new ProviderException(
          "topology ACTIVE_STANDBY is not carried yet", "load balancer " + loadBalancer.id());
    }
    if (loadBalancer.vip().vnicType().equals(DIRECT)) {
      throw new ProviderException(
          "a VIP on an SR-IOV port is not carried yet", "load balancer " + loadBalancer.id());
    }
  }

  @Override
  public boolean sendsHeartbeats() {
    return true;
  }

  @Override
  public Map<String, String> apply(Amphora amphora, Graph graph) {
    String id = graph.loadBalancer().id();
    try (AgentClient client = client(amphora, limits)) {
      HaproxyCompiler.Compiled compiled =
          compiler.compile(graph, amphora.id(), Optional.ofNullable(amphora.vrrpIp()));
      String wanted = compiled.text();
      Optional<HaproxyConfig> held = client.haproxyConfig(id);
      String tag = HaproxyConfig.etag(wanted);
      boolean upload = held.isEmpty() || !held.get().etag().equals(tag);
      if (upload) {
        client.uploadHaproxy(id, wanted, held.map(HaproxyConfig::etag));
      }
      Optional<String> running = held.flatMap(HaproxyConfig::runningEtag);
      if (held.isEmpty() || (running.isEmpty() && !upload)) {
        client.start(id); // running already is done
      } else if (!running.equals(Optional.of(tag))) {
        client.reload(id);
      }
      return compiled.uncarried();
    } catch (UncompilableException e) {
      throw new ProviderException(
          "the amphora provider cannot carry this", String.valueOf(e.getMessage()), e);
    } catch (AgentException e) {
      throw failure(e);
    }
  }

  @Override
  public Told configure(Amphora amphora) {
    AgentConf conf = configurations.of(amphora.id(), Optional.ofNullable(amphora.lbNetworkIp()));
    try (AgentClient client = client(amphora, limits)) {
      return new Told(
          "the amphora has taken its configuration", client.updateConfig(conf.render()));
    } catch (AgentException e) {
      String detail = String.valueOf(e.getMessage());
      return switch (e.kind()) {
        case UNREACHABLE, REFUSED_TLS -> throw failure(e);
        case NOT_FOUND ->
            new Told("the amphora is too old to take a configuration; replace it", detail);
        case INVALID, CONFLICT, FAILED ->
            new Told("the amphora did not take its configuration, the last one stays", detail);
      };
    }
  }

  private AgentClient client(Amphora amphora, AgentClient.Limits within) {
    @Nullable String address = amphora.lbNetworkIp();
    if (address == null) {
      throw new ProviderException(
          "the amphora has no management address yet", "amphora " + amphora.id());
    }
    return new AgentClient(
        AgentClient.Address.of(address), amphora.id(), credentials.get(), within, crossing);
  }

  /** What a tenant may read of it: never an address or a path. */
  private static ProviderException failure(AgentException e) {
    String reason =
        switch (e.kind()) {
          case UNREACHABLE -> "the amphora does not answer";
          case REFUSED_TLS -> "the amphora and the controller do not trust each other";
          case INVALID -> "the amphora refused the configuration, the last good one stays";
          case CONFLICT -> "the amphora runs another configuration than expected";
          case NOT_FOUND, FAILED -> "the amphora could not do it";
        };
    return new ProviderException(reason, String.valueOf(e.getMessage()), e);
  }

  private static void pause(Duration duration) {
    try {
      Thread.sleep(duration);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ProviderException("interrupted", "while waiting for an agent", e);
    }
  }
}
