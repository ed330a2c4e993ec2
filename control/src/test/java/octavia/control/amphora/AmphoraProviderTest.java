package octavia.control.amphora;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import octavia.amphora.haproxy.HaproxySettings;
import octavia.cloud.noop.NoopComputeDriver;
import octavia.cloud.noop.NoopNetworkDriver;
import octavia.control.Samples;
import octavia.model.AmphoraStatus;
import octavia.model.Graph;
import octavia.model.LoadBalancer;
import octavia.model.ProvisioningStatus;
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
  void nobodyWaitsForHeartbeatsOfAnAmphoraThatSendsNone() {
    try (Store store = Samples.store(directory, InstantSource.fixed(Samples.T0))) {
      Graph graph = wanted(store);

      Outcome outcome = provider(store).reconcile(graph, claimed(store));

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
      Graph graph = wanted(store);
      Pass former = claimed(store);
      store.transaction("test", tx -> tx.workOrders().voidLeases());
      claimed(store);

      assertThatThrownBy(() -> provider(store).reconcile(graph, former))
          .isInstanceOf(LostLeaseException.class);

      var amphorae = store.read(tx -> tx.amphorae().all());
      assertThat(amphorae).isEmpty();
    }
  }

  private final NoopNetworkDriver network = new NoopNetworkDriver();

  private AmphoraProvider provider(Store store) {
    return new AmphoraProvider(
        new AmphoraSettings(
            Duration.ofSeconds(30), Duration.ofMillis(1), "haproxy", HaproxySettings.DEFAULT),
        store,
        new NoopComputeDriver(),
        network,
        new NoopAmphoraDriver(),
        _ -> new AmphoraBoot.Content(_ -> Map.of(), Samples.T0),
        () -> "a");
  }

  private Graph wanted(Store store) {
    return store.transaction(
        "test",
        tx -> {
          LoadBalancer row = Samples.loadBalancer("lb", ProvisioningStatus.PENDING_CREATE);
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
