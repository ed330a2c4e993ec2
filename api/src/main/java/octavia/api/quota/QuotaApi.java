package octavia.api.quota;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import octavia.api.body.Attributes;
import octavia.api.body.Body;
import octavia.api.body.Given;
import octavia.api.call.Call;
import octavia.api.call.Routes;
import octavia.api.call.View;
import octavia.api.change.Services;
import octavia.api.error.Faults;
import octavia.api.error.Reason.Code;
import octavia.api.listing.Resource;
import octavia.api.settings.QuotaSettings;
import octavia.http.Response;
import octavia.store.Transaction;
import octavia.store.object.Reading;
import octavia.store.object.Reading.Piece;
import octavia.store.quota.QuotaLimits.Limits;
import org.jspecify.annotations.Nullable;

/**
 * The calls on quotas. A project is one of the identity service's, so any name is one; a project
 * without limits of its own is shown the defaults, which is also how clients come by those ({@code
 * GET /quotas/defaults}).
 */
public final class QuotaApi implements Resource.Rows<Limits> {
  private static final String RULE = "os_load-balancer_api:quota";
  private static final int MAX = 2_000_000_000;
  private static final int MAX_PROJECT = 36;

  /** In the API's order. The misspelled names are upstream's, and of old. */
  private static final List<String> FIELDS =
      List.of(
          "loadbalancer",
          "load_balancer",
          "listener",
          "member",
          "pool",
          "healthmonitor",
          "health_monitor",
          "l7policy",
          "l7rule");

  private final Services services;
  private final Map<String, Integer> defaults;
  private final Resource<Limits> quotas;

  public QuotaApi(Services services) {
    this.services = services;
    this.defaults = defaults(services.settings().quotas());
    this.quotas =
        new Resource<>(services, new Resource.Words("Quotas", "quota", "quotas", RULE), this);
  }

  private static Map<String, Integer> defaults(QuotaSettings settings) {
    return Map.of(
        "load_balancer", settings.loadBalancer(),
        "listener", settings.listener(),
        "member", settings.member(),
        "pool", settings.pool(),
        "health_monitor", settings.healthMonitor(),
        "l7policy", settings.l7Policy(),
        "l7rule", settings.l7Rule());
  }

  /** Adds the routes. */
  public void routes(Routes routes) {
    routes
        .on("GET", "/quotas", quotas::list)
        .on("GET", "/quotas/{project_id}", this::show)
        .on("PUT", "/quotas/{project_id}", this::update)
        .on("DELETE", "/quotas/{project_id}", this::reset)
        .on("GET", "/quotas/{project_id}/default", this::showDefaults);
  }

  private Response show(Call call) {
    call.allowParameters();
    String projectId = allowed(call, "get_one");
    return services.store().read(tx -> answer(tx, 200, projectId));
  }

  private Response showDefaults(Call call) {
    call.allowParameters();
    String projectId = allowed(call, "get_defaults");
    return Response.json(200, Map.of("quota", view(projectId, defaults).select(List.of())));
  }

  private Response update(Call call) {
    call.allowParameters();
    Map<String, @Nullable Integer> limits =
        Body.read(call.request(), "quotas", "quota", FIELDS, QuotaApi::read);
    String projectId = allowed(call, "put");
    if (projectId.length() > MAX_PROJECT) {
      throw Faults.invalidInput(
          "project_id", projectId, "at most " + MAX_PROJECT + " characters", Code.BAD_LENGTH);
    }
    return services
        .store()
        .transaction(
            "update-quota",
            tx -> {
              tx.quotaLimits().set(projectId, limits);
              return answer(tx, 202, projectId);
            });
  }

  private Response reset(Call call) {
    call.allowParameters();
    String projectId = allowed(call, "delete");
    boolean known =
        services.store().transaction("reset-quota", tx -> tx.quotaLimits().reset(projectId));
    if (!known) {
      throw Faults.notFound("Quotas", projectId);
    }
    return Response.empty(202);
  }

  private String allowed(Call call, String action) {
    String projectId = call.request().parameter("project_id");
    services.policy().require(call.caller(), RULE + ":" + action, projectId);
    return projectId;
  }

  /** The limits that a request sets, in the table's words; of two names the newer one counts. */
  private static Map<String, @Nullable Integer> read(Attributes body) {
    Map<String, @Nullable Integer> limits = new LinkedHashMap<>();
    for (String field : FIELDS.reversed()) {
      Given<Integer> limit = body.number(field, -1, MAX);
      if (limit.isSent()) {
        limits.put(resource(field), limit.orNull());
      }
    }
    return limits;
  }

  private static String resource(String field) {
    return switch (field) {
      case "loadbalancer" -> "load_balancer";
      case "healthmonitor" -> "health_monitor";
      default -> field;
    };
  }

  private Response answer(Transaction tx, int status, String projectId) {
    Map<String, Integer> limits = new LinkedHashMap<>(defaults);
    tx.quotaLimits().find(projectId).ifPresent(found -> limits.putAll(found.own()));
    return Response.json(status, Map.of("quota", view(projectId, limits).select(List.of())));
  }

  private static View view(String projectId, Map<String, Integer> limits) {
    View view = new View();
    FIELDS.forEach(field -> view.put(field, limits.get(resource(field))));
    return view.put("project_id", projectId);
  }

  @Override
  public Optional<Limits> find(Transaction tx, String projectId) {
    return tx.quotaLimits().find(projectId);
  }

  @Override
  public Piece<Limits> list(Transaction tx, Reading reading) {
    return Piece.whole(reading, tx.quotaLimits()::list);
  }

  @Override
  public String idOf(Limits limits) {
    return limits.projectId();
  }

  @Override
  public @Nullable String projectOf(Limits limits) {
    return limits.projectId();
  }

  @Override
  public List<View> views(Transaction tx, List<Limits> shown) {
    return shown.stream().map(limits -> view(limits.projectId(), limits.own())).toList();
  }
}
