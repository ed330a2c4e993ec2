package octavia.store;

import java.util.List;
import java.util.Optional;
import octavia.model.Graph;
import octavia.model.L7Policy;
import octavia.model.Listener;
import octavia.model.LoadBalancer;
import octavia.model.Member;
import octavia.model.Pool;

/** Whole load balancers. */
public final class Graphs {
  private static final int ATTEMPTS = 5;

  private final Transaction transaction;

  Graphs(Transaction transaction) {
    this.transaction = transaction;
  }

  /**
   * The load balancer with everything below it, of one revision: every change counts the wanted
   * revision up in its own commit, so what is read between two equal ones belongs together.
   */
  public Optional<Graph> find(String loadBalancerId) {
    long revision = transaction.workOrders().wanted(loadBalancerId);
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      Optional<Graph> graph = read(loadBalancerId, revision);
      long after = transaction.workOrders().wanted(loadBalancerId);
      if (after == revision) {
        return graph;
      }
      revision = after;
    }
    throw new IllegalStateException(
        "load balancer " + loadBalancerId + " changes faster than it can be read");
  }

  private Optional<Graph> read(String loadBalancerId, long revision) {
    Optional<LoadBalancer> loadBalancer = transaction.loadBalancers().find(loadBalancerId);
    if (loadBalancer.isEmpty()) {
      return Optional.empty();
    }
    List<Listener> listeners = transaction.listeners().of(loadBalancerId);
    List<Pool> pools = transaction.pools().of(loadBalancerId);
    List<String> poolIds = pools.stream().map(Pool::id).toList();
    List<Member> members = transaction.members().of(poolIds);
    List<L7Policy> policies =
        transaction.l7Policies().of(listeners.stream().map(Listener::id).toList());
    return Optional.of(
        new Graph(
            loadBalancer.get(),
            listeners,
            pools,
            members,
            transaction.healthMonitors().of(poolIds),
            policies,
            transaction.l7Rules().of(policies.stream().map(L7Policy::id).toList()),
            transaction.amphorae().of(loadBalancerId),
            revision,
            transaction.deletions().of(loadBalancerId)));
  }
}
