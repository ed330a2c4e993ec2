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

  private static final String REASON = "replace-amphora";

  /** Of the silent, at once: where many are, it is more likely we who do not hear. */
  private static final int MAX_SILENT = 5;

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

  /** Has those replaced that were not heard of for {@code timeout}, a few at a time. */
  void replaceSilent(Duration timeout) {
    List<String> silent = store.read(tx -> tx.amphoraHealth().silentSince(tx.now().minus(timeout)));
    int replaced = 0;
    for (String id : silent) {
      if (replaced == MAX_SILENT) {
        LOG.warn("more amphorae are silent than are replaced at once; the others come later");
        return;
      }
      replaced += replace(id, "The amphora fell silent; it is being replaced.") ? 1 : 0;
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

  private boolean replace(String amphoraId, String why) {
    boolean replaced = store.transaction("replace-amphora", tx -> condemn(tx, amphoraId, why));
    if (replaced) {
      LOG.warn("amphora {}: {}", amphoraId, why);
    }
    return replaced;
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
    tx.events().add(id, REASON, null, why, "amphora " + amphoraId);
    if (loadBalancer.provisioningStatus() == ProvisioningStatus.ACTIVE) {
      tx.loadBalancers().provisioning(List.of(id), ProvisioningStatus.PENDING_UPDATE);
      tx.workOrders().want(id, REASON, deadline);
    } else {
      // With a deadline renewed by each amphora that dies, it would be PENDING for ever.
      tx.workOrders().wantAlso(id, REASON, deadline);
    }
    return true;
  }
}
