package octavia.api.loadbalancer;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import octavia.api.call.View;
import octavia.model.HealthMonitor;
import octavia.model.Listener;
import octavia.model.LoadBalancer;
import octavia.model.Member;
import octavia.model.OperatingStatus;
import octavia.model.Pool;
import octavia.model.ProvisioningStatus;
import octavia.store.Transaction;
import org.jspecify.annotations.Nullable;

/** A load balancer and everything that its listeners send to, with nothing but their statuses. */
final class StatusTree {
  private final List<Pool> pools;
  private final List<Member> members;
  private final List<HealthMonitor> monitors;
  private final Map<String, List<String>> users;

  private StatusTree(Transaction tx, String loadBalancerId) {
    this.pools = tx.pools().bare().of(loadBalancerId);
    List<String> poolIds = pools.stream().map(Pool::id).toList();
    this.users = tx.listeners().idsUsing(poolIds);
    this.members = tx.members().bare().of(poolIds);
    this.monitors = tx.healthMonitors().bare().of(poolIds);
  }

  static Map<String, Object> of(Transaction tx, LoadBalancer loadBalancer) {
    StatusTree tree = new StatusTree(tx, loadBalancer.id());
    List<Map<String, @Nullable Object>> listeners =
        tx.listeners().bare().of(loadBalancer.id()).stream().map(tree::listener).toList();
    View root =
        new View()
            .put("id", loadBalancer.id())
            .put("name", loadBalancer.name())
            .put("operating_status", loadBalancer.operatingStatus().name())
            .put("provisioning_status", loadBalancer.provisioningStatus().name())
            .put("listeners", listeners);
    return Map.of("statuses", Map.of("loadbalancer", root.fields()));
  }

  private Map<String, @Nullable Object> listener(Listener listener) {
    return new View()
        .put("id", listener.id())
        .put("name", listener.name())
        .put("operating_status", listener.operatingStatus().name())
        .put("provisioning_status", listener.provisioningStatus().name())
        .put(
            "pools",
            pools.stream()
                .filter(pool -> users.getOrDefault(pool.id(), List.of()).contains(listener.id()))
                .sorted(defaultFirst(listener))
                .map(this::pool)
                .toList())
        .fields();
  }

  private static Comparator<Pool> defaultFirst(Listener listener) {
    return Comparator.comparing(pool -> !pool.id().equals(listener.defaultPoolId()));
  }

  private Map<String, @Nullable Object> pool(Pool pool) {
    View view =
        statuses(
            new View().put("id", pool.id()).put("name", pool.name()),
            pool.provisioningStatus(),
            pool.operatingStatus());
    monitors.stream()
        .filter(monitor -> monitor.poolId().equals(pool.id()))
        .findFirst()
        .ifPresent(monitor -> view.put("health_monitor", monitor(monitor)));
    return view.put(
            "members",
            members.stream()
                .filter(member -> member.poolId().equals(pool.id()))
                .map(StatusTree::member)
                .toList())
        .fields();
  }

  private static Map<String, @Nullable Object> monitor(HealthMonitor monitor) {
    return statuses(
            new View()
                .put("id", monitor.id())
                .put("name", monitor.name())
                .put("type", monitor.type().wire()),
            monitor.provisioningStatus(),
            monitor.operatingStatus())
        .fields();
  }

  private static Map<String, @Nullable Object> member(Member member) {
    return new View()
        .put("id", member.id())
        .put("name", member.name())
        .put("operating_status", member.operatingStatus().name())
        .put("provisioning_status", member.provisioningStatus().name())
        .put("address", member.address())
        .put("protocol_port", member.protocolPort())
        .fields();
  }

  private static View statuses(View view, ProvisioningStatus provisioning, OperatingStatus status) {
    return view.put("provisioning_status", provisioning.name())
        .put("operating_status", status.name());
  }
}
