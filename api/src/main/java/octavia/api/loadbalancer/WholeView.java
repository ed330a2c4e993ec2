package octavia.api.loadbalancer;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import octavia.api.call.View;
import octavia.api.healthmonitor.HealthMonitorApi;
import octavia.api.l7policy.L7PolicyApi;
import octavia.api.l7rule.L7RuleApi;
import octavia.api.listener.ListenerApi;
import octavia.api.member.MemberApi;
import octavia.api.pool.PoolApi;
import octavia.model.HealthMonitor;
import octavia.model.L7Policy;
import octavia.model.L7Rule;
import octavia.model.Listener;
import octavia.model.Member;
import octavia.model.Pool;
import octavia.store.Transaction;

/** A load balancer with whole objects where other answers have ids: the answer to its creation. */
final class WholeView {

  private WholeView() {}

  /** Puts the objects below into the view of a load balancer. */
  static View of(Transaction tx, String loadBalancerId, View view) {
    List<Listener> listeners = tx.listeners().of(loadBalancerId);
    List<Pool> pools = tx.pools().of(loadBalancerId);
    List<String> poolIds = pools.stream().map(Pool::id).toList();
    List<Member> members = tx.members().of(poolIds);
    List<HealthMonitor> monitors = tx.healthMonitors().of(poolIds);
    List<View> shownListeners = new ArrayList<>();
    List<L7Policy> policies = tx.l7Policies().of(listeners.stream().map(Listener::id).toList());
    List<L7Rule> rules = tx.l7Rules().of(policies.stream().map(L7Policy::id).toList());
    for (Listener listener : listeners) {
      shownListeners.add(
          ListenerApi.view(listener, List.of())
              .without("loadbalancers")
              .put("l7policies", policies(listener, policies, rules))
              .select(List.of()));
    }
    Map<String, List<String>> users = tx.listeners().idsUsing(poolIds);
    List<View> shownPools = new ArrayList<>();
    for (Pool pool : pools) {
      shownPools.add(
          pool(pool, users.getOrDefault(pool.id(), List.of()), members, monitors)
              .select(List.of()));
    }
    return view.put("listeners", shownListeners).put("pools", shownPools);
  }

  private static List<View> policies(
      Listener listener, List<L7Policy> policies, List<L7Rule> rules) {
    return policies.stream()
        .filter(policy -> policy.listenerId().equals(listener.id()))
        .map(policy ->
            L7PolicyApi.view(policy, List.of())
                .put(
                    "rules",
                    rules.stream()
                        .filter(rule -> rule.l7PolicyId().equals(policy.id()))
                        .map(rule -> L7RuleApi.view(rule).select(List.of()))
                        .toList())
                .select(List.of()))
        .toList();
  }

  private static View pool(
      Pool pool, List<String> users, List<Member> members, List<HealthMonitor> monitors) {
    View view = PoolApi.view(pool, users, List.of(), List.of()).without("loadbalancers");
    view.put(
        "members",
        members.stream()
            .filter(member -> member.poolId().equals(pool.id()))
            .map(member -> MemberApi.view(member).select(List.of()))
            .toList());
    monitors.stream()
        .filter(monitor -> monitor.poolId().equals(pool.id()))
        .findFirst()
        .ifPresent(monitor ->
            view.put(
                "healthmonitor",
                HealthMonitorApi.view(monitor).without("pools").select(List.of())));
    return view;
  }
}
