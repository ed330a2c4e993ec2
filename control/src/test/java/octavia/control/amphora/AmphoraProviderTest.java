package octavia.control.amphora;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import octavia.amphora.haproxy.HaproxySettings;
import octavia.cloud.noop.NoopComputeDriver;
import octavia.cloud.noop.NoopNetworkDriver;
import octavia.control.Samples;
import octavia.model.AmphoraStatus;
import octavia.model.Graph;
import octavia.model.LoadBalancer;
import octavia.model.ProvisioningStatus;
import octavia.model.Topology;
import octavia.provider.LostLeaseException;
import octavia.provider.Outcome;
import octavia.provider.Pass;
import octavia.store.Store;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AmphoraProviderTest {
  /** A pass that knows nothing but its fence. */
  private record FencedPass(long fence) implements Pass {
    @Override
    public void step(String name, Duration limit) {}

    @Override
    public void event(String text, String detail) {}
  }

  @TempDir Path directory;

  @Test
  void aPairHasAMasterAndABackupAlsoAfterOneIsReplaced() {
    try (Store store = Samples.store(directory, InstantSource.fixed(Samples.T0))) {
      AtomicInteger made = new AtomicInteger();
      AmphoraProvider provider = provider(store, () -> "a" + made.incrementAndGet());
      Graph graph = wanted(store, Topology.ACTIVE_STANDBY);
      Pass pass = claimed(store);

      provider.reconcile(graph, pass);

      assertThat(roles(store)).containsExactly("a1 MASTER 100", "a2 BACKUP 90");
      store.transaction(
          "test",
          tx -> {
            tx.amphorae().status("a1", AmphoraStatus.PENDING_DELETE);
            return true;
          });

      provider.reconcile(graph, pass);

      assertThat(roles(store)).containsExactly("a2 BACKUP 90", "a3 MASTER 100");
    }
  }

  private static List<String> roles(Store store) {
    return store.read(tx -> tx.amphorae().of("lb")).stream()
        .map(amphora -> amphora.id() + " " + amphora.role() + " " + amphora.vrrpPriority())
        .toList();
  }

  @Test
  void nobodyWaitsForHeartbeatsOfAnAmphoraThatSendsNone() {
    try (Store store = Samples.store(directory, InstantSource.fixed(Samples.T0))) {
      Graph graph = wanted(store, Topology.SINGLE);

      Outcome outcome = provider(store, () -> "a").reconcile(graph, claimed(store));

      assertThat(outcome).isEqualTo(Outcome.DONE);
      Optional<AmphoraStatus> status =
          store.read(tx -> tx.amphorae().find("a")).map(amphora -> amphora.status());
      assertThat(status).contains(AmphoraStatus.ALLOCATED);
      var silent = store.read(tx -> tx.amphoraHealth().silentSince(Samples.T0.plusSeconds(86_400)));
      assertThat(silent).isEmpty();
    }
  }

  @Test
  void aPassThatWasTakenOverWritesNothing() {
    try (Store store = Samples.store(directory, InstantSource.fixed(Samples.T0))) {
      Graph graph = wanted(store, Topology.SINGLE);
      Pass former = claimed(store);
      store.transaction("test", tx -> tx.workOrders().voidLeases());
      claimed(store);

      assertThatThrownBy(() -> provider(store, () -> "a").reconcile(graph, former))
          .isInstanceOf(LostLeaseException.class);

      var amphorae = store.read(tx -> tx.amphorae().all());
      assertThat(amphorae).isEmpty();
    }
  }

  private final NoopNetworkDriver network = new NoopNetworkDriver();

  private AmphoraProvider provider(Store store, Supplier<String> ids) {
    return new AmphoraProvider(
        new AmphoraSettings(
            Duration.ofSeconds(30), Duration.ofMillis(1), "haproxy", HaproxySettings.DEFAULT),
        store,
        new NoopComputeDriver(),
        network,
        new NoopAmphoraDriver(),
        _ -> new AmphoraBoot.Content(_ -> Map.of(), Samples.T0),
        ids);
  }

  private Graph wanted(Store store, Topology topology) {
    return store.transaction(
        "test",
        tx -> {
          LoadBalancer sample = Samples.loadBalancer("lb", ProvisioningStatus.PENDING_CREATE);
          LoadBalancer row =
              new LoadBalancer(
                  sample.id(),
                  sample.projectId(),
                  sample.name(),
                  sample.description(),
                  sample.adminStateUp(),
                  sample.provisioningStatus(),
                  sample.operatingStatus(),
                  sample.provider(),
                  topology,
                  null,
                  null,
                  sample.vip(),
                  sample.tags(),
                  sample.createdAt(),
                  null);
          tx.loadBalancers().insert(row);
          tx.loadBalancers().updateVip("lb", network.allocateVip(row));
          tx.workOrders().want("lb", "create-loadbalancer", Duration.ofMinutes(1));
          return tx.graphs().find("lb").orElseThrow();
        });
  }

  private static Pass claimed(Store store) {
    return new FencedPass(
        store
            .transaction(
                "test", tx -> tx.workOrders().claim("worker", Set.of(), 1, Duration.ofMinutes(1)))
            .getFirst()
            .fence());
  }
}
