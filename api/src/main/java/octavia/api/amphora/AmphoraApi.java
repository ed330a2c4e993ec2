package octavia.api.amphora;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import octavia.api.call.Call;
import octavia.api.call.Routes;
import octavia.api.call.View;
import octavia.api.change.Services;
import octavia.api.error.ApiException;
import octavia.api.error.Faults;
import octavia.api.listing.Resource;
import octavia.http.Response;
import octavia.model.Amphora;
import octavia.model.AmphoraStatus;
import octavia.model.ListenerStatistics;
import octavia.model.LoadBalancer;
import octavia.store.Transaction;
import octavia.store.object.Reading;
import octavia.store.object.Reading.Piece;
import org.jspecify.annotations.Nullable;

/** The calls on amphorae, which are the operator's business. */
public final class AmphoraApi implements Resource.Rows<Amphora> {
  private static final String RULE = "os_load-balancer_api:amphora";

  private final Services services;
  private final Resource<Amphora> amphorae;

  public AmphoraApi(Services services) {
    this.services = services;
    this.amphorae =
        new Resource<>(services, new Resource.Words("Amphora", "amphora", "amphorae", RULE), this);
  }

  /** Adds the routes. */
  public void routes(Routes routes) {
    routes
        .onVersion("GET", "/octavia/amphorae", amphorae::listAll)
        .onVersion("GET", "/octavia/amphorae/{id}", amphorae::showToAll)
        .onVersion("DELETE", "/octavia/amphorae/{id}", this::delete)
        .onVersion("GET", "/octavia/amphorae/{id}/stats", this::statistics)
        .onVersion("PUT", "/octavia/amphorae/{id}/failover", this::failover)
        .onVersion("PUT", "/octavia/amphorae/{id}/config", this::configure);
  }

  private Response failover(Call call) {
    return services
        .store()
        .transaction(
            "failover-amphora",
            tx -> {
              Amphora amphora = find(tx, call, "put_failover");
              LoadBalancer locked = services.changes().lockForChild(tx, amphora.loadBalancerId());
              services
                  .changes()
                  .replace(
                      tx,
                      locked,
                      List.of(amphora),
                      "failover-amphora",
                      amphora.id(),
                      call.caller());
              return Response.empty(202);
            });
  }

  /**
   * Has the amphora's agent given its configuration anew, whatever its load balancer's state. Where
   * another program is at the load balancer, that waits for our next pass.
   */
  private Response configure(Call call) {
    return services
        .store()
        .transaction(
            "configure-amphora",
            tx -> {
              Amphora amphora = find(tx, call, "put_config");
              lock(tx, amphora)
                  .ifPresent(locked -> {
                    tx.agentConfigs().want(amphora.id(), locked.id());
                    look(tx, locked, "configure-amphora", amphora, call);
                  });
              return Response.empty(202);
            });
  }

  /**
   * Only what has failed may be deleted. Its load balancer gets another one instead; the amphora of
   * a load balancer that is gone is swept away.
   */
  private Response delete(Call call) {
    call.allowParameters();
    return services
        .store()
        .transaction(
            "delete-amphora",
            tx -> {
              String id = find(tx, call, "delete").id();
              Amphora amphora = tx.amphorae().find(id).orElseThrow(() -> unknown(id));
              Optional<LoadBalancer> locked = lock(tx, amphora);
              if (tx.amphorae()
                  .find(id)
                  .filter(found -> found.status() == AmphoraStatus.ERROR)
                  .isEmpty()) {
                throw Faults.immutable("amphora", id);
              }
              tx.amphorae().status(id, AmphoraStatus.PENDING_DELETE);
              locked.ifPresent(found -> look(tx, found, "delete-amphora", amphora, call));
              return Response.empty(204);
            });
  }

  private static Optional<LoadBalancer> lock(Transaction tx, Amphora amphora) {
    return Optional.ofNullable(amphora.loadBalancerId()).flatMap(tx.loadBalancers()::lock);
  }

  /**
   * Has the reconciler look at a locked load balancer, whose status stays. One that is PENDING
   * without an order of ours is another program's, which will do as much.
   */
  private void look(Transaction tx, LoadBalancer locked, String what, Amphora amphora, Call call) {
    if (locked.provisioningStatus().isPending() && tx.workOrders().find(locked.id()).isEmpty()) {
      return;
    }
    tx.workOrders().wantAlso(locked.id(), what, services.changes().deadline());
    services.changes().event(tx, locked.id(), what, amphora.id(), call.caller());
  }

  private Response statistics(Call call) {
    services.policy().require(call.caller(), RULE + ":get_stats", call.caller().projectId());
    String id = call.id("id");
    return services
        .store()
        .read(tx -> {
          Map<String, ListenerStatistics> counters = tx.statistics().ofAmphora(id);
          @Nullable Amphora amphora = tx.amphorae().find(id).orElse(null);
          if (amphora == null || counters.isEmpty()) {
            throw Faults.notFound("Amphora stats for", id);
          }
          List<View> shown = new ArrayList<>();
          counters.forEach((listener, counted) -> shown.add(view(amphora, listener, counted)));
          return Response.json(200, Map.of("amphora_stats", shown));
        });
  }

  private static View view(Amphora amphora, String listenerId, ListenerStatistics counted) {
    return new View()
        .put("active_connections", counted.activeConnections())
        .put("bytes_in", counted.bytesIn())
        .put("bytes_out", counted.bytesOut())
        .put("id", amphora.id())
        .put("listener_id", listenerId)
        .put("loadbalancer_id", amphora.loadBalancerId())
        .put("request_errors", counted.requestErrors())
        .put("total_connections", counted.totalConnections());
  }

  /** The amphora, if the caller may do {@code action} with what it carries. */
  private Amphora find(Transaction tx, Call call, String action) {
    String id = call.id("id");
    Amphora amphora = tx.amphorae().find(id).orElseThrow(() -> unknown(id));
    @Nullable String project =
        Optional.ofNullable(amphora.loadBalancerId())
            .flatMap(tx.loadBalancers()::find)
            .map(LoadBalancer::projectId)
            .orElse(call.caller().projectId());
    services.policy().require(call.caller(), RULE + ":" + action, project);
    return amphora;
  }

  private static ApiException unknown(String id) {
    return Faults.notFound("Amphora", id);
  }

  @Override
  public Optional<Amphora> find(Transaction tx, String id) {
    return tx.amphorae().find(id);
  }

  @Override
  public Piece<Amphora> list(Transaction tx, Reading reading) {
    return Piece.whole(reading, tx.amphorae()::list);
  }

  @Override
  public String idOf(Amphora amphora) {
    return amphora.id();
  }

  @Override
  public @Nullable String projectOf(Amphora amphora) {
    return null;
  }

  @Override
  public List<View> views(Transaction tx, List<Amphora> shown) {
    return shown.stream().map(AmphoraApi::view).toList();
  }

  private static View view(Amphora amphora) {
    return new View()
        .put("id", amphora.id())
        .put("loadbalancer_id", amphora.loadBalancerId())
        .put("compute_id", amphora.computeId())
        .put("lb_network_ip", amphora.lbNetworkIp())
        .put("vrrp_ip", amphora.vrrpIp())
        .put("ha_ip", amphora.haIp())
        .put("vrrp_port_id", amphora.vrrpPortId())
        .put("ha_port_id", amphora.haPortId())
        .time("cert_expiration", amphora.certExpiration())
        .put("cert_busy", amphora.certBusy())
        .put("role", amphora.role() == null ? null : amphora.role().name())
        .put("status", amphora.status().name())
        .put("vrrp_interface", amphora.vrrpInterface())
        .put("vrrp_id", amphora.vrrpId())
        .put("vrrp_priority", amphora.vrrpPriority())
        .put("cached_zone", amphora.cachedZone())
        .time("created_at", amphora.createdAt())
        .time("updated_at", amphora.updatedAt())
        .put("image_id", amphora.imageId())
        .put("compute_flavor", amphora.computeFlavor());
  }
}
