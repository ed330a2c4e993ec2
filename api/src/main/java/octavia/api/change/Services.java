package octavia.api.change;

import java.util.Optional;
import java.util.function.Supplier;
import octavia.api.call.LongAnswers;
import octavia.api.error.Faults;
import octavia.api.identity.Caller;
import octavia.api.identity.Policy;
import octavia.api.settings.ApiSettings;
import octavia.api.tls.TlsReferences;
import octavia.model.LoadBalancer;
import octavia.store.Store;
import octavia.store.Transaction;
import org.jspecify.annotations.Nullable;

/**
 * What every resource works with.
 *
 * @param ids new ones, UUIDs
 */
public record Services(
    Store store,
    Policy policy,
    ApiSettings settings,
    Changes changes,
    Quota quota,
    Providers providers,
    Supplier<String> ids,
    TlsReferences references,
    LongAnswers longAnswers) {

  /**
   * Refuses who may not add something to a load balancer, and everybody if it is gone: its row is
   * kept for a while and, as upstream has it, cannot be changed.
   *
   * @param rule the policy's, such as {@code os_load-balancer_api:listener:post}
   */
  public void requireMayAdd(
      Transaction tx, Caller caller, String rule, @Nullable String loadBalancerId) {
    if (loadBalancerId == null) {
      throw Faults.notFound("Load Balancer", null);
    }
    Optional<LoadBalancer> living = tx.loadBalancers().find(loadBalancerId);
    if (living.isPresent()) {
      policy.require(caller, rule, living.get().projectId());
      return;
    }
    String project =
        tx.loadBalancers()
            .projectOfDeleted(loadBalancerId)
            .orElseThrow(() -> Faults.notFound("Load Balancer", loadBalancerId));
    policy.require(caller, rule, project);
    throw Faults.immutable("Load Balancer", loadBalancerId);
  }
}
