package octavia.api.loadbalancer;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import octavia.api.call.View;
import octavia.model.LoadBalancer;
import octavia.model.OperatingStatus;
import octavia.model.ProvisioningStatus;
import octavia.store.object.Statuses;
import octavia.store.object.Statuses.Named;

/** A load balancer and everything that its listeners send to, with nothing but their statuses. */
final class StatusTree {
  private StatusTree() {}

  static Map<String, Object> of(Statuses statuses) {
    Map<String, Statuses.OfPool> pools = new HashMap<>();
    statuses.pools().forEach(pool -> pools.put(pool.named().id(), pool));
    List<View> listeners =
        statuses.listeners().stream().map(listener -> listener(listener, pools)).toList();
    LoadBalancer loadBalancer = statuses.loadBalancer();
    View root =
        new View()
            .put("id", loadBalancer.id())
            .put("name", loadBalancer.name())
            .put("operating_status", loadBalancer.operatingStatus().name())
            .put("provisioning_status", loadBalancer.provisioningStatus().name())
            .put("listeners", listeners);
    return Map.of("statuses", Map.of("loadbalancer", root));
  }

  private static View listener(Statuses.OfListener listener, Map<String, Statuses.OfPool> pools) {
    Named named = listener.named();
    return new View()
        .put("id", named.id())
        .put("name", named.name())
        .put("operating_status", named.operating().name())
        .put("provisioning_status", named.provisioning().name())
        .put("pools", listener.pools().stream().map(pools::get).map(StatusTree::pool).toList());
  }

  private static View pool(Statuses.OfPool pool) {
    Named named = pool.named();
    View view =
        statuses(
            new View().put("id", named.id()).put("name", named.name()),
            named.provisioning(),
            named.operating());
    pool.monitors().stream()
        .findFirst()
        .ifPresent(monitor -> view.put("health_monitor", monitor(monitor)));
    return view.put("members", pool.members().stream().map(StatusTree::member).toList());
  }

  private static View monitor(Statuses.OfMonitor monitor) {
    Named named = monitor.named();
    return statuses(
        new View().put("id", named.id()).put("name", named.name()).put("type", monitor.type()),
        named.provisioning(),
        named.operating());
  }

  private static View member(Statuses.OfMember member) {
    Named named = member.named();
    return new View()
        .put("id", named.id())
        .put("name", named.name())
        .put("operating_status", named.operating().name())
        .put("provisioning_status", named.provisioning().name())
        .put("address", member.address())
        .put("protocol_port", member.protocolPort());
  }

  private static View statuses(View view, ProvisioningStatus provisioning, OperatingStatus status) {
    return view.put("provisioning_status", provisioning.name())
        .put("operating_status", status.name());
  }
}
