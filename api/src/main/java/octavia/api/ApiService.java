package octavia.api;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import octavia.api.amphora.AmphoraApi;
import octavia.api.call.AcceptHeader;
import octavia.api.call.Call;
import octavia.api.call.LongAnswers;
import octavia.api.call.Routes;
import octavia.api.change.Changes;
import octavia.api.change.Providers;
import octavia.api.change.Quota;
import octavia.api.change.Services;
import octavia.api.discovery.Discovery;
import octavia.api.error.ApiException;
import octavia.api.error.Reason;
import octavia.api.error.Reason.Code;
import octavia.api.events.EventApi;
import octavia.api.front.Cors;
import octavia.api.front.Healthcheck;
import octavia.api.front.ProxyHeaders;
import octavia.api.healthmonitor.HealthMonitorApi;
import octavia.api.identity.Caller;
import octavia.api.identity.Identity;
import octavia.api.identity.Policy;
import octavia.api.l7policy.L7PolicyApi;
import octavia.api.l7rule.L7RuleApi;
import octavia.api.listener.ListenerApi;
import octavia.api.loadbalancer.LoadBalancerApi;
import octavia.api.member.MemberApi;
import octavia.api.network.NetworkApi;
import octavia.api.offer.OfferApi;
import octavia.api.pool.PoolApi;
import octavia.api.provider.ProviderApi;
import octavia.api.quota.QuotaApi;
import octavia.api.settings.ApiSettings;
import octavia.api.tls.TlsReferences;
import octavia.cloud.CloudException;
import octavia.cloud.network.NetworkCatalog;
import octavia.cloud.network.NetworkDriver;
import octavia.cloud.secret.SecretDriver;
import octavia.http.Handler;
import octavia.http.Request;
import octavia.http.Response;
import octavia.http.Router;
import octavia.provider.Provider;
import octavia.store.Store;
import octavia.store.StoreException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/**
 * The API as one handler. It answers every request, whatever it is: what a handler throws becomes a
 * response here and nowhere else, and each request leaves one line in the log. For many threads.
 */
public final class ApiService implements Handler {
  private static final Logger LOG = LoggerFactory.getLogger(ApiService.class);
  private static final Logger ACCESS = LoggerFactory.getLogger("octavia.api.access");
  private static final String REQUEST_ID = "X-Openstack-Request-Id";
  private static final Pattern CONTROL = Pattern.compile("\\p{Cntrl}");
  private static final String MDC_REQUEST = "request";
  private static final String MDC_PROJECT = "project";

  /** What the log says of what is not known. */
  private static final String NONE = "-";

  /** How another service names the call that this one is part of. */
  private static final Pattern GLOBAL_ID =
      Pattern.compile("req-[a-f0-9]{8}(-[a-f0-9]{4}){3}-[a-f0-9]{12}");

  /** What the request being answered on this thread is called, and where it was sent to. */
  private static final ScopedValue<Context> CONTEXT = ScopedValue.newInstance();

  private record Context(String requestId, String linkUrl) {}

  /** Who sent it. */
  private static final ScopedValue<Caller> CALLER = ScopedValue.newInstance();

  /** What everybody may ask without saying who they are; upstream compares whole paths. */
  private static final Set<String> OPEN =
      Set.of("/", "/load-balancer/", "/healthcheck", "/load-balancer/healthcheck");

  private final ApiSettings settings;
  private final Identity identity;
  private final Policy policy;
  private final Supplier<String> ids;
  private final ProxyHeaders proxyHeaders;
  private final Cors cors;
  private final Healthcheck healthcheck;
  private final Router router;

  /**
   * The API's parts, put together.
   *
   * @param providers those that there are, by the names that requests choose them by; which of them
   *     are enabled, the settings say
   * @param catalog what answers look-ups of networks, where no network service does
   * @param secrets where certificates are read from
   * @param ids new UUIDs
   */
  public ApiService(
      ApiSettings settings,
      Store store,
      Map<String, Provider> providers,
      NetworkDriver network,
      Optional<NetworkCatalog> catalog,
      SecretDriver secrets,
      Identity identity,
      Policy policy,
      Supplier<String> ids) {
    this.settings = settings;
    this.identity = identity;
    this.policy = policy;
    this.ids = ids;
    this.proxyHeaders = new ProxyHeaders(settings.front().trustProxy());
    this.cors = new Cors(settings.front().cors());
    this.healthcheck = new Healthcheck(settings.front().healthcheck(), store, System::nanoTime);
    Services services =
        new Services(
            store,
            policy,
            settings,
            new Changes(settings.changeDeadline(), settings.refuseWhilePending()),
            new Quota(settings.quotas(), identity.provesProjects()),
            new Providers(
                providers, settings.providers().enabled(), settings.rules().defaultProvider()),
            ids,
            new TlsReferences(secrets),
            new LongAnswers());
    Router.Builder builder = Router.builder().otherwise(ApiService::unmatched);
    discovery(builder);
    Routes routes = new Routes(builder, this::authenticated);
    LoadBalancerApi loadBalancers = new LoadBalancerApi(services, network);
    loadBalancers.routes(routes);
    new EventApi(services, loadBalancers).routes(routes);
    new ListenerApi(services, network).routes(routes);
    new PoolApi(services, network).routes(routes);
    new MemberApi(services, network).routes(routes);
    new HealthMonitorApi(services).routes(routes);
    new L7PolicyApi(services).routes(routes);
    new L7RuleApi(services).routes(routes);
    new AmphoraApi(services).routes(routes);
    new QuotaApi(services).routes(routes);
    new ProviderApi(services).routes(routes);
    OfferApi.routes(services, routes);
    catalog.ifPresent(known -> new NetworkApi(known).routes(routes));
    this.router = builder.build();
  }

  /** What a server answers to a body that is larger than {@code max} bytes, in upstream's words. */
  public static Response tooLarge(int max) {
    Map<String, Object> body = new LinkedHashMap<>();
    body.put(
        "message",
        "Request is too large. Larger than max_request_body_size (" + max + ").<br /><br />\n\n\n");
    body.put("code", "413 Request Entity Too Large");
    body.put("title", "Request Entity Too Large");
    return Response.json(413, body);
  }

  @Override
  public Response handle(Request arrived) {
    long start = System.nanoTime();
    Request request = proxyHeaders.apply(arrived);
    String requestId = "req-" + ids.get();
    MDC.put(MDC_REQUEST, requestId);
    try {
      Context context = new Context(requestId, Routes.linkUrl(request, settings.baseUri()));
      Response response =
          cors.apply(
              request,
              ScopedValue.where(CONTEXT, context)
                  .call(() -> answer(request, requestId))
                  .with(REQUEST_ID, requestId));
      if (response.rest().isEmpty()) {
        log(request, response, 0, requestId, System.nanoTime() - start);
        return response;
      }
      return response.withRest(
          new LoggedRest(
              response.rest().get(),
              MDC.getCopyOfContextMap(),
              bytes -> log(request, response, bytes, requestId, System.nanoTime() - start)));
    } finally {
      MDC.remove(MDC_PROJECT);
      MDC.remove(Changes.LOAD_BALANCER);
      MDC.remove(MDC_REQUEST);
    }
  }

  private static void log(
      Request request, Response response, long furtherBytes, String requestId, long nanos) {
    String project = MDC.get(MDC_PROJECT);
    ACCESS.info(
        "{} {} {} {} {} bytes {} ms project {} {} {}",
        request.remote().isEmpty() ? NONE : request.remote(),
        request.method(),
        printable(request.path()),
        response.status(),
        response.body().length + furtherBytes,
        nanos / 1_000_000,
        project == null ? NONE : project,
        requestId,
        globalId(request));
  }

  private Response answer(Request request, String requestId) {
    try {
      if (request.path().equals(Healthcheck.PATH)) {
        return healthcheck.handle(request);
      }
      if (request.method().equals("OPTIONS")) {
        return Response.empty(200);
      }
      if (OPEN.contains(request.path())) {
        return routed(request);
      }
      Caller caller = policy.recognise(identity.authenticate(request, requestId));
      MDC.put(MDC_PROJECT, Objects.requireNonNullElse(caller.projectId(), NONE));
      return ScopedValue.where(CALLER, caller).call(() -> routed(request));
    } catch (ApiException e) {
      if (e.status() >= 500) {
        LOG.warn("answered {}: {}", e.status(), e.getMessage(), e.getCause());
      }
      return e.response();
    } catch (CloudException e) {
      LOG.warn("the cloud could not be asked, the caller is told to try again", e);
      return ApiException.fault(
              503, e.reason(), new Reason(Code.UNAVAILABLE, null, null, e.reason()))
          .response()
          .with("Retry-After", "5");
    } catch (StoreException e) {
      return storeFailed(e);
    } catch (RuntimeException e) {
      LOG.error("a fault of this service", e);
      return ApiException.fault(500, "Something unknown went wrong", Reason.of(Code.INTERNAL))
          .response();
    }
  }

  private static Response storeFailed(StoreException e) {
    return switch (e.kind()) {
      case VALUE -> {
        LOG.info("the database does not take a value: {}", e.getMessage());
        yield ApiException.fault(
                400,
                "Validation failure: the database cannot hold a value of the request.",
                Reason.of(Code.INVALID))
            .response();
      }
      case DUPLICATE -> {
        LOG.info("the database has such a row already: {}", e.getMessage());
        yield ApiException.fault(409, "Such an object exists already.", Reason.of(Code.DUPLICATE))
            .response();
      }
      case OUTCOME_UNKNOWN -> {
        LOG.error("the database was lost during a commit, the caller is told to look", e);
        yield ApiException.fault(
                503,
                "The database was lost while it wrote: the change was made as a whole or not at"
                    + " all. Please look before trying again.",
                Reason.of(Code.UNAVAILABLE))
            .response()
            .with("Retry-After", "5");
      }
      case UNAVAILABLE -> {
        LOG.error("the database failed, the caller is told to try again", e);
        yield unavailable().response().with("Retry-After", "5");
      }
    };
  }

  private Response routed(Request request) {
    if (!AcceptHeader.takesJson(request.headers().all("Accept"))) {
      throw ApiException.routing(
          406, "Not Acceptable", "Only content type application/json is accepted.");
    }
    Response response = router.handle(request.withPath(withoutSuffix(request.path())));
    return request.method().equals("HEAD") ? response.withoutBody() : response;
  }

  private static ApiException unavailable() {
    return ApiException.fault(
        503,
        "The database cannot be used at the moment. Please try again.",
        Reason.of(Code.UNAVAILABLE));
  }

  private Handler authenticated(Call.Handler handler) {
    return request -> handler.handle(new Call(request, CALLER.get(), CONTEXT.get().linkUrl()));
  }

  private void discovery(Router.Builder builder) {
    Discovery discovery = new Discovery(settings.baseUri());
    for (String method : new String[] {"GET", "HEAD", "POST"}) {
      builder.on(method, "/", discovery);
    }
    Handler word = _ -> Response.json(200, "v2");
    for (String version : new String[] {"/v2", "/v2.0"}) {
      builder
          .on("GET", version, word)
          .on("GET", version + "/lbaas", word)
          .on("GET", version + "/octavia", word);
    }
  }

  private static Response unmatched(Request request, Set<String> allowed) {
    if (!allowed.isEmpty()) {
      return ApiException.routing(405, "Method Not Allowed", "")
          .response()
          .with("Allow", String.join(", ", allowed));
    }
    boolean below = request.path().startsWith("/v2/") || request.path().startsWith("/v2.0/");
    return ApiException.routing(404, "Not Found", below ? "" : null).response();
  }

  /** Upstream takes the format of the answer at the end of the path, and knows one. */
  private static String withoutSuffix(String path) {
    return path.endsWith(".json") ? path.substring(0, path.length() - 5) : path;
  }

  private static String globalId(Request request) {
    return request
        .headers()
        .first(REQUEST_ID)
        .filter(id -> GLOBAL_ID.matcher(id).matches())
        .orElse(NONE);
  }

  /** A path for the log: nothing in it can end the line. */
  private static String printable(String path) {
    String cut = path.length() > 200 ? path.substring(0, 200) + "…" : path;
    return CONTROL.matcher(cut).replaceAll("?");
  }
}
