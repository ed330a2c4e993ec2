package octavia.agent;

import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import octavia.amphora.haproxy.HaproxyCompiler;
import octavia.amphora.haproxy.HaproxySettings;
import octavia.model.Graph;
import octavia.model.HealthMonitor;
import octavia.model.HealthMonitorType;
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

/** The compiler's text for a load balancer of one listener and one pool. */
final class Compiled {
  static final String LOAD_BALANCER = "10000000-0000-4000-8000-000000000001";
  static final String LISTENER = "20000000-0000-4000-8000-000000000001";
  static final String POOL = "30000000-0000-4000-8000-000000000001";
  static final int PORT = 8080;
  private static final Instant MADE = Instant.parse("2026-11-21T10:00:00Z");

  private final ListenerProtocol protocol;
  private final String vip;
  private final List<Member> members = new ArrayList<>();
  private boolean monitored;
  private SessionPersistence persistence;

  Compiled(ListenerProtocol protocol, String vip) {
    this.protocol = protocol;
    this.vip = vip;
  }

  static String memberId(int number) {
    return "40000000-0000-4000-8000-%012d".formatted(number);
  }

  Compiled member(String address, int port) {
    members.add(
        new Member(
            memberId(members.size() + 1),
            null,
            POOL,
            "",
            true,
            address,
            port,
            1,
            false,
            null,
            null,
            null,
            null,
            ProvisioningStatus.ACTIVE,
            OperatingStatus.ONLINE,
            List.of(),
            MADE,
            null));
    return this;
  }

  /** Checks members every second; one failure or success decides. */
  Compiled monitored() {
    monitored = true;
    return this;
  }

  Compiled persistence(SessionPersistence wanted) {
    persistence = wanted;
    return this;
  }

  String text(Path base, Lab lab) {
    return new HaproxyCompiler(
            new HaproxySettings(base.toString(), 500, "10k", 1, Optional.empty()))
        .compile(graph(), Amphora.ID, Optional.of(lab.own()))
        .text();
  }

  private Graph graph() {
    PoolProtocol poolProtocol =
        protocol == ListenerProtocol.HTTP ? PoolProtocol.HTTP : PoolProtocol.TCP;
    return new Graph(
        new LoadBalancer(
            LOAD_BALANCER,
            null,
            "",
            "",
            true,
            ProvisioningStatus.ACTIVE,
            OperatingStatus.ONLINE,
            "amphora",
            Topology.SINGLE,
            null,
            null,
            new Vip(vip, null, null, null, null, true, "normal"),
            List.of(),
            MADE,
            null),
        List.of(
            new Listener(
                LISTENER,
                null,
                LOAD_BALANCER,
                "",
                "",
                true,
                protocol,
                PORT,
                -1,
                POOL,
                Map.of(),
                new Listener.Timeouts(50_000, 5_000, 50_000, 0),
                List.of(),
                ListenerTls.NONE,
                ProvisioningStatus.ACTIVE,
                OperatingStatus.ONLINE,
                List.of(),
                MADE,
                null)),
        List.of(
            new Pool(
                POOL,
                null,
                LOAD_BALANCER,
                "",
                "",
                true,
                poolProtocol,
                LbAlgorithm.ROUND_ROBIN,
                persistence,
                PoolTls.NONE,
                ProvisioningStatus.ACTIVE,
                OperatingStatus.ONLINE,
                List.of(),
                MADE,
                null)),
        members,
        monitored
            ? List.of(
                new HealthMonitor(
                    "50000000-0000-4000-8000-000000000001",
                    null,
                    POOL,
                    "",
                    true,
                    HealthMonitorType.TCP,
                    1,
                    1,
                    1,
                    1,
                    null,
                    null,
                    null,
                    null,
                    null,
                    ProvisioningStatus.ACTIVE,
                    OperatingStatus.ONLINE,
                    List.of(),
                    MADE,
                    null))
            : List.of(),
        List.of(),
        1,
        Set.of());
  }
}
