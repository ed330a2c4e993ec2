package octavia.model;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A load balancer with everything below it, as it was wanted at one revision. Lists are ordered by
 * creation, then id, L7 policies by listener and position.
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
    List<L7Policy> l7Policies,
    List<L7Rule> l7Rules,
    List<Amphora> amphorae,
    long revision,
    Set<String> deleting) {

  public Graph {
    listeners = List.copyOf(listeners);
    pools = List.copyOf(pools);
    members = List.copyOf(members);
    healthMonitors = List.copyOf(healthMonitors);
    l7Policies = List.copyOf(l7Policies);
    l7Rules = List.copyOf(l7Rules);
    amphorae = List.copyOf(amphorae);
    deleting = Set.copyOf(deleting);
  }

  /** A load balancer without L7 policies. */
  public Graph(
      LoadBalancer loadBalancer,
      List<Listener> listeners,
      List<Pool> pools,
      List<Member> members,
      List<HealthMonitor> healthMonitors,
      List<Amphora> amphorae,
      long revision,
      Set<String> deleting) {
    this(
        loadBalancer,
        listeners,
        pools,
        members,
        healthMonitors,
        List.of(),
        List.of(),
        amphorae,
        revision,
        deleting);
  }

  /** The same with other objects wanted gone. */
  public Graph deleting(Collection<String> ids) {
    return new Graph(
        loadBalancer,
        listeners,
        pools,
        members,
        healthMonitors,
        l7Policies,
        l7Rules,
        amphorae,
        revision,
        Set.copyOf(ids));
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

  /** The L7 policies of a listener, by position. */
  public List<L7Policy> policiesOf(String listenerId) {
    return l7Policies.stream().filter(policy -> policy.listenerId().equals(listenerId)).toList();
  }

  /** The rules of an L7 policy. */
  public List<L7Rule> rulesOf(String l7PolicyId) {
    return l7Rules.stream().filter(rule -> rule.l7PolicyId().equals(l7PolicyId)).toList();
  }
}
