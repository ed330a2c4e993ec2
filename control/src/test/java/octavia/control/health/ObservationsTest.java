package octavia.control.health;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import octavia.amphora.heartbeat.Heartbeat;
import octavia.amphora.heartbeat.Heartbeat.ListenerBeat;
import octavia.control.Samples;
import octavia.model.Graph;
import octavia.model.HealthReport.PoolReport;
import octavia.model.ListenerStatistics;
import octavia.model.OperatingStatus;
import octavia.model.ProvisioningStatus;
import octavia.store.Store;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ObservationsTest {
  private static final ListenerStatistics SOME = new ListenerStatistics(1, 100, 200, 0, 5);

  @TempDir Path directory;
  private Instant now = Samples.T0;
  private final InstantSource clock = () -> now;
  private Store store;
  private Observations observations;

  @BeforeEach
  void open() {
    store = Samples.store(directory, clock);
    observations = new Observations(store, clock);
    store.transaction(
        "test",
        tx -> {
          tx.loadBalancers().insert(Samples.loadBalancer("lb", ProvisioningStatus.ACTIVE));
          tx.listeners().insert(Samples.listener("l", "lb", ProvisioningStatus.ACTIVE));
          tx.pools().insert(Samples.pool("p", "lb", ProvisioningStatus.ACTIVE));
          tx.members().insert(Samples.member("m", "p", ProvisioningStatus.ACTIVE));
          tx.amphorae().insert(Samples.amphora("a", "lb"));
          tx.amphoraHealth().expect("a", tx.now());
          return true;
        });
  }

  @AfterEach
  void close() {
    store.close();
  }

  @Test
  void statusesGoUpTheTree() {
    hear(beat("boot", 0, "OPEN", "UP", "UP", SOME));

    assertThat(statuses())
        .isEqualTo(
            Map.of(
                "lb", OperatingStatus.ONLINE,
                "l", OperatingStatus.ONLINE,
                "p", OperatingStatus.ONLINE,
                "m", OperatingStatus.ONLINE));

    hear(beat("boot", 1, "OPEN", "UP", "DOWN", SOME));

    assertThat(statuses())
        .isEqualTo(
            Map.of(
                "lb", OperatingStatus.DEGRADED,
                "l", OperatingStatus.ONLINE,
                "p", OperatingStatus.DEGRADED,
                "m", OperatingStatus.ERROR));
  }

  @Test
  void aHeartbeatThatComesTwiceOrLateCountsOnce() {
    hear(beat("boot", 1, "OPEN", "UP", "UP", SOME));
    hear(beat("boot", 1, "OPEN", "UP", "DOWN", SOME));
    hear(beat("boot", 0, "OPEN", "UP", "DOWN", SOME));

    assertThat(statuses()).containsEntry("m", OperatingStatus.ONLINE);

    hear(beat("another boot", 0, "OPEN", "UP", "DOWN", SOME));

    assertThat(statuses()).containsEntry("m", OperatingStatus.ERROR);
  }

  @Test
  void totalsReplaceAndUpstreamsDeltasAdd() {
    hear(beat("boot", 0, "OPEN", "UP", "UP", SOME));
    hear(beat("boot", 1, "OPEN", "UP", "UP", SOME.plus(SOME)));
    assertThat(statistics().bytesIn()).isEqualTo(200);

    Heartbeat upstream =
        new Heartbeat(
            "a",
            7,
            3,
            Optional.empty(),
            Optional.empty(),
            0,
            Map.of("l", new ListenerBeat("OPEN", SOME, Optional.empty())),
            Map.of());
    hear(upstream);
    assertThat(statistics().bytesIn()).isEqualTo(300);
  }

  @Test
  void anAmphoraThatTellsOfAnOlderConfigurationIsNotHeardOf() {
    now = now.plusSeconds(20);
    hear(new Heartbeat("a", 0, 3, Optional.of("boot"), Optional.empty(), 0, Map.of(), Map.of()));

    assertThat(silent()).containsExactly("a");
    assertThat(statuses()).containsEntry("l", OperatingStatus.OFFLINE);

    hear(beat("boot", 1, "OPEN", "UP", "UP", SOME));

    assertThat(silent()).isEmpty();
  }

  @Test
  void whatStartsAgainByItselfIsOnTheTimelineOnce() {
    hear(restarts("boot", 0, 0));
    hear(restarts("boot", 1, 1));
    hear(restarts("boot", 2, 1));
    assertThat(events()).containsExactly("haproxy-restarted");

    hear(restarts("another boot", 0, 0));
    hear(restarts("another boot", 1, 0));
    assertThat(events()).containsExactly("haproxy-restarted", "agent-restarted");

    hear(restarts("a third boot", 0, 1));
    assertThat(events())
        .containsExactly(
            "haproxy-restarted", "agent-restarted", "agent-restarted", "haproxy-restarted");
  }

  @Test
  void aServiceThatHearsOfAnAmphoraFirstTellsOfNoRestart() {
    hear(restarts("boot", 5, 3));

    assertThat(events()).isEmpty();
  }

  @Test
  void aListenerThatIsWantedGoneIsNotCounted() {
    store.transaction(
        "test",
        tx -> {
          tx.deletions().want(List.of("l"), "listener", "lb");
          return true;
        });

    hear(beat("boot", 0, "OPEN", "UP", "UP", SOME));

    var counted = store.read(tx -> tx.statistics().of(List.of("l")));
    assertThat(counted).isEmpty();
  }

  @Test
  void anAmphoraThatCameBackAfterLongIsHeardOfAsNew() {
    hear(restarts("boot", 5, 0));
    now = now.plus(Duration.ofMinutes(11));
    observations.flush();

    hear(restarts("boot", 5, 1));

    assertThat(silent()).isEmpty();
    assertThat(events()).isEmpty();
  }

  @Test
  void aHeartbeatOfAnUnknownAmphoraLeavesNoTrace() {
    hear(
        new Heartbeat(
            "stranger", 0, 3, Optional.of("boot"), Optional.empty(), 0, Map.of(), Map.of()));
    now = now.plusSeconds(3600);

    assertThat(silent()).containsExactly("a");
  }

  private void hear(Heartbeat heartbeat) {
    observations.heard(heartbeat);
    observations.flush();
    now = now.plus(Duration.ofSeconds(2));
  }

  private static Heartbeat restarts(String boot, long sequence, long restarts) {
    return new Heartbeat(
        "a",
        sequence,
        3,
        Optional.of(boot),
        Optional.empty(),
        restarts,
        Map.of("l", new ListenerBeat("OPEN", SOME, Optional.of(SOME))),
        Map.of("p:l", new PoolReport("UP", Map.of("m", "UP"))));
  }

  /** Oldest first. */
  private List<String> events() {
    return store.read(tx -> tx.events().page("lb", Optional.empty(), 100)).reversed().stream()
        .map(event -> event.code())
        .toList();
  }

  private List<String> silent() {
    return store.read(tx -> tx.amphoraHealth().silentSince(now.minusSeconds(10)));
  }

  private ListenerStatistics statistics() {
    return store.read(tx -> tx.statistics().of(List.of("l"))).get("l");
  }

  private Map<String, OperatingStatus> statuses() {
    Graph graph = store.read(tx -> tx.graphs().find("lb")).orElseThrow();
    return Map.of(
        "lb", graph.loadBalancer().operatingStatus(),
        "l", graph.listeners().getFirst().operatingStatus(),
        "p", graph.pools().getFirst().operatingStatus(),
        "m", graph.members().getFirst().operatingStatus());
  }

  private static Heartbeat beat(
      String boot,
      long sequence,
      String listener,
      String pool,
      String member,
      ListenerStatistics totals) {
    return new Heartbeat(
        "a",
        sequence,
        3,
        Optional.of(boot),
        Optional.empty(),
        0,
        Map.of("l", new ListenerBeat(listener, SOME, Optional.of(totals))),
        Map.of("p:l", new PoolReport(pool, Map.of("m", member))));
  }
}
