package octavia.control.health;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import octavia.cloud.compute.ComputeDriver;
import octavia.cloud.compute.Instance;
import octavia.model.Amphora;
import octavia.model.AmphoraStatus;
import octavia.model.LoadBalancer;
import octavia.model.ProvisioningStatus;
import octavia.store.Store;
import octavia.store.Transaction;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has amphorae replaced that fell silent or lost their machine: it only writes that they are not
 * wanted any more, the reconciler does the rest. Of the checking thread only.
 */
public final class Replacements {
  private static final Logger LOG = LoggerFactory.getLogger(Replacements.class);

  private final Store store;
  private final ComputeDriver compute;
  private final Duration deadline;

  /**
   * Replacements.
   *
   * @param deadline how long a replacement may take until the load balancer becomes ERROR
   */
  public Replacements(Store store, ComputeDriver compute, Duration deadline) {
    this.store = store;
    this.compute = compute;
    this.deadline = deadline;
  }

  /** Has those replaced that were not heard of for {@code timeout}. */
  void replaceSilent(Duration timeout) {
    List<String> silent = store.read(tx -> tx.amphoraHealth().silentSince(tx.now().minus(timeout)));
    for (String id : silent) {
      replace(id, "The amphora fell silent; it is being replaced.");
    }
  }

  /** Has those replaced whose machine is gone or broken. */
  public void replaceLost() {
    List<Amphora> amphorae =
        store.read(tx -> tx.amphorae().all()).stream()
            .filter(amphora -> amphora.status() == AmphoraStatus.ALLOCATED)
            .toList();
    if (amphorae.isEmpty()) {
      return;
    }
    Set<String> running = new HashSet<>();
    compute.list().stream()
        .filter(instance -> instance.state() != Instance.State.BROKEN)
        .forEach(instance -> running.add(instance.amphoraId()));
    for (Amphora amphora : amphorae) {
      if (!running.contains(amphora.id()) && isLost(amphora)) {
        replace(amphora.id(), "The amphora's machine is gone; it is being replaced.");
      }
    }
  }

  /** Asked of the few that a list of all did not name: it may be older than they are. */
  private boolean isLost(Amphora amphora) {
    return compute
        .find(amphora)
        .filter(instance -> instance.state() != Instance.State.BROKEN)
        .isEmpty();
  }

  private void replace(String amphoraId, String why) {
    boolean replaced = store.transaction("replace-amphora", tx -> condemn(tx, amphoraId, why));
    if (replaced) {
      LOG.warn("amphora {}: {}", amphoraId, why);
    }
  }

  private boolean condemn(Transaction tx, String amphoraId, String why) {
    @Nullable Amphora amphora = tx.amphorae().find(amphoraId).orElse(null);
    if (amphora == null || amphora.loadBalancerId() == null) {
      return false;
    }
    String id = amphora.loadBalancerId();
    @Nullable LoadBalancer loadBalancer = tx.loadBalancers().lock(id).orElse(null);
    if (loadBalancer == null
        || loadBalancer.provisioningStatus() == ProvisioningStatus.PENDING_DELETE
        || tx.amphorae()
            .find(amphoraId)
            .filter(a -> a.status() == AmphoraStatus.ALLOCATED)
            .isEmpty()) {
      return false;
    }
    tx.amphorae().status(amphoraId, AmphoraStatus.PENDING_DELETE);
    if (loadBalancer.provisioningStatus() == ProvisioningStatus.ACTIVE) {
      tx.loadBalancers().provisioning(List.of(id), ProvisioningStatus.PENDING_UPDATE);
    }
    tx.events().add(id, "replace-amphora", null, why, "amphora " + amphoraId);
    tx.workOrders().want(id, "replace-amphora", deadline);
    return true;
  }
}
