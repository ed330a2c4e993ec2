package octavia.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import octavia.model.HealthReport.PoolReport;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OperatingStatusesTest {

  /** Listener, pool and member as reported, and what becomes of member, pool and load balancer. */
  @ParameterizedTest
  @CsvSource({
    "OPEN, UP,   UP,       ONLINE,     ONLINE,   ONLINE",
    "OPEN, UP,   UP 1/3,   ONLINE,     ONLINE,   ONLINE",
    "FULL, UP,   UP,       ONLINE,     ONLINE,   DEGRADED",
    "OPEN, UP,   DOWN,     ERROR,      DEGRADED, DEGRADED",
    "OPEN, DOWN, DOWN,     ERROR,      ERROR,    ERROR",
    "OPEN, UP,   DRAIN,    DRAINING,   ONLINE,   ONLINE",
    "OPEN, UP,   MAINT,    OFFLINE,    ONLINE,   ONLINE",
    "OPEN, UP,   no check, NO_MONITOR, ONLINE,   ONLINE"
  })
  void reportsBecomeStatuses(
      String listener,
      String pool,
      String member,
      OperatingStatus memberStatus,
      OperatingStatus poolStatus,
      OperatingStatus loadBalancerStatus) {
    HealthReport report =
        new HealthReport(
            Map.of("l", listener), Map.of("p", new PoolReport(pool, Map.of("m", member))));

    Map<String, OperatingStatus> statuses = OperatingStatuses.derive(graph(true), report);

    assertThat(statuses.get("m")).isEqualTo(memberStatus);
    assertThat(statuses.get("p")).isEqualTo(poolStatus);
    assertThat(statuses.get("lb")).isEqualTo(loadBalancerStatus);
  }

  @ParameterizedTest
  @CsvSource({"true, ERROR, ERROR", "false, OFFLINE, OFFLINE"})
  void whatIsMissingIsAnErrorOnlyWhereItIsWanted(
      boolean enabled, OperatingStatus listener, OperatingStatus loadBalancer) {
    Map<String, OperatingStatus> statuses =
        OperatingStatuses.derive(graph(enabled), new HealthReport(Map.of(), Map.of()));

    assertThat(statuses)
        .isEqualTo(
            Map.of(
                "l",
                listener,
                "p",
                OperatingStatus.OFFLINE,
                "m",
                OperatingStatus.OFFLINE,
                "lb",
                loadBalancer));
  }

  private static Graph graph(boolean enabled) {
    Instant t = Instant.EPOCH;
    return new Graph(
        new LoadBalancer(
            "lb",
            null,
            "",
            "",
            enabled,
            ProvisioningStatus.ACTIVE,
            OperatingStatus.ONLINE,
            "amphora",
            Topology.SINGLE,
            null,
            null,
            new Vip(null, null, null, null, null, true, "normal"),
            List.of(),
            t,
            null),
        List.of(
            new Listener(
                "l",
                null,
                "lb",
                "",
                "",
                true,
                ListenerProtocol.HTTP,
                80,
                -1,
                "p",
                Map.of(),
                new Listener.Timeouts(1, 1, 1, 0),
                List.of(),
                ListenerTls.NONE,
                ProvisioningStatus.ACTIVE,
                OperatingStatus.ONLINE,
                List.of(),
                t,
                null)),
        List.of(
            new Pool(
                "p",
                null,
                "lb",
                "",
                "",
                true,
                PoolProtocol.HTTP,
                LbAlgorithm.ROUND_ROBIN,
                null,
                PoolTls.NONE,
                ProvisioningStatus.ACTIVE,
                OperatingStatus.ONLINE,
                List.of(),
                t,
                null)),
        List.of(
            new Member(
                "m",
                null,
                "p",
                "",
                true,
                "10.0.0.1",
                80,
                1,
                false,
                null,
                null,
                null,
                null,
                ProvisioningStatus.ACTIVE,
                OperatingStatus.ONLINE,
                List.of(),
                t,
                null)),
        List.of(),
        List.of(),
        1,
        Set.of());
  }
}
