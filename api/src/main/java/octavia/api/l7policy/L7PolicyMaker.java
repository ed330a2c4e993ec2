package octavia.api.l7policy;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import octavia.api.change.Services;
import octavia.api.error.Faults;
import octavia.api.l7rule.L7RuleDraft;
import octavia.api.l7rule.L7RuleMaker;
import octavia.model.L7Policy;
import octavia.model.L7Rule;
import octavia.model.Listener;
import octavia.model.ListenerProtocol;
import octavia.model.LoadBalancer;
import octavia.model.OperatingStatus;
import octavia.model.Pool;
import octavia.model.ProvisioningStatus;
import octavia.store.Transaction;
import octavia.store.object.Kind;
import org.jspecify.annotations.Nullable;

/** Makes L7 policies of drafts, with their rules, or says why not. */
public final class L7PolicyMaker {
  private final Services services;
  private final Supplier<String> ids;
  private final L7RuleMaker rules;

  public L7PolicyMaker(Services services) {
    this.services = services;
    this.ids = services.ids();
    this.rules = new L7RuleMaker(services.ids());
  }

  /** Refuses a pool that requests of the listener cannot be sent to. */
  static void checkPool(ListenerProtocol listener, Pool pool) {
    if (!listener.accepts(pool.protocol())) {
      throw Faults.protocolMismatch("redirect_pool_id", pool.protocol().name(), listener.name());
    }
  }

  /** Refuses policies of a listener that only tells figures. */
  static void checkMayHavePolicies(ListenerProtocol protocol) {
    if (protocol == ListenerProtocol.PROMETHEUS) {
      throw Faults.noChildren("listener_id");
    }
  }

  /**
   * Writes the policies of a listener that is made in the same call. They are counted, but no limit
   * holds for them, as upstream has it.
   *
   * @param pools that their drafts send to, in their order; null where one sends to none
   */
  public void insertAll(
      Transaction tx,
      LoadBalancer loadBalancer,
      Listener listener,
      List<L7PolicyDraft> drafts,
      List<@Nullable Pool> pools) {
    if (!drafts.isEmpty()) {
      checkMayHavePolicies(listener.protocol());
    }
    for (int i = 0; i < drafts.size(); i++) {
      insert(tx, loadBalancer, listener, drafts.get(i), pools.get(i));
      services.quota().add(tx, loadBalancer.projectId(), Kind.L7_POLICY, 1);
    }
  }

  /** Writes a policy with its rules. The policies of the listener are numbered anew. */
  L7Policy insert(
      Transaction tx,
      LoadBalancer loadBalancer,
      Listener listener,
      L7PolicyDraft draft,
      @Nullable Pool pool) {
    if (pool != null) {
      checkPool(listener.protocol(), pool);
    }
    L7PolicyFields fields = draft.fields();
    Redirection redirection = Redirection.of(fields, pool == null ? null : pool.id());
    List<L7Policy> others = tx.l7Policies().of(listener.id());
    int position = Math.min(fields.position().or(Integer.MAX_VALUE), others.size() + 1);
    L7Policy policy =
        new L7Policy(
            ids.get(),
            listener.projectId(),
            listener.id(),
            fields.name().or(""),
            fields.description().or(""),
            fields.adminStateUp().or(true, false),
            redirection.action(),
            redirection.poolId(),
            redirection.url(),
            redirection.prefix(),
            redirection.httpCode(),
            position,
            ProvisioningStatus.PENDING_CREATE,
            OperatingStatus.OFFLINE,
            fields.tags().or(List.of()),
            tx.now(),
            null);
    if (draft.rules().size() > L7RuleMaker.MAX_RULES) {
      throw Faults.tooManyRules(policy.id());
    }
    services.providers().validate(loadBalancer, provider -> provider.validate(policy, listener));
    List<L7Rule> made = new ArrayList<>();
    for (L7RuleDraft rule : draft.rules()) {
      made.add(rules.make(tx, policy, rule));
    }
    tx.l7Policies().insert(policy);
    tx.l7Rules().insert(made);
    services.quota().add(tx, loadBalancer.projectId(), Kind.L7_RULE, made.size());
    move(tx, others, policy, position);
    return policy;
  }

  /** Puts a policy among its neighbours. */
  static void move(Transaction tx, List<L7Policy> others, L7Policy policy, int position) {
    List<L7Policy> ordered = new ArrayList<>(others);
    ordered.add(Math.min(position, others.size() + 1) - 1, policy);
    tx.l7Policies().renumber(ordered);
  }
}
