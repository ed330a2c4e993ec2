package octavia.api.listener;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import octavia.api.call.Call;
import octavia.api.call.Routes;
import octavia.api.call.View;
import octavia.api.change.Services;
import octavia.api.listing.Resource;
import octavia.api.pool.PoolMaker;
import octavia.api.pool.PoolNames;
import octavia.api.settings.RuleSettings;
import octavia.cloud.network.NetworkDriver;
import octavia.http.Response;
import octavia.model.Listener;
import octavia.model.ListenerStatistics;
import octavia.model.ListenerTls;
import octavia.model.ListenerTls.ClientAuthentication;
import octavia.model.LoadBalancer;
import octavia.model.Pool;
import octavia.store.Transaction;
import octavia.store.object.Kind;
import octavia.store.object.Reading;
import octavia.store.object.Reading.Piece;
import org.jspecify.annotations.Nullable;

/** The calls on listeners. */
public final class ListenerApi implements Resource.Rows<Listener> {
  private static final String RULE = "os_load-balancer_api:listener";

  private final Services services;
  private final RuleSettings settings;
  private final ListenerRules rules;
  private final ListenerMaker maker;
  private final PoolMaker pools;
  private final Resource<Listener> listeners;

  public ListenerApi(Services services, NetworkDriver network) {
    this.services = services;
    this.pools = new PoolMaker(services, network);
    this.settings = services.settings().rules();
    this.rules = new ListenerRules(settings);
    this.maker = new ListenerMaker(services);
    this.listeners =
        new Resource<>(
            services, new Resource.Words("Listener", "listener", "listeners", RULE), this);
  }

  /** Adds the routes. */
  public void routes(Routes routes) {
    routes
        .on("GET", "/listeners", listeners::list)
        .on("POST", "/listeners", this::create)
        .on("GET", "/listeners/{id}", listeners::show)
        .on("PUT", "/listeners/{id}", this::update)
        .on("DELETE", "/listeners/{id}", this::delete)
        .on("GET", "/listeners/{id}/stats", this::statistics)
        .misplaced("/listeners", "listener_", "PUT", "DELETE");
  }

  private Response create(Call call) {
    call.allowParameters();
    ListenerDraft draft = ListenerDraft.read(call.request());
    services
        .store()
        .read(tx -> {
          services.requireMayAdd(tx, call.caller(), RULE + ":post", draft.loadBalancerId());
          return true;
        });
    maker.checkOutside(draft);
    draft.pools().forEach(pools::checkOutside);
    return services
        .store()
        .transaction(
            "create-listener",
            tx -> {
              services.requireMayAdd(tx, call.caller(), RULE + ":post", draft.loadBalancerId());
              LoadBalancer loadBalancer =
                  services.changes().lockForChild(tx, draft.loadBalancerId());
              Listener listener =
                  maker.insert(
                      tx,
                      loadBalancer,
                      draft,
                      pools(tx, loadBalancer, draft),
                      tx.listeners().of(loadBalancer.id()));
              services
                  .changes()
                  .record(
                      tx, loadBalancer, List.of(), "create-listener", listener.id(), call.caller());
              return listeners.answer(tx, 201, listener.id());
            });
  }

  /** The pools that the draft names: the load balancer's, and those that it defines. */
  private Map<String, Pool> pools(Transaction tx, LoadBalancer loadBalancer, ListenerDraft draft) {
    Map<String, Pool> byName = new HashMap<>();
    if (draft.pools().isEmpty()) {
      return byName;
    }
    tx.pools().of(loadBalancer.id()).forEach(pool -> byName.put(pool.name(), pool));
    PoolNames names = new PoolNames();
    draft.pools().forEach(names::use);
    names
        .resolve(byName.keySet())
        .forEach((name, pool) ->
            byName.put(
                name, pools.insert(tx, loadBalancer, pool, Optional.ofNullable(draft.protocol()))));
    return byName;
  }

  private Response update(Call call) {
    call.allowParameters();
    ListenerFields fields = ListenerFields.readUpdate(call.request());
    String id = call.id("id");
    if (fields.refers()) {
      checkOutside(
          services.store().read(tx -> listeners.find(tx, id, call.caller(), "put")), fields);
    }
    return services
        .store()
        .transaction(
            "update-listener",
            tx -> {
              Listener found = listeners.find(tx, id, call.caller(), "put");
              LoadBalancer loadBalancer =
                  services.changes().lockForChild(tx, found.loadBalancerId());
              Listener listener = listeners.find(tx, id, call.caller(), "put");
              services.changes().requireKept(tx, loadBalancer, "Listener", id);
              rules.checkUpdate(listener, fields);
              Listener changed = changed(tx, loadBalancer, listener, fields);
              services.providers().validate(loadBalancer, provider -> provider.validate(changed));
              tx.listeners().update(changed);
              services
                  .changes()
                  .record(tx, loadBalancer, List.of(id), "update-listener", id, call.caller());
              return listeners.answer(tx, 200, id);
            });
  }

  private void checkOutside(Listener listener, ListenerFields fields) {
    rules.checkUpdate(listener, fields);
    services.references().checkContainers(fields.containers());
    if (fields.clientCaTlsContainerRef().hasValue() || fields.clientCrlContainerRef().hasValue()) {
      ListenerTls tls = listener.tls();
      services
          .references()
          .checkAuthority(
              fields.clientCaTlsContainerRef().orCurrent(tls.clientCaTlsContainerRef()),
              fields.clientCrlContainerRef().orCurrent(tls.clientCrlContainerRef()));
    }
  }

  private Listener changed(
      Transaction tx, LoadBalancer loadBalancer, Listener listener, ListenerFields fields) {
    @Nullable String poolId = fields.defaultPoolId().orNull();
    if (poolId != null) {
      ListenerRules.checkMayHavePool(listener.protocol());
      ListenerRules.checkPool(listener.protocol(), ListenerMaker.poolOf(tx, loadBalancer, poolId));
    }
    List<String> cidrs =
        fields.allowedCidrs().or(listener.allowedCidrs(), List.of()).stream().distinct().toList();
    ListenerRules.checkCidrs(cidrs, loadBalancer);
    Listener.Timeouts before = listener.timeouts();
    Listener.Timeouts defaults = settings.timeouts();
    return new Listener(
        listener.id(),
        listener.projectId(),
        listener.loadBalancerId(),
        fields.name().or(listener.name(), ""),
        fields.description().or(listener.description(), ""),
        fields.adminStateUp().or(listener.adminStateUp(), false),
        listener.protocol(),
        listener.protocolPort(),
        fields.connectionLimit().or(listener.connectionLimit(), -1),
        fields.defaultPoolId().orCurrent(listener.defaultPoolId()),
        fields.insertHeaders().or(listener.insertHeaders(), Map.of()),
        new Listener.Timeouts(
            fields.timeoutClientData().or(before.clientData(), defaults.clientData()),
            fields.timeoutMemberConnect().or(before.memberConnect(), defaults.memberConnect()),
            fields.timeoutMemberData().or(before.memberData(), defaults.memberData()),
            fields.timeoutTcpInspect().or(before.tcpInspect(), defaults.tcpInspect())),
        cidrs,
        changedTls(listener.tls(), fields),
        listener.provisioningStatus(),
        listener.operatingStatus(),
        fields.tags().or(listener.tags()),
        listener.createdAt(),
        listener.updatedAt());
  }

  private ListenerTls changedTls(ListenerTls tls, ListenerFields fields) {
    RuleSettings.Tls defaults = settings.listenerTls();
    return new ListenerTls(
        fields.defaultTlsContainerRef().orCurrent(tls.defaultTlsContainerRef()),
        fields.sniContainerRefs().or(tls.sniContainerRefs(), List.of()).stream()
            .distinct()
            .toList(),
        fields.clientCaTlsContainerRef().orCurrent(tls.clientCaTlsContainerRef()),
        fields.clientAuthentication().or(tls.clientAuthentication(), ClientAuthentication.NONE),
        fields.clientCrlContainerRef().orCurrent(tls.clientCrlContainerRef()),
        fields.tlsCiphers().isNull()
            ? defaults.ciphers()
            : fields.tlsCiphers().orCurrent(tls.tlsCiphers()),
        fields.tlsVersions().or(tls.tlsVersions(), defaults.versions()),
        fields.alpnProtocols().or(tls.alpnProtocols(), defaults.alpnProtocols()),
        fields.hstsMaxAge().orCurrent(tls.hstsMaxAge()),
        fields.hstsIncludeSubdomains().or(tls.hstsIncludeSubdomains(), false),
        fields.hstsPreload().or(tls.hstsPreload(), false));
  }

  private Response delete(Call call) {
    call.allowParameters();
    String id = call.id("id");
    return services
        .store()
        .transaction(
            "delete-listener",
            tx -> {
              Listener found = listeners.find(tx, id, call.caller(), "delete");
              LoadBalancer loadBalancer =
                  services.changes().lockForChild(tx, found.loadBalancerId());
              listeners.find(tx, id, call.caller(), "delete");
              services.changes().delete(tx, Kind.LISTENER, id, loadBalancer.id());
              services
                  .changes()
                  .record(tx, loadBalancer, List.of(), "delete-listener", id, call.caller());
              return Response.empty(204);
            });
  }

  private Response statistics(Call call) {
    String id = call.id("id");
    return services
        .store()
        .read(tx -> {
          listeners.find(tx, id, call.caller(), "get_stats");
          return statistics(
              tx.statistics().of(List.of(id)).getOrDefault(id, ListenerStatistics.ZERO));
        });
  }

  /** Counters as an answer shows them. */
  public static Response statistics(ListenerStatistics statistics) {
    return Response.json(
        200,
        Map.of(
            "stats",
            new View()
                .put("bytes_in", statistics.bytesIn())
                .put("bytes_out", statistics.bytesOut())
                .put("active_connections", statistics.activeConnections())
                .put("total_connections", statistics.totalConnections())
                .put("request_errors", statistics.requestErrors())));
  }

  @Override
  public Optional<Listener> find(Transaction tx, String id) {
    return tx.listeners().find(id);
  }

  @Override
  public Piece<Listener> list(Transaction tx, Reading reading) {
    return tx.listeners().list(reading);
  }

  @Override
  public String idOf(Listener listener) {
    return listener.id();
  }

  @Override
  public @Nullable String projectOf(Listener listener) {
    return listener.projectId();
  }

  @Override
  public List<View> views(Transaction tx, List<Listener> shown) {
    if (shown.isEmpty()) {
      return List.of();
    }
    Map<String, List<String>> policies =
        tx.l7Policies().idsOf(shown.stream().map(Listener::id).toList());
    List<View> views = new ArrayList<>();
    for (Listener listener : shown) {
      views.add(view(listener, policies.getOrDefault(listener.id(), List.of())));
    }
    return views;
  }

  /** The listener as it is shown. */
  public static View view(Listener listener, List<String> policies) {
    ListenerTls tls = listener.tls();
    return new View()
        .put("id", listener.id())
        .put("name", listener.name())
        .put("description", listener.description())
        .put("provisioning_status", listener.provisioningStatus().name())
        .put("operating_status", listener.operatingStatus().name())
        .put("admin_state_up", listener.adminStateUp())
        .put("protocol", listener.protocol().name())
        .put("protocol_port", listener.protocolPort())
        .put("connection_limit", listener.connectionLimit())
        .put("default_tls_container_ref", tls.defaultTlsContainerRef())
        .put("sni_container_refs", tls.sniContainerRefs())
        .put("project_id", listener.projectId())
        .put("default_pool_id", listener.defaultPoolId())
        .references("l7policies", policies)
        .put("insert_headers", listener.insertHeaders())
        .time("created_at", listener.createdAt())
        .time("updated_at", listener.updatedAt())
        .references("loadbalancers", List.of(listener.loadBalancerId()))
        .put("timeout_client_data", listener.timeouts().clientData())
        .put("timeout_member_connect", listener.timeouts().memberConnect())
        .put("timeout_member_data", listener.timeouts().memberData())
        .put("timeout_tcp_inspect", listener.timeouts().tcpInspect())
        .put("tags", listener.tags())
        .put("client_ca_tls_container_ref", tls.clientCaTlsContainerRef())
        .put("client_authentication", tls.clientAuthentication().name())
        .put("client_crl_container_ref", tls.clientCrlContainerRef())
        .listOrNull("allowed_cidrs", listener.allowedCidrs())
        .put("tls_ciphers", tls.tlsCiphers())
        .listOrNull("tls_versions", tls.tlsVersions())
        .listOrNull("alpn_protocols", tls.alpnProtocols())
        .put("hsts_max_age", tls.hstsMaxAge())
        .put("hsts_include_subdomains", tls.hstsIncludeSubdomains())
        .put("hsts_preload", tls.hstsPreload());
  }
}
