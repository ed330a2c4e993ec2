package octavia.store;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import octavia.model.LbAlgorithm;
import octavia.model.Listener;
import octavia.model.ListenerProtocol;
import octavia.model.ListenerTls;
import octavia.model.LoadBalancer;
import octavia.model.Member;
import octavia.model.OperatingStatus;
import octavia.model.Pool;
import octavia.model.PoolProtocol;
import octavia.model.PoolTls;
import octavia.model.ProvisioningStatus;
import octavia.model.SessionPersistence;
import octavia.model.Topology;
import octavia.model.Vip;

/** Objects to store. */
final class Rows {
  static final Instant T0 = Instant.parse("2026-01-02T03:04:05Z");

  private Rows() {}

  static LoadBalancer loadBalancer(String id, String name, String project) {
    return loadBalancer(id, name, project, T0);
  }

  static LoadBalancer loadBalancer(String id, String name, String project, Instant createdAt) {
    return new LoadBalancer(
        id,
        project,
        name,
        "",
        true,
        ProvisioningStatus.ACTIVE,
        OperatingStatus.ONLINE,
        "amphora",
        Topology.SINGLE,
        null,
        null,
        new Vip("10.0.0.5", "port-" + id, "subnet", "network", null, true, "normal"),
        List.of("a", "tag of " + name),
        createdAt,
        null);
  }

  static Listener listener(String id, String loadBalancerId, int port) {
    return new Listener(
        id,
        "project",
        loadBalancerId,
        "listener " + id,
        "text",
        true,
        ListenerProtocol.HTTP,
        port,
        -1,
        null,
        Map.of("X-Forwarded-For", "true"),
        new Listener.Timeouts(50000, 5000, 50000, 0),
        List.of("10.0.0.0/8", "2001:db8::/32"),
        ListenerTls.NONE,
        ProvisioningStatus.ACTIVE,
        OperatingStatus.ONLINE,
        List.of(),
        T0,
        null);
  }

  static Pool pool(String id, String loadBalancerId) {
    return new Pool(
        id,
        "project",
        loadBalancerId,
        "pool " + id,
        "",
        true,
        PoolProtocol.HTTP,
        LbAlgorithm.ROUND_ROBIN,
        new SessionPersistence(SessionPersistence.Type.APP_COOKIE, "SESSION", null, null),
        PoolTls.NONE,
        ProvisioningStatus.ACTIVE,
        OperatingStatus.ONLINE,
        List.of("x"),
        T0,
        null);
  }

  static Member member(String id, String poolId, String address) {
    return new Member(
        id,
        "project",
        poolId,
        "",
        true,
        address,
        80,
        1,
        false,
        null,
        null,
        null,
        "normal",
        ProvisioningStatus.ACTIVE,
        OperatingStatus.NO_MONITOR,
        List.of(),
        T0,
        null);
  }
}
