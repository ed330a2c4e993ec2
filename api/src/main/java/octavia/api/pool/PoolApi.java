package octavia.api.pool;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import octavia.api.call.Call;
import octavia.api.call.Routes;
import octavia.api.call.View;
import octavia.api.change.Changes;
import octavia.api.change.Services;
import octavia.api.error.Faults;
import octavia.api.listing.Resource;
import octavia.api.settings.RuleSettings;
import octavia.cloud.network.NetworkDriver;
import octavia.http.Response;
import octavia.model.Listener;
import octavia.model.ListenerProtocol;
import octavia.model.LoadBalancer;
import octavia.model.Pool;
import octavia.model.PoolTls;
import octavia.model.SessionPersistence;
import octavia.store.Transaction;
import octavia.store.object.Kind;
import octavia.store.object.Reading;
import octavia.store.object.Reading.Piece;
import org.jspecify.annotations.Nullable;

/** The calls on pools. */
public final class PoolApi implements Resource.Rows<Pool> {
  private static final String RULE = "os_load-balancer_api:pool";

  private final Services services;
  private final RuleSettings settings;
  private final PoolRules rules;
  private final PoolMaker maker;
  private final Resource<Pool> pools;

  public PoolApi(Services services, NetworkDriver network) {
    this.services = services;
    this.settings = services.settings().rules();
    this.rules = new PoolRules(settings);
    this.maker = new PoolMaker(services, network);
    this.pools = new Resource<>(services, new Resource.Words("Pool", "pool", "pools", RULE), this);
  }

  /** Adds the routes. */
  public void routes(Routes routes) {
    routes
        .on("GET", "/pools", pools::list)
        .on("POST", "/pools", this::create)
        .on("GET", "/pools/{id}", pools::show)
        .on("PUT", "/pools/{id}", this::update)
        .on("DELETE", "/pools/{id}", this::delete)
        .misplaced("/pools", "pool_", "PUT", "DELETE");
  }

  private Response create(Call call) {
    call.allowParameters();
    PoolDraft draft = PoolDraft.read(call.request());
    maker.checkOutside(draft);
    return services
        .store()
        .transaction(
            "create-pool",
            tx -> {
              Optional<Listener> listener = listenerOf(tx, draft);
              String loadBalancerId = parentOf(draft, listener);
              services.requireMayAdd(tx, call.caller(), RULE + ":post", loadBalancerId);
              LoadBalancer loadBalancer = services.changes().lockForChild(tx, loadBalancerId);
              listener = listenerOf(tx, draft);
              Optional<ListenerProtocol> protocol = listener.map(Listener::protocol);
              Pool pool = maker.make(tx, loadBalancer, draft, protocol);
              listener.ifPresent(user -> checkMayTake(user, loadBalancer));
              maker.insert(tx, loadBalancer, draft, pool, protocol);
              listener.ifPresent(user -> tx.listeners().update(withPool(user, pool.id())));
              services
                  .changes()
                  .record(
                      tx,
                      loadBalancer,
                      listener.stream().map(Listener::id).toList(),
                      "create-pool",
                      pool.id(),
                      call.caller());
              return pools.answer(tx, 201, pool.id());
            });
  }

  private static Optional<Listener> listenerOf(Transaction tx, PoolDraft draft) {
    @Nullable String listenerId = draft.listenerId();
    if (listenerId == null) {
      return Optional.empty();
    }
    return Optional.of(
        tx.listeners().find(listenerId).orElseThrow(() -> Faults.notFound("Listener", listenerId)));
  }

  /** The load balancer goes before the listener if a request names both. */
  private static String parentOf(PoolDraft draft, Optional<Listener> listener) {
    return Optional.ofNullable(draft.loadBalancerId())
        .or(() -> listener.map(Listener::loadBalancerId))
        .orElseThrow(() ->
            Faults.validation(
                "loadbalancer_id", "Must provide at least one of: loadbalancer_id, listener_id"));
  }

  private static void checkMayTake(Listener listener, LoadBalancer loadBalancer) {
    if (!listener.loadBalancerId().equals(loadBalancer.id())) {
      throw Faults.notFound("Listener", listener.id());
    }
    if (listener.defaultPoolId() != null) {
      throw Faults.duplicatePool();
    }
  }

  private static Listener withPool(Listener listener, String poolId) {
    return new Listener(
        listener.id(),
        listener.projectId(),
        listener.loadBalancerId(),
        listener.name(),
        listener.description(),
        listener.adminStateUp(),
        listener.protocol(),
        listener.protocolPort(),
        listener.connectionLimit(),
        poolId,
        listener.insertHeaders(),
        listener.timeouts(),
        listener.allowedCidrs(),
        listener.tls(),
        listener.provisioningStatus(),
        listener.operatingStatus(),
        listener.tags(),
        listener.createdAt(),
        listener.updatedAt());
  }

  private Response update(Call call) {
    call.allowParameters();
    PoolFields fields = PoolFields.readUpdate(call.request());
    String id = call.id("id");
    PoolTls before = services.store().read(tx -> pools.find(tx, id, call.caller(), "put")).tls();
    maker.checkOutside(
        fields,
        fields.caTlsContainerRef().orCurrent(before.caTlsContainerRef()),
        fields.crlContainerRef().orCurrent(before.crlContainerRef()));
    return services
        .store()
        .transaction(
            "update-pool",
            tx -> {
              Pool found = pools.find(tx, id, call.caller(), "put");
              LoadBalancer loadBalancer =
                  services.changes().lockForChild(tx, found.loadBalancerId());
              Pool changed = changed(pools.find(tx, id, call.caller(), "put"), fields);
              services.changes().requireKept(tx, loadBalancer, "Pool", id);
              services.providers().validate(loadBalancer, provider -> provider.validate(changed));
              tx.pools().update(changed);
              services.changes().recordPool(tx, loadBalancer, id, "update-pool", id, call.caller());
              return pools.answer(tx, 200, id);
            });
  }

  private Pool changed(Pool pool, PoolFields fields) {
    if (fields.lbAlgorithm().isNull()) {
      throw Faults.invalidOption("lb_algorithm", "None", "lb_algorithm");
    }
    PoolTls tls = pool.tls();
    RuleSettings.Tls defaults = settings.poolTls();
    @Nullable String ca = fields.caTlsContainerRef().orCurrent(tls.caTlsContainerRef());
    @Nullable String crl = fields.crlContainerRef().orCurrent(tls.crlContainerRef());
    PoolFields.Persistence wanted = fields.sessionPersistence().orNull();
    @Nullable SessionPersistence persistence =
        wanted != null
            ? rules.changedPersistence(pool.protocol(), wanted, pool.sessionPersistence())
            : fields.sessionPersistence().isNull() ? null : pool.sessionPersistence();
    rules.checkTls(fields, ca, crl);
    return new Pool(
        pool.id(),
        pool.projectId(),
        pool.loadBalancerId(),
        fields.name().or(pool.name(), ""),
        fields.description().or(pool.description(), ""),
        fields.adminStateUp().or(pool.adminStateUp(), false),
        pool.protocol(),
        fields.lbAlgorithm().or(pool.lbAlgorithm()),
        persistence,
        new PoolTls(
            fields.tlsEnabled().or(tls.tlsEnabled(), false),
            fields.tlsContainerRef().orCurrent(tls.tlsContainerRef()),
            ca,
            crl,
            fields.tlsCiphers().isNull()
                ? defaults.ciphers()
                : fields.tlsCiphers().orCurrent(tls.tlsCiphers()),
            fields.tlsVersions().or(tls.tlsVersions(), defaults.versions()),
            fields.alpnProtocols().or(tls.alpnProtocols(), List.of())),
        pool.provisioningStatus(),
        pool.operatingStatus(),
        fields.tags().or(pool.tags()),
        pool.createdAt(),
        pool.updatedAt());
  }

  private Response delete(Call call) {
    call.allowParameters();
    String id = call.id("id");
    return services
        .store()
        .transaction(
            "delete-pool",
            tx -> {
              Pool found = pools.find(tx, id, call.caller(), "delete");
              refuseUsers(tx, id);
              LoadBalancer loadBalancer =
                  services.changes().lockForChild(tx, found.loadBalancerId());
              pools.find(tx, id, call.caller(), "delete");
              refuseUsers(tx, id);
              services.changes().delete(tx, Kind.POOL, id, loadBalancer.id());
              services
                  .changes()
                  .record(
                      tx,
                      loadBalancer,
                      Changes.listenersUsing(tx, id),
                      "delete-pool",
                      id,
                      call.caller());
              return Response.empty(204);
            });
  }

  /** Upstream says this before it looks at the state, and so it is asked twice. */
  private static void refuseUsers(Transaction tx, String id) {
    tx.l7Policies()
        .idUsing(id)
        .ifPresent(policy -> {
          throw Faults.poolInUse(id, policy);
        });
  }

  @Override
  public Optional<Pool> find(Transaction tx, String id) {
    return tx.pools().find(id);
  }

  @Override
  public Piece<Pool> list(Transaction tx, Reading reading) {
    return tx.pools().list(reading);
  }

  @Override
  public String idOf(Pool pool) {
    return pool.id();
  }

  @Override
  public @Nullable String projectOf(Pool pool) {
    return pool.projectId();
  }

  @Override
  public List<View> views(Transaction tx, List<Pool> shown) {
    List<String> ids = shown.stream().map(Pool::id).toList();
    if (ids.isEmpty()) {
      return List.of();
    }
    Map<String, List<String>> listeners = tx.listeners().idsUsing(ids);
    Map<String, List<String>> members = tx.members().idsOf(ids);
    Map<String, List<String>> monitors = tx.healthMonitors().idsOf(ids);
    List<View> views = new ArrayList<>();
    for (Pool pool : shown) {
      views.add(
          view(
              pool,
              listeners.getOrDefault(pool.id(), List.of()),
              members.getOrDefault(pool.id(), List.of()),
              monitors.getOrDefault(pool.id(), List.of())));
    }
    return views;
  }

  /** The pool as it is shown. */
  public static View view(
      Pool pool, List<String> listeners, List<String> members, List<String> monitors) {
    PoolTls tls = pool.tls();
    View view =
        new View()
            .put("id", pool.id())
            .put("name", pool.name())
            .put("description", pool.description())
            .put("provisioning_status", pool.provisioningStatus().name())
            .put("operating_status", pool.operatingStatus().name())
            .put("admin_state_up", pool.adminStateUp())
            .put("protocol", pool.protocol().name())
            .put("lb_algorithm", pool.lbAlgorithm().name())
            .put("session_persistence", persistence(pool.sessionPersistence()))
            .put("project_id", pool.projectId())
            .references("loadbalancers", List.of(pool.loadBalancerId()))
            .references("listeners", listeners)
            .time("created_at", pool.createdAt())
            .time("updated_at", pool.updatedAt());
    if (!monitors.isEmpty()) {
      view.put("healthmonitor_id", monitors.getFirst());
    }
    return view.references("members", members)
        .put("tags", pool.tags())
        .put("tls_container_ref", tls.tlsContainerRef())
        .put("ca_tls_container_ref", tls.caTlsContainerRef())
        .put("crl_container_ref", tls.crlContainerRef())
        .put("tls_enabled", tls.tlsEnabled())
        .put("tls_ciphers", tls.tlsCiphers())
        .listOrNull("tls_versions", tls.tlsVersions())
        .listOrNull("alpn_protocols", tls.alpnProtocols());
  }

  private static @Nullable View persistence(@Nullable SessionPersistence persistence) {
    if (persistence == null) {
      return null;
    }
    return new View()
        .put("type", persistence.type().name())
        .put("cookie_name", persistence.cookieName())
        .put("persistence_timeout", persistence.persistenceTimeout())
        .put("persistence_granularity", persistence.persistenceGranularity());
  }
}
