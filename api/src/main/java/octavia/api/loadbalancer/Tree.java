package octavia.api.loadbalancer;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import octavia.api.change.Services;
import octavia.api.listener.ListenerDraft;
import octavia.api.listener.ListenerMaker;
import octavia.api.pool.PoolDraft;
import octavia.api.pool.PoolMaker;
import octavia.api.pool.PoolNames;
import octavia.cloud.network.NetworkDriver;
import octavia.model.HealthMonitor;
import octavia.model.L7Policy;
import octavia.model.L7Rule;
import octavia.model.Listener;
import octavia.model.LoadBalancer;
import octavia.model.Member;
import octavia.model.Pool;
import octavia.store.Transaction;
import octavia.store.object.Kind;
import org.jspecify.annotations.Nullable;

/**
 * What is created below a load balancer in the same call. Pools stand in a list of their own or in
 * the listener that uses them, and are known by name, so that listeners can share them.
 */
final class Tree {
  private final PoolMaker pools;
  private final ListenerMaker listeners;

  Tree(Services services, NetworkDriver network) {
    this.pools = new PoolMaker(services, network);
    this.listeners = new ListenerMaker(services);
  }

  /** A tree whose names are resolved. */
  record Plan(List<ListenerDraft> listeners, Map<String, PoolDraft> pools) {
    /** True if nothing is to be below the load balancer. */
    boolean isEmpty() {
      return listeners.isEmpty() && pools.isEmpty();
    }
  }

  /** Resolves the names, and looks up what members name; not for use inside a transaction. */
  Plan plan(List<ListenerDraft> listeners, List<PoolDraft> defined) {
    PoolNames names = new PoolNames();
    defined.forEach(names::define);
    listeners.forEach(listener -> listener.pools().forEach(names::use));
    Map<String, PoolDraft> byName = names.resolve(Set.of());
    byName.values().forEach(pools::checkOutside);
    listeners.forEach(this.listeners::checkOutside);
    return new Plan(listeners, byName);
  }

  /** Writes everything below the load balancer. */
  void insert(Transaction tx, LoadBalancer loadBalancer, Plan plan) {
    Map<String, Pool> made = new LinkedHashMap<>();
    plan.pools()
        .forEach((name, draft) ->
            made.put(name, pools.insert(tx, loadBalancer, draft, Optional.empty())));
    List<Listener> others = new ArrayList<>();
    for (ListenerDraft draft : plan.listeners()) {
      others.add(listeners.insert(tx, loadBalancer, draft, made, others));
    }
  }

  /** Removes everything below the load balancer, which never was in effect. */
  static void remove(Transaction tx, LoadBalancer loadBalancer) {
    List<String> listeners =
        tx.listeners().of(loadBalancer.id()).stream().map(Listener::id).toList();
    List<String> pools = tx.pools().of(loadBalancer.id()).stream().map(Pool::id).toList();
    List<String> policies = tx.l7Policies().of(listeners).stream().map(L7Policy::id).toList();
    remove(
        tx,
        loadBalancer,
        Kind.L7_RULE,
        tx.l7Rules().of(policies).stream().map(L7Rule::id).toList());
    remove(tx, loadBalancer, Kind.L7_POLICY, policies);
    remove(tx, loadBalancer, Kind.LISTENER, listeners);
    remove(tx, loadBalancer, Kind.MEMBER, tx.members().of(pools).stream().map(Member::id).toList());
    remove(
        tx,
        loadBalancer,
        Kind.HEALTH_MONITOR,
        tx.healthMonitors().of(pools).stream().map(HealthMonitor::id).toList());
    remove(tx, loadBalancer, Kind.POOL, pools);
  }

  private static void remove(
      Transaction tx, LoadBalancer loadBalancer, Kind kind, List<String> ids) {
    tx.of(kind).delete(ids);
    @Nullable String projectId = loadBalancer.projectId();
    if (projectId != null && !ids.isEmpty()) {
      tx.atTheEnd(() -> tx.quotas().release(projectId, kind, ids.size()));
    }
  }
}
