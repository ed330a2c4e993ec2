package octavia.api.loadbalancer;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import octavia.api.call.Call;
import octavia.api.call.Routes;
import octavia.api.call.View;
import octavia.api.change.Services;
import octavia.api.error.Faults;
import octavia.api.listener.ListenerApi;
import octavia.api.listing.Resource;
import octavia.cloud.network.NetworkDriver;
import octavia.http.Response;
import octavia.model.Listener;
import octavia.model.ListenerStatistics;
import octavia.model.LoadBalancer;
import octavia.model.Vip;
import octavia.store.Transaction;
import octavia.store.object.Kind;
import octavia.store.object.LoadBalancers.Shown;
import octavia.store.object.Reading;
import octavia.store.object.Reading.Piece;
import octavia.store.object.Statuses;
import org.jspecify.annotations.Nullable;

/** The calls on load balancers. */
public final class LoadBalancerApi implements Resource.Rows<Shown> {
  private static final String RULE = "os_load-balancer_api:loadbalancer";

  private final Services services;
  private final Creation creation;
  private final VipRules vips;
  private final Resource<Shown> loadBalancers;

  public LoadBalancerApi(Services services, NetworkDriver network) {
    this.services = services;
    this.loadBalancers =
        new Resource<>(
            services,
            new Resource.Words("Load Balancer", "loadbalancer", "loadbalancers", RULE),
            this);
    this.vips = new VipRules(services.settings().vip(), network);
    this.creation = new Creation(services, network);
  }

  /** Adds the routes. */
  public void routes(Routes routes) {
    routes
        .on("GET", "/loadbalancers", loadBalancers::list)
        .on("POST", "/loadbalancers", this::create)
        .on("GET", "/loadbalancers/{id}", loadBalancers::show)
        .on("PUT", "/loadbalancers/{id}", this::update)
        .on("DELETE", "/loadbalancers/{id}", this::delete)
        .on("GET", "/loadbalancers/{id}/status", this::status)
        .on("GET", "/loadbalancers/{id}/statuses", this::status)
        .on("GET", "/loadbalancers/{id}/stats", this::statistics)
        .on("PUT", "/loadbalancers/{id}/failover", this::failover)
        .misplaced("/loadbalancers", "load_balancer", "PUT", "DELETE");
  }

  /** The load balancer, if the caller may see it. */
  public LoadBalancer find(Transaction tx, Call call, String action) {
    return loadBalancers.find(tx, call.id("id"), call.caller(), action).loadBalancer();
  }

  private Response create(Call call) {
    call.allowParameters();
    LoadBalancerFields.New request = LoadBalancerFields.readNew(call.request());
    return creation.create(
        request,
        call.caller(),
        (tx, made, alone) -> {
          View view = view(made, List.of(), List.of());
          View whole = alone ? view : WholeView.of(tx, made.id(), view);
          return Response.json(201, Map.of("loadbalancer", whole.select(List.of())));
        });
  }

  private Response update(Call call) {
    call.allowParameters();
    LoadBalancerFields fields = LoadBalancerFields.readUpdate(call.request());
    String id = call.id("id");
    if (fields.vipSgIds().isSent() || fields.vipQosPolicyId().hasValue()) {
      checkOutside(call, id, fields);
    }
    return services
        .store()
        .transaction(
            "update-load-balancer",
            tx -> {
              findForUpdate(tx, id, call, fields);
              LoadBalancer locked = services.changes().lockForUpdate(tx, id);
              tx.loadBalancers().update(changed(locked, fields));
              services
                  .changes()
                  .record(tx, locked, List.of(), "update-load-balancer", id, call.caller());
              return loadBalancers.answer(tx, 200, id);
            });
  }

  private LoadBalancer findForUpdate(
      Transaction tx, String id, Call call, LoadBalancerFields fields) {
    LoadBalancer found = loadBalancers.find(tx, id, call.caller(), "put").loadBalancer();
    return fields.vipSgIds().isSent()
        ? loadBalancers.find(tx, id, call.caller(), "put:vip_sg_ids").loadBalancer()
        : found;
  }

  /** Refuses what the request names and does not exist outside. */
  private void checkOutside(Call call, String id, LoadBalancerFields fields) {
    Vip vip = services.store().read(tx -> findForUpdate(tx, id, call, fields)).vip();
    @Nullable String qosPolicyId = fields.vipQosPolicyId().orNull();
    if (!Objects.equals(qosPolicyId, vip.qosPolicyId())) {
      vips.checkQosPolicy(qosPolicyId);
    }
    vips.checkGroups(fields.vipSgIds().or(List.of()), vip.vnicType());
  }

  private static LoadBalancer changed(LoadBalancer before, LoadBalancerFields fields) {
    Vip vip = before.vip();
    return new LoadBalancer(
        before.id(),
        before.projectId(),
        fields.name().or(before.name(), ""),
        fields.description().or(before.description(), ""),
        fields.adminStateUp().or(before.adminStateUp(), false),
        before.provisioningStatus(),
        before.operatingStatus(),
        before.provider(),
        before.topology(),
        before.flavorId(),
        before.availabilityZone(),
        new Vip(
            vip.ipAddress(),
            vip.portId(),
            vip.subnetId(),
            vip.networkId(),
            fields.vipQosPolicyId().orCurrent(vip.qosPolicyId()),
            vip.octaviaOwned(),
            vip.vnicType(),
            fields.vipSgIds().or(vip.sgIds(), List.of()),
            vip.additional()),
        fields.tags().or(before.tags()),
        before.createdAt(),
        before.updatedAt());
  }

  private Response delete(Call call) {
    call.allowParameters("cascade");
    String id = call.id("id");
    boolean cascade = call.flag("cascade");
    return services
        .store()
        .transaction(
            "delete-load-balancer",
            tx -> {
              loadBalancers.find(tx, id, call.caller(), "delete");
              if (!cascade) {
                refuseChildren(tx, id);
              }
              services.changes().lockForDelete(tx, id);
              if (!cascade) {
                refuseChildren(tx, id);
              }
              services.changes().delete(tx, Kind.LOAD_BALANCER, id, id);
              services.changes().want(tx, id, "delete-load-balancer", id, call.caller());
              return Response.empty(204);
            });
  }

  /** Upstream says this before it looks at the state, and so it is asked twice. */
  private static void refuseChildren(Transaction tx, String id) {
    if (!tx.listeners().idsOf(List.of(id)).isEmpty() || !tx.pools().idsOf(List.of(id)).isEmpty()) {
      throw Faults.validation(
          "cascade", "Cannot delete Load Balancer " + id + " - it has children");
    }
  }

  /** Its body is not looked at, as upstream does not. */
  private Response failover(Call call) {
    String id = call.id("id");
    return services
        .store()
        .transaction(
            "failover-load-balancer",
            tx -> {
              loadBalancers.find(tx, id, call.caller(), "put_failover");
              LoadBalancer locked = services.changes().lockForFailover(tx, id);
              services.providers().validate(locked, _ -> {});
              services
                  .changes()
                  .replace(
                      tx,
                      locked,
                      tx.amphorae().of(id),
                      "failover-load-balancer",
                      id,
                      call.caller());
              return Response.empty(202);
            });
  }

  private Response status(Call call) {
    String id = call.id("id");
    return services
        .store()
        .read(tx -> {
          Statuses found =
              tx.loadBalancers()
                  .statuses(id)
                  .orElseThrow(() -> Faults.notFound("Load Balancer", id));
          services
              .policy()
              .require(call.caller(), RULE + ":get_status", found.loadBalancer().projectId());
          return Response.json(200, StatusTree.of(found));
        });
  }

  private Response statistics(Call call) {
    return services
        .store()
        .read(tx -> {
          String id = find(tx, call, "get_stats").id();
          List<String> listeners = tx.listeners().of(id).stream().map(Listener::id).toList();
          ListenerStatistics sum =
              tx.statistics().of(listeners).values().stream()
                  .reduce(ListenerStatistics.ZERO, ListenerStatistics::plus);
          return ListenerApi.statistics(sum);
        });
  }

  @Override
  public Optional<Shown> find(Transaction tx, String id) {
    return tx.loadBalancers().shown(id);
  }

  @Override
  public Piece<Shown> list(Transaction tx, Reading reading) {
    return tx.loadBalancers().shown(reading);
  }

  @Override
  public String idOf(Shown shown) {
    return shown.loadBalancer().id();
  }

  @Override
  public @Nullable String projectOf(Shown shown) {
    return shown.loadBalancer().projectId();
  }

  @Override
  public List<View> views(Transaction tx, List<Shown> shown) {
    return shown.stream()
        .map(each -> view(each.loadBalancer(), each.listeners(), each.pools()))
        .toList();
  }

  private static View additional(Vip.Additional vip) {
    return new View()
        .put("subnet_id", vip.subnetId())
        .put("ip_address", vip.ipAddress())
        .put("port_id", vip.portId());
  }

  private static View view(LoadBalancer shown, List<String> listeners, List<String> pools) {
    Vip vip = shown.vip();
    return new View()
        .put("id", shown.id())
        .put("name", shown.name())
        .put("description", shown.description())
        .put("provisioning_status", shown.provisioningStatus().name())
        .put("operating_status", shown.operatingStatus().name())
        .put("admin_state_up", shown.adminStateUp())
        .put("project_id", shown.projectId())
        .time("created_at", shown.createdAt())
        .time("updated_at", shown.updatedAt())
        .put("vip_address", vip.ipAddress())
        .put("vip_port_id", vip.portId())
        .put("vip_subnet_id", vip.subnetId())
        .put("vip_network_id", vip.networkId())
        .put("vip_sg_ids", vip.sgIds())
        .put("additional_vips", vip.additional().stream().map(LoadBalancerApi::additional).toList())
        .references("listeners", listeners)
        .references("pools", pools)
        .put("provider", shown.provider() == null ? "octavia" : shown.provider())
        .put("flavor_id", shown.flavorId())
        .put("vip_qos_policy_id", vip.qosPolicyId())
        .put("tags", shown.tags())
        .put("availability_zone", shown.availabilityZone())
        .put("vip_vnic_type", vip.vnicType());
  }
}
