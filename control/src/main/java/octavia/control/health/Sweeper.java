package octavia.control.health;

import java.util.HashSet;
import java.util.Set;
import octavia.cloud.CloudException;
import octavia.cloud.compute.ComputeDriver;
import octavia.cloud.compute.Instance;
import octavia.model.Amphora;
import octavia.store.Store;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Removes machines of ours that no row knows. A row is always written before its machine is built
 * and outlives it, so such a machine was left by somebody who changed the database by hand.
 */
public final class Sweeper {
  private static final Logger LOG = LoggerFactory.getLogger(Sweeper.class);

  private final Store store;
  private final ComputeDriver compute;

  public Sweeper(Store store, ComputeDriver compute) {
    this.store = store;
    this.compute = compute;
  }

  /** Looks once and removes what it finds. */
  public void sweep() {
    for (Instance instance : compute.list()) {
      // Read after the machine was seen: a row that is missing now was never there.
      Set<String> known = new HashSet<>();
      store.read(tx -> tx.amphorae().all()).forEach(amphora -> known.add(amphora.id()));
      if (known.contains(instance.amphoraId())) {
        continue;
      }
      LOG.warn("machine of amphora {} has no row; removing it", instance.amphoraId());
      try {
        compute.delete(orphan(instance));
      } catch (CloudException e) {
        LOG.warn("it could not be removed, trying again later: {}", e.getMessage());
      }
    }
  }

  private static Amphora orphan(Instance instance) {
    return new Amphora(
        instance.amphoraId(),
        null,
        instance.computeId(),
        instance.lbNetworkIp(),
        null,
        null,
        null,
        null,
        null,
        false,
        null,
        octavia.model.AmphoraStatus.PENDING_DELETE,
        null,
        null,
        null,
        null,
        null,
        null,
        java.time.Instant.EPOCH,
        null);
  }
}
