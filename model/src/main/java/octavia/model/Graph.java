package octavia.model;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A load balancer with everything below it, as it was wanted at one revision. Lists are ordered by
 * creation, then id.
 *
 * @param revision counts the accepted changes of the load balancer
 * @param deleting ids of the objects that are wanted gone, the load balancer's own among them if it
 *     is; they stay in the lists until they are
 */
public record Graph(
    LoadBalancer loadBalancer,
    List<Listener> listeners,
    List<Pool> pools,
    List<Member> members,
    List<HealthMonitor> healthMonitors,
    List<Amphora> amphorae,
    long revision,
    Set<String> deleting) {

  public Graph {
    listeners = List.copyOf(listeners);
    pools = List.copyOf(pools);
    members = List.copyOf(members);
    healthMonitors = List.copyOf(healthMonitors);
    amphorae = List.copyOf(amphorae);
    deleting = Set.copyOf(deleting);
  }

  /** True if the object is wanted gone. */
  public boolean isDeleting(String id) {
    return deleting.contains(id);
  }

  /** The pool of that id. */
  public Optional<Pool> pool(String id) {
    return pools.stream().filter(pool -> pool.id().equals(id)).findFirst();
  }

  /** The members of a pool. */
  public List<Member> membersOf(String poolId) {
    return members.stream().filter(member -> member.poolId().equals(poolId)).toList();
  }

  /** The health monitor of a pool. */
  public Optional<HealthMonitor> monitorOf(String poolId) {
    return healthMonitors.stream().filter(monitor -> monitor.poolId().equals(poolId)).findFirst();
  }

  /** The listeners that send to a pool. */
  public List<Listener> listenersUsing(String poolId) {
    return listeners.stream().filter(listener -> poolId.equals(listener.defaultPoolId())).toList();
  }
}
