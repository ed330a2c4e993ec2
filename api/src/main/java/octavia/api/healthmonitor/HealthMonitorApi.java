package octavia.api.healthmonitor;

import java.util.List;
import java.util.Optional;
import octavia.api.body.Given;
import octavia.api.call.Call;
import octavia.api.call.Routes;
import octavia.api.call.View;
import octavia.api.change.Services;
import octavia.api.error.Faults;
import octavia.api.listing.Resource;
import octavia.http.Response;
import octavia.model.HealthMonitor;
import octavia.model.HealthMonitorType;
import octavia.model.LoadBalancer;
import octavia.model.Pool;
import octavia.model.ProvisioningStatus;
import octavia.store.Transaction;
import octavia.store.object.Kind;
import octavia.store.object.Reading;
import octavia.store.object.Reading.Piece;
import org.jspecify.annotations.Nullable;

/** The calls on health monitors. */
public final class HealthMonitorApi implements Resource.Rows<HealthMonitor> {
  private static final String RULE = "os_load-balancer_api:healthmonitor";

  private final Services services;
  private final HealthMonitorRules rules;
  private final HealthMonitorMaker maker;
  private final Resource<HealthMonitor> monitors;

  public HealthMonitorApi(Services services) {
    this.services = services;
    this.rules = new HealthMonitorRules(services.settings().rules());
    this.maker = new HealthMonitorMaker(services.settings().rules(), services.ids());
    this.monitors =
        new Resource<>(
            services,
            new Resource.Words("Health Monitor", "healthmonitor", "healthmonitors", RULE),
            this);
  }

  /** Adds the routes. */
  public void routes(Routes routes) {
    routes
        .on("GET", "/healthmonitors", monitors::list)
        .on("POST", "/healthmonitors", this::create)
        .on("GET", "/healthmonitors/{id}", monitors::show)
        .on("PUT", "/healthmonitors/{id}", this::update)
        .on("DELETE", "/healthmonitors/{id}", this::delete)
        .misplaced("/healthmonitors", "health_monitor_", "PUT", "DELETE");
  }

  private Response create(Call call) {
    call.allowParameters();
    HealthMonitorDraft draft = HealthMonitorDraft.read(call.request());
    return services
        .store()
        .transaction(
            "create-health-monitor",
            tx -> {
              Pool pool = poolOf(tx, draft.poolId());
              services.policy().require(call.caller(), RULE + ":post", pool.projectId());
              maker.checkType(draft, pool.protocol());
              LoadBalancer loadBalancer = services.changes().lockForPartOf(tx, pool);
              HealthMonitor monitor =
                  maker.make(tx, pool, draft, !tx.healthMonitors().of(pool.id()).isEmpty());
              services.quota().reserve(tx, pool.projectId(), Kind.HEALTH_MONITOR);
              services.providers().validate(loadBalancer, provider -> provider.validate(monitor));
              tx.healthMonitors().insert(monitor);
              services
                  .changes()
                  .recordPool(
                      tx,
                      loadBalancer,
                      pool.id(),
                      "create-health-monitor",
                      monitor.id(),
                      call.caller());
              return monitors.answer(tx, 201, monitor.id());
            });
  }

  private Response update(Call call) {
    call.allowParameters();
    HealthMonitorFields fields = HealthMonitorFields.readUpdate(call.request());
    String id = call.id("id");
    return services
        .store()
        .transaction(
            "update-health-monitor",
            tx -> {
              Pool pool = poolOf(tx, monitors.find(tx, id, call.caller(), "put").poolId());
              LoadBalancer loadBalancer = services.changes().lockForPartOf(tx, pool);
              HealthMonitor changed = changed(monitors.find(tx, id, call.caller(), "put"), fields);
              services.changes().requireKept(tx, loadBalancer, "Health Monitor", id);
              services.providers().validate(loadBalancer, provider -> provider.validate(changed));
              tx.healthMonitors().update(changed);
              tx.healthMonitors().provisioning(List.of(id), ProvisioningStatus.PENDING_UPDATE);
              services
                  .changes()
                  .recordPool(
                      tx, loadBalancer, pool.id(), "update-health-monitor", id, call.caller());
              return monitors.answer(tx, 200, id);
            });
  }

  private HealthMonitor changed(HealthMonitor monitor, HealthMonitorFields fields) {
    HealthMonitorType type = monitor.type();
    HealthMonitorRules.checkHttpFields(type, fields, true);
    refuseNull("delay", fields.delay());
    refuseNull("max_retries", fields.maxRetries());
    refuseNull("timeout", fields.timeout());
    @Nullable Double version = fields.httpVersion().orCurrent(monitor.httpVersion());
    @Nullable String domainName = fields.domainName().orCurrent(monitor.domainName());
    if (fields.domainName().hasValue() || fields.httpVersion().hasValue()) {
      // As upstream looks at it: what is set to null counts here as it was before.
      HealthMonitorRules.checkDomainName(
          fields.domainName().hasValue() ? domainName : monitor.domainName(),
          fields.httpVersion().hasValue() ? version : monitor.httpVersion());
    }
    int delay = fields.delay().or(monitor.delay());
    rules.checkDelay(type, delay);
    return new HealthMonitor(
        monitor.id(),
        monitor.projectId(),
        monitor.poolId(),
        fields.name().or(monitor.name(), ""),
        fields.adminStateUp().or(monitor.adminStateUp(), false),
        type,
        delay,
        fields.timeout().or(monitor.timeout()),
        fields.maxRetries().or(monitor.maxRetries()),
        fields.maxRetriesDown().or(monitor.maxRetriesDown(), HealthMonitorMaker.RETRIES_DOWN),
        fields.httpMethod().isNull()
            ? HealthMonitorMaker.METHOD
            : fields.httpMethod().orCurrent(monitor.httpMethod()),
        fields.urlPath().isNull()
            ? HealthMonitorMaker.PATH
            : fields.urlPath().orCurrent(monitor.urlPath()),
        fields.expectedCodes().isNull()
            ? HealthMonitorMaker.CODES
            : fields.expectedCodes().orCurrent(monitor.expectedCodes()),
        version,
        domainName,
        monitor.provisioningStatus(),
        monitor.operatingStatus(),
        fields.tags().or(monitor.tags()),
        monitor.createdAt(),
        monitor.updatedAt());
  }

  private static void refuseNull(String field, Given<Integer> given) {
    if (given.isNull()) {
      throw Faults.invalidOption(field, "None", field);
    }
  }

  private Response delete(Call call) {
    call.allowParameters();
    String id = call.id("id");
    return services
        .store()
        .transaction(
            "delete-health-monitor",
            tx -> {
              Pool pool = poolOf(tx, monitors.find(tx, id, call.caller(), "delete").poolId());
              LoadBalancer loadBalancer = services.changes().lockForPartOf(tx, pool);
              monitors.find(tx, id, call.caller(), "delete");
              services.changes().delete(tx, Kind.HEALTH_MONITOR, id, loadBalancer.id());
              services
                  .changes()
                  .recordPool(
                      tx, loadBalancer, pool.id(), "delete-health-monitor", id, call.caller());
              return Response.empty(204);
            });
  }

  private static Pool poolOf(Transaction tx, @Nullable String poolId) {
    Optional<Pool> pool = poolId == null ? Optional.empty() : tx.pools().find(poolId);
    return pool.orElseThrow(() -> Faults.notFound("Pool", poolId));
  }

  @Override
  public Optional<HealthMonitor> find(Transaction tx, String id) {
    return tx.healthMonitors().find(id);
  }

  @Override
  public Piece<HealthMonitor> list(Transaction tx, Reading reading) {
    return tx.healthMonitors().list(reading);
  }

  @Override
  public String idOf(HealthMonitor monitor) {
    return monitor.id();
  }

  @Override
  public @Nullable String projectOf(HealthMonitor monitor) {
    return monitor.projectId();
  }

  @Override
  public List<View> views(Transaction tx, List<HealthMonitor> shown) {
    return shown.stream().map(HealthMonitorApi::view).toList();
  }

  /** The health monitor as it is shown. */
  public static View view(HealthMonitor monitor) {
    return new View()
        .put("id", monitor.id())
        .put("name", monitor.name())
        .put("type", monitor.type().wire())
        .put("delay", monitor.delay())
        .put("timeout", monitor.timeout())
        .put("max_retries", monitor.maxRetries())
        .put("max_retries_down", monitor.maxRetriesDown())
        .put("http_method", monitor.httpMethod())
        .put("url_path", monitor.urlPath())
        .put("expected_codes", monitor.expectedCodes())
        .put("admin_state_up", monitor.adminStateUp())
        .put("project_id", monitor.projectId())
        .references("pools", List.of(monitor.poolId()))
        .put("provisioning_status", monitor.provisioningStatus().name())
        .put("operating_status", monitor.operatingStatus().name())
        .time("created_at", monitor.createdAt())
        .time("updated_at", monitor.updatedAt())
        .put("tags", monitor.tags())
        .put("http_version", monitor.httpVersion())
        .put("domain_name", monitor.domainName());
  }
}
