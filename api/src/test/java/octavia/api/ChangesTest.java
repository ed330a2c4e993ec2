package octavia.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import octavia.api.TestApi.Answer;
import octavia.cloud.CloudException;
import octavia.http.Fields;
import octavia.http.Query;
import octavia.http.Request;
import octavia.model.ProvisioningStatus;
import octavia.store.object.Kind;
import octavia.store.work.WorkOrders.WorkOrder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Locking, statuses, work orders and quota: what a change leaves, and what it meets. */
class ChangesTest {
  private static final String ROBIN = "\"lb_algorithm\": \"ROUND_ROBIN\"";

  @TempDir Path directory;
  private TestApi api;
  private final Map<String, String> ids = new LinkedHashMap<>();

  @BeforeEach
  void open() {
    api = new TestApi(directory, "[quotas]\ndefault_load_balancer_quota = 2\n");
    String lb = api.loadBalancer("one");
    String on = "\"loadbalancer_id\": \"" + lb + "\"";
    ids.put("lb", lb);
    ids.put("li", api.make("listeners", "listener", on + port("HTTP", 80)));
    ids.put("lt", api.make("listeners", "listener", on + port("TCP", 81)));
    String by = "\"listener_id\": \"" + ids.get("li") + "\"";
    ids.put("po", api.make("pools", "pool", by + ", \"protocol\": \"HTTP\", " + ROBIN));
    ids.put("pn", api.make("pools", "pool", on + ", \"protocol\": \"TCP\", " + ROBIN));
    ids.put("m1", api.make("pools/" + ids.get("po") + "/members", "member", member(10)));
    ids.put("hm", api.make("healthmonitors", "healthmonitor", monitor("po")));
  }

  @AfterEach
  void close() {
    api.close();
  }

  private static String port(String protocol, int port) {
    return ", \"protocol\": \"%s\", \"protocol_port\": %d".formatted(protocol, port);
  }

  private static String member(int host) {
    return "\"address\": \"192.0.2.%d\", \"protocol_port\": 8080".formatted(host);
  }

  private String monitor(String pool) {
    return "\"pool_id\": \"%s\", \"type\": \"TCP\", \"delay\": 5, \"timeout\": 3, \"max_retries\": 2"
        .formatted(ids.get(pool));
  }

  private String fill(String text) {
    String filled = text;
    for (var id : ids.entrySet()) {
      filled = filled.replace("{" + id.getKey() + "}", id.getValue());
    }
    return filled.replace('\'', '"');
  }

  private Answer send(String method, String path, String body) {
    return api.send(method, "/v2/lbaas/" + fill(path), fill(body), Map.of());
  }

  /** Names of all objects that are not ACTIVE, with their statuses' last word. */
  private String notActive() {
    List<String> found = new ArrayList<>();
    api.store.read(tx -> {
      var graph = tx.graphs().find(ids.get("lb")).orElseThrow();
      Map<String, ProvisioningStatus> statuses = new LinkedHashMap<>();
      statuses.put(graph.loadBalancer().id(), graph.loadBalancer().provisioningStatus());
      graph.listeners().forEach(o -> statuses.put(o.id(), o.provisioningStatus()));
      graph.pools().forEach(o -> statuses.put(o.id(), o.provisioningStatus()));
      graph.members().forEach(o -> statuses.put(o.id(), o.provisioningStatus()));
      graph.healthMonitors().forEach(o -> statuses.put(o.id(), o.provisioningStatus()));
      ids.forEach((name, id) -> {
        if (statuses.get(id) != ProvisioningStatus.ACTIVE) {
          found.add(name + " " + statuses.get(id).name().replace("PENDING_", ""));
        }
      });
      return true;
    });
    return String.join(", ", found);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "PUT | loadbalancers/{lb} | {'loadbalancer': {}} | 200 | lb UPDATE",
        "PUT | listeners/{li} | {'listener': {'name': 'x'}} | 200 | lb UPDATE, li UPDATE",
        "PUT | pools/{po} | {'pool': {}} | 200 | lb UPDATE, li UPDATE, po UPDATE",
        "PUT | pools/{pn} | {'pool': {}} | 200 | lb UPDATE, pn UPDATE",
        "PUT | pools/{po}/members/{m1} | {'member': {}} | 200"
            + " | lb UPDATE, li UPDATE, po UPDATE, m1 UPDATE",
        "PUT | healthmonitors/{hm} | {'healthmonitor': {}} | 200"
            + " | lb UPDATE, li UPDATE, po UPDATE, hm UPDATE",
        "POST | listeners"
            + " | {'listener': {'loadbalancer_id': '{lb}', 'protocol': 'TCP', 'protocol_port': 9}}"
            + " | 201 | lb UPDATE",
        "POST | pools"
            + " | {'pool': {'listener_id': '{lt}', 'protocol': 'TCP',"
            + " 'lb_algorithm': 'ROUND_ROBIN'}}"
            + " | 201 | lb UPDATE, lt UPDATE",
        "POST | pools/{po}/members | {'member': {'address': '192.0.2.9', 'protocol_port': 1}}"
            + " | 201 | lb UPDATE, li UPDATE, po UPDATE",
        "DELETE | pools/{po}/members/{m1} | '' | 204"
            + " | lb UPDATE, li UPDATE, po UPDATE, m1 DELETE",
        "DELETE | healthmonitors/{hm} | '' | 204" + " | lb UPDATE, li UPDATE, po UPDATE, hm DELETE",
        "DELETE | pools/{po} | '' | 204 | lb UPDATE, li UPDATE, po DELETE",
        "DELETE | listeners/{li} | '' | 204 | lb UPDATE, li DELETE",
        "DELETE | loadbalancers/{lb}?cascade=true | '' | 204 | lb DELETE",
      })
  void marksWhatUpstreamMarks(
      String method, String path, String body, int status, String expected) {
    Answer answer = send(method, path, body);

    assertThat(answer.status()).as("%s", answer.body()).isEqualTo(status);
    assertThat(notActive()).isEqualTo(expected);
    assertThat(api.store.<Boolean>read(tx -> tx.workOrders().find(ids.get("lb")).isPresent()))
        .isTrue();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "PUT | loadbalancers/{lb} | {'loadbalancer': {}}",
        "DELETE | loadbalancers/{lb}?cascade=true | ''",
        "PUT | listeners/{li} | {'listener': {}}",
        "DELETE | listeners/{li} | ''",
        "POST | listeners"
            + " | {'listener': {'loadbalancer_id': '{lb}', 'protocol': 'TCP', 'protocol_port': 80}}",
        "POST | pools | {'pool': {'loadbalancer_id': '{lb}', 'protocol': 'TCP',"
            + " 'lb_algorithm': 'ROUND_ROBIN'}}",
        "PUT | pools/{po} | {'pool': {}}",
        "DELETE | pools/{po} | ''",
        "POST | pools/{po}/members | {'member': {'address': '192.0.2.10', 'protocol_port': 8080}}",
        "PUT | pools/{po}/members/{m1} | {'member': {}}",
        "DELETE | pools/{po}/members/{m1} | ''",
        "PUT | healthmonitors/{hm} | {'healthmonitor': {}}",
        "DELETE | healthmonitors/{hm} | ''",
      })
  void refusesChangesOfWhatIsBeingChanged(String method, String path, String body) {
    api.set(Kind.LOAD_BALANCER, ids.get("lb"), ProvisioningStatus.PENDING_UPDATE);

    Answer answer = send(method, path, body);

    assertThat(answer.status()).isEqualTo(409);
    assertThat(answer.fault())
        .isEqualTo(
            path.startsWith("loadbalancers")
                ? fill("Invalid state PENDING_UPDATE of loadbalancer resource {lb}")
                : fill("Load Balancer {lb} is immutable and cannot be updated."));
  }

  @Test
  void refusesChangesBelowAPoolThatIsBeingChanged() {
    api.set(Kind.POOL, ids.get("po"), ProvisioningStatus.PENDING_UPDATE);

    assertThat(send("DELETE", "pools/{po}/members/{m1}", "").fault())
        .isEqualTo(fill("Pool {po} is immutable and cannot be updated."));
    assertThat(send("PUT", "healthmonitors/{hm}", "{'healthmonitor': {}}").fault())
        .isEqualTo(fill("Pool {po} is immutable and cannot be updated."));
  }

  @Test
  void deletesABrokenLoadBalancerButDoesNotChangeIt() {
    api.set(Kind.LOAD_BALANCER, ids.get("lb"), ProvisioningStatus.ERROR);

    assertThat(send("PUT", "loadbalancers/{lb}", "{'loadbalancer': {}}").status()).isEqualTo(409);
    assertThat(send("DELETE", "loadbalancers/{lb}", "").status()).isEqualTo(400);
    assertThat(send("DELETE", "loadbalancers/{lb}?cascade=true", "").status()).isEqualTo(204);
    api.settle();
    assertThat(send("GET", "loadbalancers/{lb}", "").status()).isEqualTo(404);
  }

  @Test
  void aDeletedLoadBalancerTakesNothing() {
    send("DELETE", "loadbalancers/{lb}?cascade=YES", "");
    api.settle();
    String listener =
        "{'listener': {'loadbalancer_id': '%s', 'protocol': 'TCP', 'protocol_port': 9}}";
    String pool =
        "{'pool': {'loadbalancer_id': '%s', 'protocol': 'TCP', 'lb_algorithm': 'ROUND_ROBIN'}}";

    for (Answer answer :
        List.of(
            send("POST", "listeners", listener.formatted("{lb}")),
            send("POST", "pools", pool.formatted("{lb}")))) {
      assertThat(answer.status()).isEqualTo(409);
      assertThat(answer.fault())
          .isEqualTo(fill("Load Balancer {lb} is immutable and cannot be updated."));
    }
    assertThat(send("PUT", "loadbalancers/{lb}", "{'loadbalancer': {}}").status()).isEqualTo(404);
    assertThat(send("POST", "listeners", listener.formatted("{m1}")).status()).isEqualTo(404);
    assertThat(send("POST", "pools", pool.formatted("{m1}")).status()).isEqualTo(404);
  }

  @Test
  void takesChangesWhilePendingWhereTheOperatorWantsIt() {
    ApiService service = api.service("[api_settings]\nreject_changes_while_pending = false\n");
    api.set(Kind.LOAD_BALANCER, ids.get("lb"), ProvisioningStatus.PENDING_UPDATE);

    var response =
        service.handle(
            new Request(
                "PUT",
                "/v2/listeners/" + ids.get("li"),
                "",
                Query.NONE,
                Map.of(),
                Fields.of(Map.of("Content-Type", List.of("application/json"))),
                "{\"listener\": {\"name\": \"x\"}}".getBytes(StandardCharsets.UTF_8),
                "http://localhost"));

    assertThat(response.status()).isEqualTo(200);
    api.set(Kind.LOAD_BALANCER, ids.get("lb"), ProvisioningStatus.PENDING_DELETE);
    assertThat(send("PUT", "listeners/{li}", "{'listener': {}}").status()).isEqualTo(409);
  }

  @Test
  void aPathThatMariaDbCannotHoldIsRefusedOnEveryDatabase() {
    String monitor =
        "{'healthmonitor': {'pool_id': '{pn}', 'type': 'HTTP', 'delay': 5, 'timeout': 3,"
            + " 'max_retries': 2, 'url_path': '/%s'}}";

    Answer refused = send("POST", "healthmonitors", monitor.formatted("x".repeat(255)));

    assertThat(refused.status()).isEqualTo(400);
    assertThat(refused.fault()).contains("url_path", "255");
    assertThat(send("POST", "healthmonitors", monitor.formatted("x".repeat(254))).status())
        .isEqualTo(201);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          'domain_name': null, 'http_version': 1.0 | 400
          'http_version': 1.0 | 400
          'domain_name': null | 200
          'http_version': null | 200
          'http_version': null, 'domain_name': 'b.example' | 200
          'http_version': null, 'domain_name': null | 200
          """)
  void whatAMonitorHadStandsForANullBesideADomainNameOrVersion(String fields, int status) {
    ids.put(
        "hd",
        send(
                "POST",
                "healthmonitors",
                "{'healthmonitor': {'pool_id': '{pn}', 'type': 'HTTP', 'delay': 5, 'timeout': 3,"
                    + " 'max_retries': 2, 'http_version': 1.1, 'domain_name': 'a.example'}}")
            .at("/healthmonitor/id")
            .asString());
    api.settle();

    Answer answer = send("PUT", "healthmonitors/{hd}", "{'healthmonitor': {%s}}".formatted(fields));

    assertThat(answer.status()).isEqualTo(status);
    if (status == 400) {
      assertThat(answer.fault())
          .isEqualTo(
              "http_version 1.0 is not a valid option for health monitors HTTP 1.1 domain name"
                  + " health check");
    }
  }

  @Test
  void aDeletedPoolIsNobodysDefault() {
    send("DELETE", "pools/{po}", "");
    api.settle();

    assertThat(send("GET", "listeners/{li}", "").at("/listener/default_pool_id").isNull()).isTrue();
    assertThat(send("GET", "pools/{po}", "").status()).isEqualTo(404);
  }

  @Test
  void countsAgainstTheProjectsLimit() {
    api.loadBalancer("two");

    Answer third = create("three");

    assertThat(third.status()).isEqualTo(403);
    assertThat(third.fault()).isEqualTo("Quota has been met for resources: Load Balancer");
    assertThat(third.body().has("reason")).isFalse();
    assertThat(quota()).isEqualTo(2);
  }

  @ParameterizedTest
  @CsvSource({"NOT_FOUND, 400", "INVALID, 400", "EXHAUSTED, 400", "CONFLICT, 409", "FAILED, 503"})
  void leavesNothingOfALoadBalancerWithoutAddress(CloudException.Kind kind, int status) {
    api.network.allocation = new CloudException(kind, "no address for you");

    Answer answer = create("two");

    assertThat(answer.status()).isEqualTo(status);
    assertThat(answer.fault()).contains("no address for you");
    assertThat(quota()).isEqualTo(1);
    assertThat(api.get("/v2/lbaas/loadbalancers?name=two").at("/loadbalancers").size()).isZero();
    assertThat(orders()).isEmpty();
  }

  @Test
  void leavesALoadBalancerThatAnotherHasTakenOver() {
    api.network.whileAllocating =
        () ->
            api.store.transaction(
                "test",
                tx -> {
                  tx.workOrders().voidLeases();
                  return tx.workOrders().claim("reconciler", Set.of(), 9, Duration.ofMinutes(1));
                });
    api.network.allocation = new CloudException(CloudException.Kind.FAILED, "out of order");

    assertThat(create("two").status()).isEqualTo(503);

    assertThat(api.network.removals).hasValue(0);
    Answer left = api.get("/v2/lbaas/loadbalancers?name=two");
    assertThat(left.at("/loadbalancers/0/provisioning_status").asString())
        .isEqualTo("PENDING_CREATE");
  }

  @Test
  void leavesAPortThatCannotBeRemovedToTheReconciler() {
    api.network.allocation = new CloudException(CloudException.Kind.FAILED, "out of order");
    api.network.removal = new CloudException(CloudException.Kind.FAILED, "out of order");

    assertThat(create("two").status()).isEqualTo(503);

    Answer left = api.get("/v2/lbaas/loadbalancers?name=two");
    assertThat(left.at("/loadbalancers/0/provisioning_status").asString())
        .isEqualTo("PENDING_DELETE");
    assertThat(orders())
        .singleElement()
        .satisfies(order -> assertThat(order.leaseOwner()).isNull());
  }

  @Test
  void holdsTheOrderBackUntilTheAddressIsKnown() {
    List<String> seen = new ArrayList<>();
    api.network.whileAllocating =
        () ->
            api.store.read(tx -> {
              tx.workOrders().all().forEach(order -> seen.add(order.leaseOwner()));
              return true;
            });

    Answer answer = create("two");

    assertThat(answer.at("/loadbalancer/vip_address").asString()).isEqualTo(FakeNetwork.ADDRESS);
    assertThat(seen).singleElement().asString().startsWith("api-");
    assertThat(orders())
        .singleElement()
        .satisfies(order -> assertThat(order.leaseOwner()).isNull());
  }

  private Answer create(String name) {
    return api.post(
        "/v2/lbaas/loadbalancers",
        """
        {"loadbalancer": {"name": "%s", "vip_subnet_id": "%s", "project_id": "%s"}}\
        """
            .formatted(name, FakeNetwork.SUBNET, TestApi.PROJECT));
  }

  private List<WorkOrder> orders() {
    return api.store.read(tx -> tx.workOrders().all());
  }

  private int quota() {
    return api.store.read(tx -> tx.quotas().inUse(TestApi.PROJECT, Kind.LOAD_BALANCER));
  }

  @Test
  void ofTwoWritersOneWins() throws Exception {
    for (int round = 0; round < 20; round++) {
      int port = 1000 + round;
      List<Answer> answers =
          both(
              () ->
                  send(
                      "POST",
                      "listeners",
                      "{'listener': {'loadbalancer_id': '{lb}'" + port("HTTP", port) + "}}"),
              () -> send("PUT", "pools/{pn}", "{'pool': {'name': 'x'}}"));

      List<Integer> statuses = answers.stream().map(Answer::status).sorted().toList();
      assertThat(statuses).isIn(List.of(201, 409), List.of(200, 409));
      api.settle();
    }
  }

  @Test
  void ofTwoLoadBalancersForTheLastPlaceOneIsMade() throws Exception {
    List<Answer> answers = both(() -> create("a"), () -> create("b"));

    assertThat(answers.stream().map(Answer::status).sorted().toList()).isEqualTo(List.of(201, 403));
    assertThat(quota()).isEqualTo(2);
  }

  private static List<Answer> both(Callable<Answer> one, Callable<Answer> other)
      throws InterruptedException, ExecutionException, TimeoutException {
    CyclicBarrier start = new CyclicBarrier(2);
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Answer>> running = new ArrayList<>();
      for (Callable<Answer> call : List.of(one, other)) {
        running.add(
            threads.submit(() -> {
              start.await(10, TimeUnit.SECONDS);
              return call.call();
            }));
      }
      List<Answer> answers = new ArrayList<>();
      for (Future<Answer> each : running) {
        answers.add(each.get(30, TimeUnit.SECONDS));
      }
      return answers;
    }
  }
}
