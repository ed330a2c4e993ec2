package octavia.api.l7rule;

import java.util.List;
import java.util.Optional;
import octavia.api.call.Call;
import octavia.api.call.Routes;
import octavia.api.call.View;
import octavia.api.change.Services;
import octavia.api.error.Faults;
import octavia.api.listing.Resource;
import octavia.http.Response;
import octavia.model.L7Policy;
import octavia.model.L7Rule;
import octavia.model.Listener;
import octavia.model.LoadBalancer;
import octavia.model.ProvisioningStatus;
import octavia.store.Transaction;
import octavia.store.object.Kind;
import octavia.store.object.Reading;
import octavia.store.object.Reading.Piece;
import org.jspecify.annotations.Nullable;

/** The calls on the rules of an L7 policy. */
public final class L7RuleApi implements Resource.Rows<L7Rule> {
  private static final String RULE = "os_load-balancer_api:l7rule";

  private final Services services;
  private final L7RuleMaker maker;
  private final Resource<L7Rule> rules;

  public L7RuleApi(Services services) {
    this.services = services;
    this.maker = new L7RuleMaker(services.ids());
    this.rules =
        new Resource<>(services, new Resource.Words("L7 Rule", "rule", "rules", RULE), this);
  }

  /** Adds the routes. */
  public void routes(Routes routes) {
    routes
        .on("GET", "/l7policies/{l7policy_id}/rules", this::list)
        .on("POST", "/l7policies/{l7policy_id}/rules", this::create)
        .on("GET", "/l7policies/{l7policy_id}/rules/{id}", this::show)
        .on("PUT", "/l7policies/{l7policy_id}/rules/{id}", this::update)
        .on("DELETE", "/l7policies/{l7policy_id}/rules/{id}", this::delete)
        .misplaced("/l7policies/{l7policy_id}/rules", "rule_", "PUT", "DELETE");
  }

  private Response list(Call call) {
    L7Policy policy = services.store().read(tx -> policyOf(tx, call));
    services.policy().require(call.caller(), RULE + ":get_all", policy.projectId());
    return rules.list(call, Optional.of(policy.id()));
  }

  private Response show(Call call) {
    services.store().read(tx -> ruleOf(tx, call, policyOf(tx, call), "get_one"));
    return rules.show(call);
  }

  private Response create(Call call) {
    call.allowParameters();
    services.store().read(tx -> policyOf(tx, call));
    L7RuleDraft draft = L7RuleDraft.read(call.request());
    return services
        .store()
        .transaction(
            "create-l7rule",
            tx -> {
              L7Policy policy = policyOf(tx, call);
              services.policy().require(call.caller(), RULE + ":post", policy.projectId());
              L7Rule rule = maker.make(tx, policy, draft);
              LoadBalancer loadBalancer = lock(tx, policy);
              if (tx.l7Rules().of(policy.id()).size() >= L7RuleMaker.MAX_RULES) {
                throw Faults.tooManyRules(policy.id());
              }
              services.quota().reserve(tx, policy.projectId(), Kind.L7_RULE);
              tx.l7Rules().insert(rule);
              record(tx, loadBalancer, policy, "create-l7rule", rule.id(), call);
              return rules.answer(tx, 201, rule.id());
            });
  }

  private Response update(Call call) {
    call.allowParameters();
    services.store().read(tx -> policyOf(tx, call));
    L7RuleFields fields = L7RuleFields.readUpdate(call.request());
    return services
        .store()
        .transaction(
            "update-l7rule",
            tx -> {
              L7Policy policy = policyOf(tx, call);
              L7Rule found = ruleOf(tx, call, policy, "put");
              L7RuleMaker.changed(found, fields); // refused before the state is looked at
              LoadBalancer loadBalancer = lock(tx, policy);
              L7Rule changed = L7RuleMaker.changed(ruleOf(tx, call, policy, "put"), fields);
              services.changes().requireKept(tx, loadBalancer, "L7 Rule", changed.id());
              tx.l7Rules().update(changed);
              tx.l7Rules().provisioning(List.of(changed.id()), ProvisioningStatus.PENDING_UPDATE);
              record(tx, loadBalancer, policy, "update-l7rule", changed.id(), call);
              return rules.answer(tx, 200, changed.id());
            });
  }

  private Response delete(Call call) {
    call.allowParameters();
    return services
        .store()
        .transaction(
            "delete-l7rule",
            tx -> {
              L7Policy policy = policyOf(tx, call);
              ruleOf(tx, call, policy, "delete");
              LoadBalancer loadBalancer = lock(tx, policy);
              String id = ruleOf(tx, call, policy, "delete").id();
              services.changes().delete(tx, Kind.L7_RULE, id, loadBalancer.id());
              record(tx, loadBalancer, policy, "delete-l7rule", id, call);
              return Response.empty(204);
            });
  }

  private static L7Policy policyOf(Transaction tx, Call call) {
    String id = call.id("l7policy_id");
    return tx.l7Policies().find(id).orElseThrow(() -> Faults.parentNotFound("L7Policy", id));
  }

  private L7Rule ruleOf(Transaction tx, Call call, L7Policy policy, String action) {
    String id = call.id("id");
    if (tx.l7Rules().find(id).filter(rule -> rule.l7PolicyId().equals(policy.id())).isEmpty()) {
      throw Faults.notFound("L7 Rule", id);
    }
    return rules.find(tx, id, call.caller(), action);
  }

  /** Locks the load balancer; the policy is looked at before and, as it may have changed, after. */
  private LoadBalancer lock(Transaction tx, L7Policy policy) {
    requireChangeable(tx, policy);
    @Nullable String loadBalancerId =
        tx.listeners().find(policy.listenerId()).map(Listener::loadBalancerId).orElse(null);
    LoadBalancer loadBalancer = services.changes().lockForChild(tx, loadBalancerId);
    requireChangeable(tx, policy);
    return loadBalancer;
  }

  private void requireChangeable(Transaction tx, L7Policy policy) {
    ProvisioningStatus status =
        tx.l7Policies()
            .find(policy.id())
            .orElseThrow(() -> Faults.parentNotFound("L7Policy", policy.id()))
            .provisioningStatus();
    if (!services.changes().mayChange(status)) {
      throw Faults.immutable("L7Policy", policy.id());
    }
  }

  private void record(
      Transaction tx,
      LoadBalancer loadBalancer,
      L7Policy policy,
      String what,
      String ruleId,
      Call call) {
    tx.l7Policies().provisioning(List.of(policy.id()), ProvisioningStatus.PENDING_UPDATE);
    services
        .changes()
        .record(tx, loadBalancer, List.of(policy.listenerId()), what, ruleId, call.caller());
  }

  @Override
  public Optional<L7Rule> find(Transaction tx, String id) {
    return tx.l7Rules().find(id);
  }

  @Override
  public Piece<L7Rule> list(Transaction tx, Reading reading) {
    return tx.l7Rules().list(reading);
  }

  @Override
  public String idOf(L7Rule rule) {
    return rule.id();
  }

  @Override
  public @Nullable String projectOf(L7Rule rule) {
    return rule.projectId();
  }

  @Override
  public List<View> views(Transaction tx, List<L7Rule> shown) {
    return shown.stream().map(L7RuleApi::view).toList();
  }

  /** The rule as it is shown. */
  public static View view(L7Rule rule) {
    return new View()
        .put("id", rule.id())
        .put("type", rule.type().name())
        .put("compare_type", rule.compareType().name())
        .put("key", rule.key())
        .put("value", rule.value())
        .put("invert", rule.invert())
        .put("provisioning_status", rule.provisioningStatus().name())
        .put("operating_status", rule.operatingStatus().name())
        .time("created_at", rule.createdAt())
        .time("updated_at", rule.updatedAt())
        .put("project_id", rule.projectId())
        .put("admin_state_up", rule.adminStateUp())
        .put("tags", rule.tags());
  }
}
