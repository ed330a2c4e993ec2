package octavia.api;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import octavia.api.identity.Identity;
import octavia.api.identity.NoAuthIdentity;
import octavia.api.policy.RulePolicy;
import octavia.api.settings.ApiSettings;
import octavia.cloud.noop.NoopSecretDriver;
import octavia.cloud.secret.SecretDriver;
import octavia.config.IniFile;
import octavia.config.Options;
import octavia.http.Fields;
import octavia.http.Json;
import octavia.http.Query;
import octavia.http.Request;
import octavia.http.Response;
import octavia.model.Crossing;
import octavia.model.L7Policy;
import octavia.model.OperatingStatus;
import octavia.model.ProvisioningStatus;
import octavia.provider.NoopProvider;
import octavia.store.DatabaseSettings;
import octavia.store.Store;
import octavia.store.Transaction;
import octavia.store.listing.Listing;
import octavia.store.object.Kind;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** The API over a database of its own, without a network between. */
final class TestApi implements AutoCloseable {
  static final String PROJECT = "11111111222233334444555555555555";
  static final String UNKNOWN = "deadbeef-dead-4ead-8ead-deadbeefdead";

  /** What every service has, whatever its settings. */
  private static final String PROVIDERS =
      """

      [api_settings]
      enabled_provider_drivers = amphora: The Octavia Amphora driver., octavia: An alias., \
      noop_driver: The no-op driver., noop_driver-alt: Its alias., gone_driver: Not there.
      """;

  private static final List<Kind> CHILDREN_FIRST =
      List.of(
          Kind.L7_RULE, Kind.L7_POLICY, Kind.MEMBER, Kind.HEALTH_MONITOR, Kind.LISTENER, Kind.POOL);

  final Store store;
  private final SecretDriver secrets;
  final FakeNetwork network = new FakeNetwork();
  final AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-11-21T08:00:00Z"));
  final ApiService service;

  /** With settings as octavia.conf has them. */
  TestApi(Path directory, String settings) {
    this(directory, settings, new NoopSecretDriver(InstantSource.system()));
  }

  /** As above, with certificates from somewhere. */
  TestApi(Path directory, String settings, SecretDriver secrets) {
    this.secrets = secrets;
    store =
        Store.open(
            new DatabaseSettings(
                "jdbc:h2:file:" + directory.resolve("octavia") + ";DATABASE_TO_LOWER=TRUE",
                10,
                Duration.ofSeconds(10)),
            now::get,
            Crossing.OPEN);
    service = service(settings);
  }

  /** Another service over the same database, which believes headers and counts quotas. */
  ApiService service(String settings) {
    Identity believing = new NoAuthIdentity(Optional.empty());
    return service(settings, (request, id) -> believing.authenticate(request, id));
  }

  /** As above, for other callers. */
  ApiService service(String settings, Identity identity) {
    Options options = new Options(IniFile.parse("octavia.conf", settings + PROVIDERS));
    ApiSettings api = ApiSettings.from(options, Duration.ofMinutes(1));
    options.check();
    FakeProvider amphora = new FakeProvider();
    return new ApiService(
        api,
        store,
        Map.of(
            "amphora",
            amphora,
            "octavia",
            amphora,
            "noop_driver",
            new NoopProvider(),
            "noop_driver-alt",
            new NoopProvider()),
        network,
        Optional.of(network),
        secrets,
        identity,
        RulePolicy.defaults(),
        () -> UUID.randomUUID().toString());
  }

  /** An answer with its body read. */
  record Answer(int status, @Nullable JsonNode body, Response response) {
    JsonNode at(String pointer) {
      return body == null ? Json.MAPPER.nullNode() : body.at(pointer);
    }

    String fault() {
      return at("/faultstring").asString("");
    }
  }

  Answer get(String target) {
    return send("GET", target, "", Map.of());
  }

  Answer post(String target, String body) {
    return send("POST", target, body, Map.of());
  }

  Answer put(String target, String body) {
    return send("PUT", target, body, Map.of());
  }

  Answer delete(String target) {
    return send("DELETE", target, "", Map.of());
  }

  Answer send(String method, String target, String body, Map<String, String> headers) {
    return send(method, target, body.getBytes(StandardCharsets.UTF_8), headers);
  }

  Answer send(String method, String target, byte[] body, Map<String, String> headers) {
    Map<String, List<String>> fields = new HashMap<>();
    fields.put("Content-Type", List.of("application/json"));
    fields.put("Accept", List.of("application/json"));
    headers.forEach((name, value) -> fields.put(name, List.of(value)));
    int question = target.indexOf('?');
    String query = question < 0 ? "" : target.substring(question + 1);
    Response response =
        service.handle(
            new Request(
                method,
                URLDecoder.decode(
                    question < 0 ? target : target.substring(0, question), StandardCharsets.UTF_8),
                query,
                Query.parse(query),
                Map.of(),
                Fields.of(fields),
                body,
                "http://127.0.0.1:9876"));
    return read(response);
  }

  static Answer read(Response response) {
    byte[] bytes = bytes(response);
    JsonNode body = bytes.length == 0 ? null : Json.MAPPER.readTree(bytes);
    return new Answer(response.status(), body, response);
  }

  /** All of it, as a server sends it. */
  private static byte[] bytes(Response response) {
    if (response.rest().isEmpty()) {
      return response.body();
    }
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    all.writeBytes(response.body());
    try (Response.Rest rest = response.rest().get()) {
      rest.writeTo(all);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return all.toByteArray();
  }

  /** Makes a load balancer and has it ACTIVE. */
  String loadBalancer(String name) {
    Answer answer =
        post(
            "/v2/lbaas/loadbalancers",
            """
            {"loadbalancer": {"name": "%s", "vip_subnet_id": "%s", "project_id": "%s"}}\
            """
                .formatted(name, FakeNetwork.SUBNET, PROJECT));
    settle();
    return id(answer, "loadbalancer", 201);
  }

  /** Makes an object and has everything ACTIVE again. */
  String make(String collection, String kind, String fields) {
    Answer answer = post("/v2/lbaas/" + collection, "{\"" + kind + "\": {" + fields + "}}");
    settle();
    return id(answer, kind, 201);
  }

  private static String id(Answer answer, String kind, int status) {
    if (answer.status() != status) {
      throw new AssertionError(answer.status() + " " + answer.body());
    }
    return answer.at("/" + kind + "/id").asString();
  }

  /** Does what the reconciler would: what is PENDING becomes ACTIVE, or goes. */
  void settle() {
    store.transaction(
        "settle",
        tx -> {
          for (var loadBalancer : tx.loadBalancers().list(Listing.all())) {
            settle(tx, loadBalancer.id());
          }
          return true;
        });
  }

  private static void settle(Transaction tx, String id) {
    var graph = tx.graphs().find(id).orElseThrow();
    for (Kind kind : CHILDREN_FIRST) {
      List<String> all =
          switch (kind) {
            case MEMBER -> graph.members().stream().map(member -> member.id()).toList();
            case HEALTH_MONITOR ->
                graph.healthMonitors().stream().map(monitor -> monitor.id()).toList();
            case LISTENER -> graph.listeners().stream().map(listener -> listener.id()).toList();
            case POOL -> graph.pools().stream().map(pool -> pool.id()).toList();
            case L7_POLICY -> graph.l7Policies().stream().map(policy -> policy.id()).toList();
            case L7_RULE -> graph.l7Rules().stream().map(rule -> rule.id()).toList();
            case LOAD_BALANCER -> List.of();
          };
      List<String> gone =
          all.stream().filter(object -> graph.isDeleting(object) || graph.isDeleting(id)).toList();
      if (kind == Kind.LISTENER) {
        for (String listener : gone) {
          removePolicies(tx, tx.l7Policies().of(listener));
        }
      }
      if (kind == Kind.L7_POLICY) {
        removePolicies(tx, graph.l7Policies().stream().filter(p -> gone.contains(p.id())).toList());
        graph.listeners().forEach(l -> tx.l7Policies().renumber(tx.l7Policies().of(l.id())));
      }
      if (kind == Kind.POOL) {
        tx.listeners().forgetPools(gone);
        removeBelow(tx, gone);
      }
      tx.of(kind).delete(gone);
      tx.of(kind)
          .provisioning(
              all.stream().filter(object -> !gone.contains(object)).toList(),
              ProvisioningStatus.ACTIVE);
      tx.deletions().forget(gone);
    }
    tx.workOrders().forget(id);
    if (graph.isDeleting(id)) {
      tx.deletions().forget(List.of(id));
      tx.loadBalancers().markDeleted(id);
    } else {
      tx.loadBalancers().provisioning(List.of(id), ProvisioningStatus.ACTIVE);
    }
  }

  private static void removePolicies(Transaction tx, List<L7Policy> policies) {
    List<String> ids = policies.stream().map(L7Policy::id).toList();
    tx.l7Rules().delete(tx.l7Rules().of(ids).stream().map(rule -> rule.id()).toList());
    tx.l7Policies().delete(ids);
  }

  private static void removeBelow(Transaction tx, List<String> pools) {
    tx.members().delete(tx.members().of(pools).stream().map(member -> member.id()).toList());
    tx.healthMonitors()
        .delete(tx.healthMonitors().of(pools).stream().map(monitor -> monitor.id()).toList());
  }

  /** Sets a status as if by another program. */
  void set(Kind kind, String id, ProvisioningStatus status) {
    store.transaction(
        "set",
        tx -> {
          tx.of(kind).provisioning(List.of(id), status);
          tx.of(kind).operating(List.of(id), OperatingStatus.OFFLINE);
          return true;
        });
  }

  @Override
  public void close() {
    store.close();
  }
}
