package octavia.control.health;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import octavia.cloud.compute.Instance;
import octavia.cloud.network.Port;
import octavia.cloud.noop.NoopComputeDriver;
import octavia.cloud.noop.NoopNetworkDriver;
import octavia.control.Samples;
import octavia.model.Amphora;
import octavia.model.LoadBalancer;
import octavia.model.ProvisioningStatus;
import octavia.store.Store;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SweeperTest {
  @TempDir Path directory;
  private final NoopComputeDriver compute = new NoopComputeDriver();
  private final NoopNetworkDriver network = new NoopNetworkDriver();
  private Instant now = Samples.T0;
  private Store store;
  private Sweeper sweeper;

  @BeforeEach
  void open() {
    store = Samples.store(directory, () -> now);
    sweeper = new Sweeper(store, compute, network, () -> now);
  }

  @AfterEach
  void close() {
    store.close();
  }

  @Test
  void whatALoadBalancerHasIsLeft() {
    make("lb", "a", ProvisioningStatus.ERROR);

    sweeper.sweep();

    assertThat(left()).containsExactlyInAnyOrder("a", "lb-lb", "machine a", "row a");
  }

  @Test
  void whatAGoneLoadBalancerLeftIsRemoved() {
    make("gone", "a", ProvisioningStatus.DELETED);

    sweeper.sweep();

    assertThat(left()).isEmpty();
  }

  @Test
  void whatIsStillWorkedOnIsLeft() {
    make("gone", "a", ProvisioningStatus.DELETED);
    store.transaction(
        "test",
        tx -> {
          tx.workOrders().want("gone", "delete-load-balancer", Duration.ofMinutes(1));
          return true;
        });

    sweeper.sweep();

    assertThat(left()).containsExactlyInAnyOrder("a", "lb-gone", "machine a", "row a");
  }

  @Test
  void portsAndMachinesWithoutRowsAreRemoved() {
    network.allocateVip(Samples.loadBalancer("never", ProvisioningStatus.ACTIVE));
    build(Samples.amphora("b", "never"), Samples.loadBalancer("never", ProvisioningStatus.ACTIVE));

    sweeper.sweep();

    assertThat(left()).isEmpty();
  }

  private void make(String loadBalancerId, String amphoraId, ProvisioningStatus status) {
    LoadBalancer loadBalancer = Samples.loadBalancer(loadBalancerId, status);
    Amphora amphora = Samples.amphora(amphoraId, loadBalancerId);
    store.transaction(
        "test",
        tx -> {
          tx.loadBalancers().insert(loadBalancer);
          tx.amphorae().insert(amphora);
          return true;
        });
    network.allocateVip(loadBalancer);
    build(amphora, loadBalancer);
  }

  private void build(Amphora amphora, LoadBalancer loadBalancer) {
    compute.build(amphora, _ -> Map.of());
    network.ensureVrrpPort(amphora, loadBalancer);
  }

  /** Devices of ports, machines and rows of amphorae. */
  private List<String> left() {
    List<String> left = new ArrayList<>();
    network.ownPorts().stream().map(Port::deviceId).forEach(left::add);
    compute.list().stream().map(Instance::amphoraId).forEach(id -> left.add("machine " + id));
    store.read(tx -> tx.amphorae().all()).forEach(amphora -> left.add("row " + amphora.id()));
    return left;
  }
}
