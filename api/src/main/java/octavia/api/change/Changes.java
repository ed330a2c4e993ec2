package octavia.api.change;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import octavia.api.error.Faults;
import octavia.api.identity.Caller;
import octavia.model.Amphora;
import octavia.model.AmphoraStatus;
import octavia.model.LoadBalancer;
import octavia.model.Pool;
import octavia.model.ProvisioningStatus;
import octavia.store.Transaction;
import octavia.store.object.Kind;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;

/**
 * The frame of every change: the load balancer's row is locked first and its state checked, and at
 * the end the tree is marked and the work order written, all in the caller's transaction. Holds no
 * state; for all threads.
 */
public final class Changes {
  /** What the logging context calls the load balancer that a call is about. */
  public static final String LOAD_BALANCER = "loadbalancer";

  private final Duration deadline;
  private final boolean refuseWhilePending;

  /**
   * The frame.
   *
   * @param deadline how long objects may stay PENDING
   * @param refuseWhilePending false takes a change while an update is under way
   */
  public Changes(Duration deadline, boolean refuseWhilePending) {
    this.deadline = deadline;
    this.refuseWhilePending = refuseWhilePending;
  }

  /** How long objects may stay PENDING. */
  public Duration deadline() {
    return deadline;
  }

  /** Locks a load balancer for a change of something below it; 409 if that may not be now. */
  public LoadBalancer lockForChild(Transaction tx, @Nullable String loadBalancerId) {
    LoadBalancer loadBalancer = lock(tx, loadBalancerId);
    if (!mayChange(loadBalancer.provisioningStatus())) {
      throw Faults.immutable("Load Balancer", loadBalancer.id());
    }
    return loadBalancer;
  }

  /** Locks a load balancer for a change of itself; 409 if that may not be now. */
  public LoadBalancer lockForUpdate(Transaction tx, String loadBalancerId) {
    LoadBalancer loadBalancer = lock(tx, loadBalancerId);
    if (!mayChange(loadBalancer.provisioningStatus())) {
      throw Faults.pendingState(loadBalancer.provisioningStatus().name(), loadBalancerId);
    }
    return loadBalancer;
  }

  /** Locks a load balancer for its removal; 409 if that may not be now. */
  public LoadBalancer lockForDelete(Transaction tx, String loadBalancerId) {
    LoadBalancer loadBalancer = lock(tx, loadBalancerId);
    if (loadBalancer.provisioningStatus() != ProvisioningStatus.ERROR
        && !mayChange(loadBalancer.provisioningStatus())) {
      throw Faults.pendingState(loadBalancer.provisioningStatus().name(), loadBalancerId);
    }
    return loadBalancer;
  }

  /** Locks a load balancer to have its amphorae replaced; 409 if that may not be now. */
  public LoadBalancer lockForFailover(Transaction tx, String loadBalancerId) {
    return lockForDelete(tx, loadBalancerId); // also what has failed
  }

  /**
   * Has amphorae of a locked load balancer replaced. It is not done here: they are marked as not
   * wanted, and the reconciler builds others and takes these away.
   */
  public void replace(
      Transaction tx,
      LoadBalancer loadBalancer,
      Collection<Amphora> amphorae,
      String what,
      String objectId,
      Caller caller) {
    for (Amphora amphora : amphorae) {
      tx.amphorae().status(amphora.id(), AmphoraStatus.PENDING_DELETE);
    }
    record(tx, loadBalancer, List.of(), what, objectId, caller);
  }

  /**
   * Locks the load balancer for a change of something below a pool, and looks at the pool again,
   * which may have changed until then; 409 if that may not be now.
   */
  public LoadBalancer lockForPartOf(Transaction tx, Pool pool) {
    LoadBalancer loadBalancer = lockForChild(tx, pool.loadBalancerId());
    Pool found = tx.pools().find(pool.id()).orElseThrow(() -> Faults.notFound("Pool", pool.id()));
    if (!mayChange(found.provisioningStatus())) {
      throw Faults.immutable("Pool", pool.id());
    }
    return loadBalancer;
  }

  /**
   * Refuses a change of an object that is wanted gone, even where a deletion that took too long
   * shows it in ERROR.
   */
  public void requireKept(
      Transaction tx, LoadBalancer loadBalancer, String resource, String objectId) {
    requireKept(tx, loadBalancer, resource, List.of(objectId));
  }

  /** As above, of several objects. */
  public void requireKept(
      Transaction tx, LoadBalancer loadBalancer, String resource, Collection<String> objectIds) {
    Set<String> going = tx.deletions().of(loadBalancer.id());
    for (String objectId : objectIds) {
      if (going.contains(objectId)) {
        throw Faults.immutable(resource, objectId);
      }
    }
  }

  /** True if an object in this state may be changed. */
  public boolean mayChange(ProvisioningStatus status) {
    return status == ProvisioningStatus.ACTIVE
        || (!refuseWhilePending && status == ProvisioningStatus.PENDING_UPDATE);
  }

  /**
   * Records a change of something below the load balancer, which becomes PENDING_UPDATE with the
   * listeners that the change touches.
   *
   * @param what stable words such as {@code create-listener}
   * @param objectId what is changed
   */
  public void record(
      Transaction tx,
      LoadBalancer loadBalancer,
      Collection<String> listenerIds,
      String what,
      String objectId,
      Caller caller) {
    tx.loadBalancers().provisioning(List.of(loadBalancer.id()), ProvisioningStatus.PENDING_UPDATE);
    tx.listeners().provisioning(listenerIds, ProvisioningStatus.PENDING_UPDATE);
    want(tx, loadBalancer.id(), what, objectId, caller);
  }

  /** As {@link #record}, of a pool or something below it: the pool becomes PENDING_UPDATE too. */
  public void recordPool(
      Transaction tx,
      LoadBalancer loadBalancer,
      String poolId,
      String what,
      String objectId,
      Caller caller) {
    tx.pools().provisioning(List.of(poolId), ProvisioningStatus.PENDING_UPDATE);
    record(tx, loadBalancer, listenersUsing(tx, poolId), what, objectId, caller);
  }

  /** The listeners that send to the pool, themselves or by a policy. */
  public static List<String> listenersUsing(Transaction tx, String poolId) {
    return tx.listeners().idsUsing(List.of(poolId)).getOrDefault(poolId, List.of());
  }

  /** Writes work order and event of a change whose statuses the caller has written. */
  public void want(
      Transaction tx, String loadBalancerId, String what, String objectId, Caller caller) {
    tx.workOrders().want(loadBalancerId, what, deadline);
    event(tx, loadBalancerId, what, objectId, caller);
  }

  /** Puts the request on the timeline. */
  public void event(
      Transaction tx, String loadBalancerId, String what, String objectId, Caller caller) {
    tx.events()
        .add(
            loadBalancerId,
            what,
            caller.requestId(),
            "Requested: " + what.replace('-', ' ') + " " + objectId + ".",
            "");
  }

  /** Marks an object as wanted gone. */
  public void delete(Transaction tx, Kind kind, String objectId, String loadBalancerId) {
    delete(tx, kind, List.of(objectId), loadBalancerId);
  }

  /** Marks objects as wanted gone. */
  public void delete(Transaction tx, Kind kind, List<String> objectIds, String loadBalancerId) {
    tx.of(kind).provisioning(objectIds, ProvisioningStatus.PENDING_DELETE);
    tx.deletions().want(objectIds, kind.name(), loadBalancerId);
  }

  private static LoadBalancer lock(Transaction tx, @Nullable String id) {
    if (id == null) {
      throw Faults.notFound("Load Balancer", null);
    }
    MDC.put(LOAD_BALANCER, id);
    return tx.loadBalancers().lock(id).orElseThrow(() -> Faults.notFound("Load Balancer", id));
  }
}
