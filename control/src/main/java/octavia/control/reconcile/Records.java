package octavia.control.reconcile;

import java.time.Duration;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import octavia.model.Graph;
import octavia.model.HealthMonitor;
import octavia.model.L7Policy;
import octavia.model.L7Rule;
import octavia.model.LoadBalancer;
import octavia.model.OperatingStatus;
import octavia.model.ProvisioningStatus;
import octavia.store.Store;
import octavia.store.Transaction;
import octavia.store.object.Kind;
import octavia.store.work.WorkOrders.Claim;
import octavia.store.work.WorkOrders.WorkOrder;
import org.jspecify.annotations.Nullable;

/**
 * Writes down what came of a pass: each method is one transaction, which locks the load balancer
 * and does nothing if the claim has been lost meanwhile.
 */
final class Records {
  /** Children before what they hang on. */
  private static final List<Kind> CHILDREN_FIRST =
      List.of(
          Kind.L7_RULE, Kind.L7_POLICY, Kind.MEMBER, Kind.HEALTH_MONITOR, Kind.LISTENER, Kind.POOL);

  private final Store store;

  Records(Store store) {
    this.store = store;
  }

  /**
   * The graph is in effect: what was pending is ACTIVE, what was wanted gone is gone. If more was
   * wanted meanwhile, the order only comes due again.
   *
   * @param uncarried what the provider has left out, and why: it is in ERROR
   * @return true if the order is done
   */
  boolean applied(Claim claim, Graph graph, Map<String, String> uncarried) {
    return store.transaction(
        "settle",
        tx -> {
          if (!lock(tx, claim)) {
            return false;
          }
          String id = claim.loadBalancerId();
          if (tx.workOrders().wanted(id) != graph.revision()) {
            tx.workOrders().postpone(claim, Duration.ZERO, 0);
            return false;
          }
          remove(tx, graph);
          Outcomes.active(graph, uncarried.keySet())
              .forEach((kind, ids) -> tx.of(kind).provisioning(ids, ProvisioningStatus.ACTIVE));
          settleOperating(tx, graph, uncarried.keySet());
          refuse(tx, graph, uncarried);
          tx.workOrders().applied(claim, graph.revision());
          tx.events()
              .add(
                  id,
                  "active",
                  null,
                  "Done: " + claim.reason() + ".",
                  "revision " + graph.revision());
          return true;
        });
  }

  /** The load balancer is gone, with all that hung on it; its row stays as DELETED. */
  boolean deleted(Claim claim, Graph graph) {
    return store.transaction(
        "settle-delete",
        tx -> {
          if (!lock(tx, claim)) {
            return false;
          }
          LoadBalancer loadBalancer = graph.loadBalancer();
          remove(tx, everythingGone(graph));
          tx.loadBalancers().markDeleted(loadBalancer.id());
          release(tx, loadBalancer.projectId(), Kind.LOAD_BALANCER, 1);
          tx.deletions().forget(List.of(loadBalancer.id()));
          tx.agentConfigs().forget(loadBalancer.id());
          tx.workOrders().forget(loadBalancer.id());
          tx.events().add(loadBalancer.id(), "deleted", null, "Deleted.", "");
          return true;
        });
  }

  /** The load balancer's row is gone or DELETED behind our back: its order is void. */
  void vanished(Claim claim) {
    store.transaction(
        "forget-vanished",
        tx -> {
          if (tx.workOrders().confirm(claim)) {
            tx.deletions().forget(tx.deletions().of(claim.loadBalancerId()));
            tx.agentConfigs().forget(claim.loadBalancerId());
            tx.workOrders().forget(claim.loadBalancerId());
          }
          return true;
        });
  }

  /** Something is not ready: look again after {@code delay}. */
  void waiting(Claim claim, Duration delay) {
    store.transaction(
        "wait",
        tx -> {
          if (lock(tx, claim)) {
            tx.workOrders().postpone(claim, delay, claim.attempts());
          }
          return true;
        });
  }

  /**
   * A pass failed: try again after {@code delay}, or at once if more was wanted meanwhile.
   *
   * @param revision that the pass worked on, 0 if it did not get to know it
   * @param tell true puts the failure on the timeline
   */
  void failed(Claim claim, long revision, Failure failure, Duration delay, boolean tell) {
    store.transaction(
        "record-failure",
        tx -> {
          if (lock(tx, claim)) {
            if (tell) {
              tx.events()
                  .add(
                      claim.loadBalancerId(),
                      "retry",
                      null,
                      failure.step() + ": " + failure.reason(),
                      failure.detail());
            }
            if (revision != 0 && tx.workOrders().wanted(claim.loadBalancerId()) != revision) {
              tx.workOrders().postpone(claim, Duration.ZERO, 0);
            } else {
              tx.workOrders().postpone(claim, delay, claim.attempts() + 1);
            }
          }
          return true;
        });
  }

  /** Load balancers whose deadline has passed while something still is PENDING. */
  List<WorkOrder> overdue() {
    return store.read(tx -> tx.workOrders().pastDeadline(tx.databaseMillis()));
  }

  /**
   * Ends the wait of a load balancer whose deadline has passed: ERROR, with the reason.
   *
   * @return false if there was nothing to do any more
   */
  boolean expire(WorkOrder order, Failure failure) {
    return store.transaction(
        "deadline",
        tx -> {
          String id = order.loadBalancerId();
          if (!tx.loadBalancers().hold(id)) {
            return false;
          }
          Optional<WorkOrder> current = tx.workOrders().find(id);
          if (current.isEmpty()
              || current.get().overdue()
              || current.get().deadlineAt() > tx.databaseMillis()) {
            return false;
          }
          Graph graph = tx.graphs().find(id).orElseThrow();
          Kind kind = Outcomes.kindOf(order.reason());
          Outcomes.failed(graph, kind)
              .forEach((of, ids) -> tx.of(of).provisioning(ids, ProvisioningStatus.ERROR));
          Outcomes.spared(graph, kind)
              .forEach((of, ids) -> tx.of(of).provisioning(ids, ProvisioningStatus.ACTIVE));
          tx.workOrders().overdue(id);
          tx.events()
              .add(
                  id,
                  "failed",
                  null,
                  order.reason() + " failed at step " + failure.step() + ": " + failure.reason(),
                  failure.detail());
          return true;
        });
  }

  private static boolean lock(Transaction tx, Claim claim) {
    return tx.loadBalancers().hold(claim.loadBalancerId()) && tx.workOrders().confirm(claim);
  }

  private static Graph everythingGone(Graph graph) {
    return graph.deleting(
        Outcomes.items(graph).stream()
            .filter(item -> item.kind() != Kind.LOAD_BALANCER)
            .map(Outcomes.Item::id)
            .toList());
  }

  /** Says of each object that the provider has just left out why. */
  private static void refuse(Transaction tx, Graph graph, Map<String, String> uncarried) {
    for (Outcomes.Item item : Outcomes.uncarried(graph, uncarried.keySet())) {
      tx.of(item.kind()).provisioning(List.of(item.id()), ProvisioningStatus.ERROR);
      tx.of(item.kind()).operating(List.of(item.id()), OperatingStatus.ERROR);
      tx.events()
          .add(
              graph.loadBalancer().id(),
              "uncarried",
              null,
              item.kind().quotaName().replace('_', ' ')
                  + " "
                  + item.id()
                  + ": "
                  + uncarried.get(item.id()),
              "");
    }
  }

  /** Removes the rows of what is gone, with everything that cannot be without it. */
  private static void remove(Transaction tx, Graph graph) {
    Map<Kind, List<String>> gone = new EnumMap<>(Kind.class);
    gone.putAll(Outcomes.gone(graph));
    gone.remove(Kind.LOAD_BALANCER);
    if (gone.isEmpty()) {
      return;
    }
    List<String> pools = gone.getOrDefault(Kind.POOL, List.of());
    if (!pools.isEmpty()) {
      gone.put(
          Kind.MEMBER,
          union(
              gone.get(Kind.MEMBER),
              pools.stream().flatMap(p -> graph.membersOf(p).stream()).map(m -> m.id()).toList()));
      gone.put(
          Kind.HEALTH_MONITOR,
          union(
              gone.get(Kind.HEALTH_MONITOR),
              pools.stream()
                  .flatMap(p -> graph.monitorOf(p).stream())
                  .map(HealthMonitor::id)
                  .toList()));
      tx.listeners().forgetPools(pools);
      tx.l7Policies().forgetPools(pools);
    }
    List<String> listeners = gone.getOrDefault(Kind.LISTENER, List.of());
    List<String> policies =
        union(
            gone.get(Kind.L7_POLICY),
            listeners.stream()
                .flatMap(id -> graph.policiesOf(id).stream())
                .map(L7Policy::id)
                .toList());
    gone.put(Kind.L7_POLICY, policies);
    gone.put(
        Kind.L7_RULE,
        union(
            gone.get(Kind.L7_RULE),
            policies.stream().flatMap(id -> graph.rulesOf(id).stream()).map(L7Rule::id).toList()));
    for (Kind kind : CHILDREN_FIRST) {
      List<String> ids = gone.getOrDefault(kind, List.of());
      tx.of(kind).delete(ids);
      release(tx, graph.loadBalancer().projectId(), kind, ids.size());
      tx.deletions().forget(ids);
    }
    graph.l7Policies().stream()
        .filter(policy -> policies.contains(policy.id()))
        .map(L7Policy::listenerId)
        .distinct()
        .forEach(listener -> tx.l7Policies().renumber(tx.l7Policies().of(listener)));
    tx.statistics().forget(listeners);
    List<String> unmonitored =
        graph.healthMonitors().stream()
            .filter(monitor -> graph.isDeleting(monitor.id()))
            .flatMap(monitor -> graph.membersOf(monitor.poolId()).stream())
            .map(member -> member.id())
            .toList();
    tx.members().operating(unmonitored, OperatingStatus.NO_MONITOR);
  }

  /** What no heartbeat tells of is ONLINE while it is enabled; the rest waits for a heartbeat. */
  private static void settleOperating(Transaction tx, Graph graph, Set<String> uncarried) {
    Map<String, Boolean> enabled = new HashMap<>();
    graph.healthMonitors().forEach(monitor -> enabled.put(monitor.id(), monitor.adminStateUp()));
    graph.l7Policies().forEach(policy -> enabled.put(policy.id(), policy.adminStateUp()));
    graph.l7Rules().forEach(rule -> enabled.put(rule.id(), rule.adminStateUp()));
    Outcomes.active(graph, uncarried)
        .forEach((kind, ids) -> {
          Map<Boolean, List<String>> known =
              ids.stream()
                  .filter(enabled::containsKey)
                  .collect(Collectors.groupingBy(enabled::get));
          tx.of(kind).operating(known.getOrDefault(true, List.of()), OperatingStatus.ONLINE);
          tx.of(kind).operating(known.getOrDefault(false, List.of()), OperatingStatus.OFFLINE);
        });
  }

  private static void release(Transaction tx, @Nullable String projectId, Kind kind, int count) {
    if (projectId != null && count > 0) {
      tx.atTheEnd(() -> tx.quotas().release(projectId, kind, count));
    }
  }

  private static List<String> union(@Nullable List<String> some, Collection<String> more) {
    LinkedHashSet<String> all = new LinkedHashSet<>(more);
    if (some != null) {
      all.addAll(some);
    }
    return List.copyOf(all);
  }
}
