package octavia.api.loadbalancer;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import octavia.api.change.Services;
import octavia.api.error.Faults;
import octavia.api.healthmonitor.HealthMonitorDraft;
import octavia.api.healthmonitor.HealthMonitorMaker;
import octavia.api.listener.ListenerDraft;
import octavia.api.listener.ListenerMaker;
import octavia.api.member.MemberDraft;
import octavia.api.member.MemberMaker;
import octavia.api.pool.PoolDraft;
import octavia.api.pool.PoolMaker;
import octavia.cloud.network.NetworkDriver;
import octavia.model.HealthMonitor;
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
  private final Services services;
  private final PoolMaker pools;
  private final MemberMaker members;
  private final HealthMonitorMaker healthMonitors;
  private final ListenerMaker listeners;

  Tree(Services services, NetworkDriver network) {
    this.services = services;
    var rules = services.settings().rules();
    this.pools = new PoolMaker(rules, services.ids());
    this.members = new MemberMaker(rules, network, services.ids());
    this.healthMonitors = new HealthMonitorMaker(rules, services.ids());
    this.listeners = new ListenerMaker(rules, services.ids());
  }

  /** A tree whose names are resolved. */
  record Plan(List<ListenerDraft> listeners, Map<String, PoolDraft> pools) {}

  /** Resolves the names, and looks up what members name; not for use inside a transaction. */
  Plan plan(List<ListenerDraft> listeners, List<PoolDraft> defined) {
    Map<String, PoolDraft> byName = new LinkedHashMap<>();
    List<String> references = new ArrayList<>();
    for (PoolDraft pool : defined) {
      define(byName, pool);
    }
    for (ListenerDraft listener : listeners) {
      if (listener.hasPolicies()) {
        throw Faults.notImplemented("l7policies", "L7 policies cannot be created yet.");
      }
      @Nullable PoolDraft pool = listener.defaultPool();
      if (pool != null && pool.isReference()) {
        references.add(named(pool));
      } else if (pool != null) {
        define(byName, pool);
      }
    }
    for (String name : references) {
      if (!byName.containsKey(name)) {
        throw Faults.validation(
            "default_pool", "Pool '" + name + "' was referenced but no full definition was found.");
      }
    }
    byName.forEach(Tree::checkComplete);
    for (PoolDraft pool : byName.values()) {
      pool.members().forEach(members::checkOutside);
    }
    return new Plan(listeners, byName);
  }

  private static String named(PoolDraft pool) {
    @Nullable String name = pool.name();
    if (name == null) {
      throw Faults.validation(
          "name", "Pools must be named when creating a fully populated loadbalancer.");
    }
    return name;
  }

  private static void define(Map<String, PoolDraft> byName, PoolDraft pool) {
    if (byName.put(named(pool), pool) != null) {
      throw Faults.validation(
          "name", "Pool names must be unique when creating a fully populated loadbalancer.");
    }
  }

  private static void checkComplete(String name, PoolDraft pool) {
    pool.missing()
        .ifPresent(attribute -> {
          throw Faults.validation(
              attribute,
              "Pool definition for '" + name + "' missing required attribute: " + attribute);
        });
  }

  /** Writes everything below the load balancer. */
  void insert(Transaction tx, LoadBalancer loadBalancer, Plan plan) {
    Map<String, Pool> made = new LinkedHashMap<>();
    plan.pools().forEach((name, draft) -> made.put(name, insertPool(tx, loadBalancer, draft)));
    List<Listener> others = new ArrayList<>();
    for (ListenerDraft draft : plan.listeners()) {
      others.add(insertListener(tx, loadBalancer, draft, made, others));
    }
  }

  private Pool insertPool(Transaction tx, LoadBalancer loadBalancer, PoolDraft draft) {
    Pool pool = pools.make(tx, loadBalancer, draft, Optional.empty());
    services.quota().reserve(tx, loadBalancer.projectId(), Kind.POOL);
    services.providers().validate(loadBalancer, provider -> provider.validate(pool));
    tx.pools().insert(pool);
    @Nullable HealthMonitorDraft check = draft.healthMonitor();
    if (check != null) {
      healthMonitors.checkType(check, pool.protocol());
      HealthMonitor monitor = healthMonitors.make(tx, pool, check, false);
      services.quota().reserve(tx, loadBalancer.projectId(), Kind.HEALTH_MONITOR);
      services.providers().validate(loadBalancer, provider -> provider.validate(monitor));
      tx.healthMonitors().insert(monitor);
    }
    List<Member> others = new ArrayList<>();
    for (MemberDraft each : draft.members()) {
      // Upstream has members of a tree unmonitored until their amphora says something.
      Member member = members.make(tx, pool, each, others, false);
      services.quota().reserve(tx, loadBalancer.projectId(), Kind.MEMBER);
      services.providers().validate(loadBalancer, provider -> provider.validate(member));
      tx.members().insert(member);
      others.add(member);
    }
    return pool;
  }

  private Listener insertListener(
      Transaction tx,
      LoadBalancer loadBalancer,
      ListenerDraft draft,
      Map<String, Pool> made,
      List<Listener> others) {
    @Nullable String poolId = draft.defaultPoolId();
    if (poolId != null) {
      throw Faults.notFound("Pool", poolId); // the load balancer is new, and so are its pools
    }
    Optional<Pool> pool = Optional.ofNullable(draft.defaultPool()).map(Tree::named).map(made::get);
    Listener listener = listeners.make(tx, loadBalancer, draft, pool, others);
    services.quota().reserve(tx, loadBalancer.projectId(), Kind.LISTENER);
    services.providers().validate(loadBalancer, provider -> provider.validate(listener));
    tx.listeners().insert(listener);
    return listener;
  }

  /** Removes everything below the load balancer, which never was in effect. */
  static void remove(Transaction tx, LoadBalancer loadBalancer) {
    List<String> listeners =
        tx.listeners().of(loadBalancer.id()).stream().map(Listener::id).toList();
    List<String> pools = tx.pools().of(loadBalancer.id()).stream().map(Pool::id).toList();
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
      tx.quotas().release(projectId, kind, ids.size());
    }
  }
}
