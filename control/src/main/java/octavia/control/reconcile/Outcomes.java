package octavia.control.reconcile;

import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import octavia.model.Graph;
import octavia.model.HealthMonitor;
import octavia.model.L7Policy;
import octavia.model.L7Rule;
import octavia.model.Listener;
import octavia.model.Member;
import octavia.model.Pool;
import octavia.model.ProvisioningStatus;
import octavia.store.object.Kind;

/** What the end of a pass means for each object. Pure. */
final class Outcomes {
  private Outcomes() {}

  /** An object of a graph. */
  record Item(Kind kind, String id, ProvisioningStatus status) {}

  /** Every object of the graph. */
  static List<Item> items(Graph graph) {
    List<Item> items = new ArrayList<>();
    items.add(
        new Item(
            Kind.LOAD_BALANCER,
            graph.loadBalancer().id(),
            graph.loadBalancer().provisioningStatus()));
    for (Listener listener : graph.listeners()) {
      items.add(new Item(Kind.LISTENER, listener.id(), listener.provisioningStatus()));
    }
    for (Pool pool : graph.pools()) {
      items.add(new Item(Kind.POOL, pool.id(), pool.provisioningStatus()));
    }
    for (Member member : graph.members()) {
      items.add(new Item(Kind.MEMBER, member.id(), member.provisioningStatus()));
    }
    for (HealthMonitor monitor : graph.healthMonitors()) {
      items.add(new Item(Kind.HEALTH_MONITOR, monitor.id(), monitor.provisioningStatus()));
    }
    for (L7Policy policy : graph.l7Policies()) {
      items.add(new Item(Kind.L7_POLICY, policy.id(), policy.provisioningStatus()));
    }
    for (L7Rule rule : graph.l7Rules()) {
      items.add(new Item(Kind.L7_RULE, rule.id(), rule.provisioningStatus()));
    }
    return items;
  }

  /**
   * What becomes ACTIVE when the whole graph is in effect: whatever was being made or changed, and
   * what had failed. An object that somebody else is deleting stays theirs.
   *
   * @param uncarried ids of what the provider has left out
   */
  static Map<Kind, List<String>> active(Graph graph, Set<String> uncarried) {
    return group(
        items(graph).stream()
            .filter(item -> !graph.isDeleting(item.id()) && !uncarried.contains(item.id()))
            .filter(item ->
                switch (item.status()) {
                  case PENDING_CREATE, PENDING_UPDATE, ERROR -> true;
                  case ACTIVE, PENDING_DELETE, DELETED -> false;
                })
            .toList());
  }

  /** What becomes ERROR then: the rest of what was being made or changed. */
  static List<Item> uncarried(Graph graph, Set<String> uncarried) {
    return items(graph).stream()
        .filter(item -> uncarried.contains(item.id()) && !graph.isDeleting(item.id()))
        .filter(item ->
            item.status() != ProvisioningStatus.ERROR
                && item.status() != ProvisioningStatus.PENDING_DELETE)
        .toList();
  }

  /** What is gone once the graph is in effect: all that is wanted gone. */
  static Map<Kind, List<String>> gone(Graph graph) {
    return group(items(graph).stream().filter(item -> graph.isDeleting(item.id())).toList());
  }

  /**
   * What becomes ERROR when the deadline passes. A failed change of the load balancer itself, or of
   * what carries it, is the load balancer's failure; a failed change of a part is that part's
   * alone, and the rest, which the change only touched, is ACTIVE again.
   *
   * @param changed the kind that the work order is about
   */
  static Map<Kind, List<String>> failed(Graph graph, Kind changed) {
    return group(pending(graph).stream().filter(item -> fails(item, changed)).toList());
  }

  /** What becomes ACTIVE when the deadline passes; see {@link #failed}. */
  static Map<Kind, List<String>> spared(Graph graph, Kind changed) {
    return group(pending(graph).stream().filter(item -> !fails(item, changed)).toList());
  }

  private static boolean fails(Item item, Kind changed) {
    return changed == Kind.LOAD_BALANCER
        || item.kind() == changed
        || item.status() != ProvisioningStatus.PENDING_UPDATE;
  }

  private static List<Item> pending(Graph graph) {
    return items(graph).stream().filter(item -> item.status().isPending()).toList();
  }

  private static Map<Kind, List<String>> group(Collection<Item> items) {
    Map<Kind, List<String>> byKind = new EnumMap<>(Kind.class);
    for (Item item : items) {
      byKind.computeIfAbsent(item.kind(), _ -> new ArrayList<>()).add(item.id());
    }
    return byKind;
  }

  /**
   * The kind that a work order's reason names, such as {@code create-listener} or {@code
   * update-members}.
   */
  static Kind kindOf(String reason) {
    String kind = reason.substring(reason.indexOf('-') + 1).replace('-', '_');
    for (Kind candidate : Kind.values()) {
      if (candidate.quotaName().equals(kind) || (candidate.quotaName() + "s").equals(kind)) {
        return candidate;
      }
    }
    return Kind.LOAD_BALANCER;
  }
}
