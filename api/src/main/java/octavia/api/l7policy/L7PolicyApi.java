package octavia.api.l7policy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import octavia.api.call.Call;
import octavia.api.call.Routes;
import octavia.api.call.View;
import octavia.api.change.Services;
import octavia.api.error.Faults;
import octavia.api.listing.Resource;
import octavia.http.Response;
import octavia.model.L7Policy;
import octavia.model.Listener;
import octavia.model.LoadBalancer;
import octavia.model.Pool;
import octavia.model.ProvisioningStatus;
import octavia.store.Transaction;
import octavia.store.object.Kind;
import octavia.store.object.Reading;
import octavia.store.object.Reading.Piece;
import org.jspecify.annotations.Nullable;

/** The calls on L7 policies. */
public final class L7PolicyApi implements Resource.Rows<L7Policy> {
  private static final String RULE = "os_load-balancer_api:l7policy";

  private final Services services;
  private final L7PolicyMaker maker;
  private final Resource<L7Policy> policies;

  public L7PolicyApi(Services services) {
    this.services = services;
    this.maker = new L7PolicyMaker(services);
    this.policies =
        new Resource<>(
            services, new Resource.Words("L7 Policy", "l7policy", "l7policies", RULE), this);
  }

  /** Adds the routes. */
  public void routes(Routes routes) {
    routes
        .on("GET", "/l7policies", policies::list)
        .on("POST", "/l7policies", this::create)
        .on("GET", "/l7policies/{id}", policies::show)
        .on("PUT", "/l7policies/{id}", this::update)
        .on("DELETE", "/l7policies/{id}", this::delete)
        .misplaced("/l7policies", L7PolicyFields.ARGUMENT, "PUT", "DELETE");
  }

  private Response create(Call call) {
    call.allowParameters();
    L7PolicyDraft draft = L7PolicyDraft.read(call.request());
    return services
        .store()
        .transaction(
            "create-l7policy",
            tx -> {
              Listener listener = listenerOf(tx, draft.listenerId());
              services.policy().require(call.caller(), RULE + ":post", listener.projectId());
              L7PolicyMaker.checkMayHavePolicies(listener.protocol());
              checkTarget(tx, listener, draft.fields());
              LoadBalancer loadBalancer =
                  services.changes().lockForChild(tx, listener.loadBalancerId());
              Listener locked = listenerOf(tx, draft.listenerId());
              services.quota().reserve(tx, loadBalancer.projectId(), Kind.L7_POLICY);
              L7Policy policy =
                  maker.insert(
                      tx, loadBalancer, locked, draft, target(tx, loadBalancer, draft.fields()));
              record(tx, loadBalancer, policy, "create-l7policy", call);
              return policies.answer(tx, 201, policy.id());
            });
  }

  private static Listener listenerOf(Transaction tx, @Nullable String id) {
    Optional<Listener> listener = id == null ? Optional.empty() : tx.listeners().find(id);
    return listener.orElseThrow(() -> Faults.notFound("Listener", id));
  }

  /** Refuses a pool that does not exist or does not fit, whatever else the request says. */
  private static void checkTarget(Transaction tx, Listener listener, L7PolicyFields fields) {
    @Nullable String poolId = fields.redirectPoolId().orNull();
    if (poolId != null) {
      L7PolicyMaker.checkPool(
          listener.protocol(),
          tx.pools().find(poolId).orElseThrow(() -> Faults.notFound("Pool", poolId)));
    }
  }

  /** The pool that the request sends to, which must be the load balancer's and stay. */
  private static @Nullable Pool target(
      Transaction tx, LoadBalancer loadBalancer, L7PolicyFields fields) {
    @Nullable String poolId = fields.redirectPoolId().orNull();
    if (poolId == null) {
      return null;
    }
    return tx.pools()
        .find(poolId)
        .filter(pool -> pool.loadBalancerId().equals(loadBalancer.id()))
        .filter(pool -> !tx.deletions().of(loadBalancer.id()).contains(pool.id()))
        .orElseThrow(() -> Faults.notFound("Pool", poolId));
  }

  private Response update(Call call) {
    call.allowParameters();
    L7PolicyFields fields = L7PolicyFields.readUpdate(call.request());
    String id = call.id("id");
    return services
        .store()
        .transaction(
            "update-l7policy",
            tx -> {
              L7Policy found = policies.find(tx, id, call.caller(), "put");
              if (fields.isEmpty()) {
                throw Faults.l7PolicyArguments("l7policy", "Invalid update options");
              }
              Redirection.of(fields, found); // refused before the state is looked at
              Listener listener = listenerOf(tx, found.listenerId());
              checkTarget(tx, listener, fields);
              LoadBalancer loadBalancer =
                  services.changes().lockForChild(tx, listener.loadBalancerId());
              L7Policy before = policies.find(tx, id, call.caller(), "put");
              services.changes().requireKept(tx, loadBalancer, "L7 Policy", id);
              target(tx, loadBalancer, fields);
              tx.l7Policies().update(changed(before, fields));
              tx.l7Policies().provisioning(List.of(id), ProvisioningStatus.PENDING_UPDATE);
              @Nullable Integer position = fields.position().orNull();
              if (position != null) {
                List<L7Policy> others =
                    tx.l7Policies().of(before.listenerId()).stream()
                        .filter(other -> !other.id().equals(id))
                        .toList();
                L7PolicyMaker.move(tx, others, before, position);
              }
              record(tx, loadBalancer, before, "update-l7policy", call);
              return policies.answer(tx, 200, id);
            });
  }

  private static L7Policy changed(L7Policy policy, L7PolicyFields fields) {
    Redirection redirection = Redirection.of(fields, policy);
    return new L7Policy(
        policy.id(),
        policy.projectId(),
        policy.listenerId(),
        fields.name().or(policy.name(), ""),
        fields.description().or(policy.description(), ""),
        fields.adminStateUp().or(policy.adminStateUp(), false),
        redirection.action(),
        redirection.poolId(),
        redirection.url(),
        redirection.prefix(),
        redirection.httpCode(),
        policy.position(),
        policy.provisioningStatus(),
        policy.operatingStatus(),
        fields.tags().or(policy.tags()),
        policy.createdAt(),
        policy.updatedAt());
  }

  private Response delete(Call call) {
    call.allowParameters();
    String id = call.id("id");
    return services
        .store()
        .transaction(
            "delete-l7policy",
            tx -> {
              L7Policy found = policies.find(tx, id, call.caller(), "delete");
              LoadBalancer loadBalancer =
                  services
                      .changes()
                      .lockForChild(tx, listenerOf(tx, found.listenerId()).loadBalancerId());
              L7Policy policy = policies.find(tx, id, call.caller(), "delete");
              services.changes().delete(tx, Kind.L7_POLICY, id, loadBalancer.id());
              record(tx, loadBalancer, policy, "delete-l7policy", call);
              return Response.empty(204);
            });
  }

  private void record(
      Transaction tx, LoadBalancer loadBalancer, L7Policy policy, String what, Call call) {
    services
        .changes()
        .record(tx, loadBalancer, List.of(policy.listenerId()), what, policy.id(), call.caller());
  }

  @Override
  public Optional<L7Policy> find(Transaction tx, String id) {
    return tx.l7Policies().find(id);
  }

  @Override
  public Piece<L7Policy> list(Transaction tx, Reading reading) {
    return tx.l7Policies().list(reading);
  }

  @Override
  public String idOf(L7Policy policy) {
    return policy.id();
  }

  @Override
  public @Nullable String projectOf(L7Policy policy) {
    return policy.projectId();
  }

  @Override
  public List<View> views(Transaction tx, List<L7Policy> shown) {
    if (shown.isEmpty()) {
      return List.of();
    }
    Map<String, List<String>> rules = tx.l7Rules().idsOf(shown.stream().map(L7Policy::id).toList());
    List<View> views = new ArrayList<>();
    for (L7Policy policy : shown) {
      views.add(view(policy, rules.getOrDefault(policy.id(), List.of())));
    }
    return views;
  }

  /** The policy as it is shown. */
  public static View view(L7Policy policy, List<String> rules) {
    return new View()
        .put("id", policy.id())
        .put("name", policy.name())
        .put("description", policy.description())
        .put("provisioning_status", policy.provisioningStatus().name())
        .put("operating_status", policy.operatingStatus().name())
        .put("admin_state_up", policy.adminStateUp())
        .put("project_id", policy.projectId())
        .put("action", policy.action().name())
        .put("listener_id", policy.listenerId())
        .put("redirect_pool_id", policy.redirectPoolId())
        .put("redirect_url", policy.redirectUrl())
        .put("redirect_prefix", policy.redirectPrefix())
        .put("position", policy.position())
        .references("rules", rules)
        .time("created_at", policy.createdAt())
        .time("updated_at", policy.updatedAt())
        .put("tags", policy.tags())
        .put("redirect_http_code", policy.redirectHttpCode());
  }
}
