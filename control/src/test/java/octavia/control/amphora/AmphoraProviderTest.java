package octavia.control.amphora;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import octavia.amphora.haproxy.HaproxySettings;
import octavia.cloud.noop.NoopComputeDriver;
import octavia.cloud.noop.NoopNetworkDriver;
import octavia.control.Samples;
import octavia.model.AmphoraStatus;
import octavia.model.Graph;
import octavia.model.LoadBalancer;
import octavia.model.ProvisioningStatus;
import octavia.provider.Outcome;
import octavia.provider.Pass;
import octavia.store.Store;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AmphoraProviderTest {
  private static final Pass PASS =
      new Pass() {
        @Override
        public void step(String name, Duration limit) {}

        @Override
        public void event(String text, String detail) {}
      };

  @TempDir Path directory;

  @Test
  void nobodyWaitsForHeartbeatsOfAnAmphoraThatSendsNone() {
    try (Store store = Samples.store(directory, InstantSource.fixed(Samples.T0))) {
      NoopNetworkDriver network = new NoopNetworkDriver();
      AmphoraProvider provider =
          new AmphoraProvider(
              new AmphoraSettings(
                  Duration.ofSeconds(30), Duration.ofMillis(1), "haproxy", HaproxySettings.DEFAULT),
              store,
              new NoopComputeDriver(),
              network,
              new NoopAmphoraDriver(),
              _ -> new AmphoraBoot.Content(_ -> Map.of(), Samples.T0),
              () -> "a");
      Graph graph =
          store.transaction(
              "test",
              tx -> {
                LoadBalancer row = Samples.loadBalancer("lb", ProvisioningStatus.PENDING_CREATE);
                tx.loadBalancers().insert(row);
                tx.loadBalancers().updateVip("lb", network.allocateVip(row));
                return tx.graphs().find("lb").orElseThrow();
              });

      Outcome outcome = provider.reconcile(graph, PASS);

      assertThat(outcome).isEqualTo(Outcome.DONE);
      Optional<AmphoraStatus> status =
          store.read(tx -> tx.amphorae().find("a")).map(amphora -> amphora.status());
      assertThat(status).contains(AmphoraStatus.ALLOCATED);
      var silent = store.read(tx -> tx.amphoraHealth().silentSince(Samples.T0.plusSeconds(86_400)));
      assertThat(silent).isEmpty();
    }
  }
}
