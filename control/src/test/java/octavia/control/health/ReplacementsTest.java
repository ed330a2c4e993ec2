package octavia.control.health;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import octavia.cloud.noop.NoopComputeDriver;
import octavia.control.Samples;
import octavia.model.AmphoraStatus;
import octavia.model.LoadBalancer;
import octavia.model.ProvisioningStatus;
import octavia.store.Store;
import octavia.store.work.WorkOrders.WorkOrder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReplacementsTest {
  private static final Duration DEADLINE = Duration.ofMinutes(10);
  private static final Duration TIMEOUT = Duration.ofSeconds(10);

  @TempDir Path directory;
  private Instant now = Samples.T0;
  private Store store;
  private Replacements replacements;

  @BeforeEach
  void open() {
    store = Samples.store(directory, () -> now);
    replacements = new Replacements(store, new NoopComputeDriver(), DEADLINE);
  }

  @AfterEach
  void close() {
    store.close();
  }

  @Test
  void aLoadBalancerWhoseAmphoraFellSilentHasUntilTheDeadline() {
    insert("lb", ProvisioningStatus.ACTIVE);
    fallSilent("lb", "a");

    assertThat(loadBalancer().provisioningStatus()).isEqualTo(ProvisioningStatus.PENDING_UPDATE);
    assertThat(order().reason()).isEqualTo("replace-amphora");
  }

  @Test
  void amphoraeThatKeepDyingDoNotPutTheDeadlineOff() {
    insert("lb", ProvisioningStatus.PENDING_CREATE);
    store.transaction(
        "test",
        tx -> {
          tx.workOrders().want("lb", "create-load-balancer", DEADLINE);
          return true;
        });
    WorkOrder before = order();

    fallSilent("lb", "a");
    fallSilent("lb", "b");

    assertThat(order().reason()).isEqualTo("create-load-balancer");
    assertThat(order().deadlineAt()).isEqualTo(before.deadlineAt());
    assertThat((long) store.read(tx -> tx.workOrders().wanted("lb"))).isEqualTo(3);
  }

  @Test
  void ofManySilentAFewAreReplacedAtOnce() {
    for (int i = 0; i < 7; i++) {
      insert("lb" + i, ProvisioningStatus.ACTIVE);
      expect("lb" + i, "a" + i);
    }
    now = now.plus(TIMEOUT.multipliedBy(2));

    replacements.replaceSilent(TIMEOUT);
    assertThat(condemned()).isEqualTo(5);

    replacements.replaceSilent(TIMEOUT);
    assertThat(condemned()).isEqualTo(7);
  }

  private void fallSilent(String loadBalancerId, String amphoraId) {
    expect(loadBalancerId, amphoraId);
    now = now.plus(TIMEOUT.multipliedBy(2));
    replacements.replaceSilent(TIMEOUT);
    assertThat(store.read(tx -> tx.amphorae().find(amphoraId)).orElseThrow().status())
        .isEqualTo(AmphoraStatus.PENDING_DELETE);
  }

  private void insert(String id, ProvisioningStatus status) {
    store.transaction(
        "test",
        tx -> {
          tx.loadBalancers().insert(Samples.loadBalancer(id, status));
          return true;
        });
  }

  private void expect(String loadBalancerId, String amphoraId) {
    store.transaction(
        "test",
        tx -> {
          tx.amphorae().insert(Samples.amphora(amphoraId, loadBalancerId));
          tx.amphoraHealth().expect(amphoraId, tx.now());
          return true;
        });
  }

  private long condemned() {
    return store.read(tx -> tx.amphorae().all()).stream()
        .filter(amphora -> amphora.status() == AmphoraStatus.PENDING_DELETE)
        .count();
  }

  private LoadBalancer loadBalancer() {
    return store.read(tx -> tx.loadBalancers().find("lb")).orElseThrow();
  }

  private WorkOrder order() {
    return store.read(tx -> tx.workOrders().find("lb")).orElseThrow();
  }
}
