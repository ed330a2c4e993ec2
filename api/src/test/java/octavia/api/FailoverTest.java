package octavia.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import octavia.api.TestApi.Answer;
import octavia.api.identity.Caller;
import octavia.http.Json;
import octavia.http.Request;
import octavia.model.Amphora;
import octavia.model.AmphoraRole;
import octavia.model.AmphoraStatus;
import octavia.model.ListenerStatistics;
import octavia.model.ProvisioningStatus;
import octavia.store.object.Kind;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What operators do with amphorae: the calls, and what they leave for the reconciler. */
class FailoverTest {
  private static final String A = "aaaaaaaa-0000-4000-8000-000000000001";
  private static final String B = "aaaaaaaa-0000-4000-8000-000000000002";

  @TempDir Path directory;
  private TestApi api;
  private String lb;

  @BeforeEach
  void open() {
    api = new TestApi(directory, "");
    lb = api.loadBalancer("one");
    insert(A, AmphoraStatus.ALLOCATED);
    insert(B, AmphoraStatus.ERROR);
  }

  @AfterEach
  void close() {
    api.close();
  }

  @Test
  void aLoadBalancerHasAllItsAmphoraeReplaced() {
    Answer answer = api.put("/v2/lbaas/loadbalancers/" + lb + "/failover", "");

    assertThat(answer.status()).isEqualTo(202);
    assertThat(answer.body()).isNull();
    assertThat(status()).isEqualTo("PENDING_UPDATE");
    assertThat(amphora(A)).isEqualTo(AmphoraStatus.PENDING_DELETE);
    assertThat(amphora(B)).isEqualTo(AmphoraStatus.PENDING_DELETE);
    assertThat(order()).contains("failover-load-balancer");
    assertThat(lastEvent()).isEqualTo("Requested: failover load balancer " + lb + ".");
  }

  @Test
  void anAmphoraIsReplacedAlone() {
    Answer answer = api.put(path(A, "failover"), "{}");

    assertThat(answer.status()).isEqualTo(202);
    assertThat(status()).isEqualTo("PENDING_UPDATE");
    assertThat(amphora(A)).isEqualTo(AmphoraStatus.PENDING_DELETE);
    assertThat(amphora(B)).isEqualTo(AmphoraStatus.ERROR);
    assertThat(order()).contains("failover-amphora");
  }

  @ParameterizedTest
  @CsvSource({
    "ACTIVE, 202, 202",
    "ERROR, 202, 409",
    "PENDING_CREATE, 409, 409",
    "PENDING_UPDATE, 409, 409",
    "PENDING_DELETE, 409, 409",
  })
  void whetherItMayBeNowDependsOnTheLoadBalancer(
      ProvisioningStatus status, int ofLoadBalancer, int ofAmphora) {
    api.set(Kind.LOAD_BALANCER, lb, status);
    Answer whole = api.put("/v2/lbaas/loadbalancers/" + lb + "/failover", "");
    api.set(Kind.LOAD_BALANCER, lb, status);
    Answer one = api.put(path(A, "failover"), "");

    assertThat(whole.status()).isEqualTo(ofLoadBalancer);
    assertThat(one.status()).isEqualTo(ofAmphora);
    if (ofLoadBalancer == 409) {
      assertThat(whole.fault())
          .isEqualTo("Invalid state " + status + " of loadbalancer resource " + lb);
    }
    if (ofAmphora == 409) {
      assertThat(one.fault())
          .isEqualTo("Load Balancer " + lb + " is immutable and cannot be updated.");
    }
  }

  @Test
  void onlyWhatHasFailedMayBeDeleted() {
    Answer refused = api.delete("/v2/octavia/amphorae/" + A);
    assertThat(refused.status()).isEqualTo(409);
    assertThat(refused.fault()).isEqualTo("amphora " + A + " is immutable and cannot be updated.");

    assertThat(api.delete("/v2/octavia/amphorae/" + B).status()).isEqualTo(204);
    assertThat(amphora(B)).isEqualTo(AmphoraStatus.PENDING_DELETE);
    assertThat(status()).isEqualTo("ACTIVE");
    assertThat(order()).contains("delete-amphora");
    assertThat(api.delete("/v2/octavia/amphorae/" + B).status()).isEqualTo(409);
  }

  @Test
  void anAgentIsToBeConfiguredWhileItsLoadBalancerStaysAsItIs() {
    assertThat(api.put(path(A, "config"), "").status()).isEqualTo(202);

    assertThat(status()).isEqualTo("ACTIVE");
    assertThat(amphora(A)).isEqualTo(AmphoraStatus.ALLOCATED);
    assertThat(order()).contains("configure-amphora");
    assertThat(toConfigure()).containsExactly(A);
  }

  @Test
  void whatAnotherProgramIsAtIsLeftToIt() {
    api.set(Kind.LOAD_BALANCER, lb, ProvisioningStatus.PENDING_UPDATE);

    assertThat(api.put(path(A, "config"), "").status()).isEqualTo(202);
    assertThat(order()).isEmpty();
    assertThat(toConfigure()).containsExactly(A); // in our next pass
  }

  @Test
  void tellsWhatAnAmphoraHasCarried() {
    assertThat(api.get(path(A, "stats")).fault())
        .isEqualTo("Amphora stats for " + A + " not found.");
    api.store.transaction(
        "test",
        tx -> {
          tx.statistics().replace("listener", A, new ListenerStatistics(1, 2, 3, 4, 5));
          return true;
        });

    assertThat(api.get(path(A, "stats")).body())
        .isEqualTo(
            Json.MAPPER.readTree(
                """
                {"amphora_stats": [{"active_connections": 1, "bytes_in": 2, "bytes_out": 3,
                  "id": "%s", "listener_id": "listener", "loadbalancer_id": "%s",
                  "request_errors": 4, "total_connections": 5}]}
                """
                    .formatted(A, lb)));
  }

  @ParameterizedTest
  @CsvSource({"PUT, /failover", "PUT, /config", "DELETE, ''", "GET, ''"})
  void whatIsNotThereIs404(String method, String action) {
    String path = "/v2/octavia/amphorae/" + TestApi.UNKNOWN + action;

    assertThat(api.send(method, path, "", java.util.Map.of()).fault())
        .isEqualTo("Amphora " + TestApi.UNKNOWN + " not found.");
    assertThat(api.put("/v2/lbaas/loadbalancers/" + TestApi.UNKNOWN + "/failover", "").fault())
        .isEqualTo("Load Balancer " + TestApi.UNKNOWN + " not found.");
  }

  @ParameterizedTest
  @CsvSource({
    "PUT, /v2/lbaas/loadbalancers/{lb}/failover",
    "PUT, /v2/octavia/amphorae/{a}/failover",
    "PUT, /v2/octavia/amphorae/{a}/config",
    "DELETE, /v2/octavia/amphorae/{a}",
    "GET, /v2/octavia/amphorae/{a}/stats",
    "GET, /v2/octavia/amphorae/{a}",
    "GET, /v2/octavia/amphorae",
    "GET, /v2/lbaas/flavorprofiles",
    "GET, /v2/lbaas/availabilityzoneprofiles",
    "DELETE, /v2/lbaas/flavors/x",
    "DELETE, /v2/lbaas/availabilityzones/x",
    "DELETE, /v2/lbaas/quotas/{project}",
    "GET, /v2/lbaas/providers/noop_driver/flavor_capabilities",
    "GET, /v2/lbaas/providers/noop_driver/availability_zone_capabilities",
  })
  void aMemberOfTheProjectMayNone(String method, String path) {
    ApiService service =
        api.service(
            "", (_, id) -> new Caller(TestApi.PROJECT, false, Set.of("member", "reader"), id));

    var response =
        service.handle(
            Request.of(
                method,
                path.replace("{lb}", lb).replace("{a}", A).replace("{project}", TestApi.PROJECT),
                ""));

    assertThat(response.status()).isEqualTo(403);
    assertThat(amphora(A)).isEqualTo(AmphoraStatus.ALLOCATED);
    assertThat(toConfigure()).isEmpty();
  }

  private Set<String> toConfigure() {
    return api.store.read(tx -> tx.agentConfigs().of(lb)).keySet();
  }

  private static String path(String amphora, String action) {
    return "/v2/octavia/amphorae/" + amphora + "/" + action;
  }

  private String status() {
    return api.get("/v2/lbaas/loadbalancers/" + lb)
        .at("/loadbalancer/provisioning_status")
        .asString();
  }

  private AmphoraStatus amphora(String id) {
    return api.store.read(tx -> tx.amphorae().find(id)).orElseThrow().status();
  }

  private Optional<String> order() {
    return api.store.read(tx -> tx.workOrders().find(lb)).map(order -> order.reason());
  }

  private String lastEvent() {
    return api.store.read(tx -> tx.events().page(lb, Optional.empty(), 1)).getFirst().text();
  }

  private void insert(String id, AmphoraStatus status) {
    api.store.transaction(
        "test",
        tx -> {
          tx.amphorae()
              .insert(
                  new Amphora(
                      id,
                      lb,
                      null,
                      null,
                      null,
                      null,
                      null,
                      null,
                      null,
                      false,
                      AmphoraRole.STANDALONE,
                      status,
                      null,
                      null,
                      null,
                      null,
                      null,
                      null,
                      tx.now(),
                      null));
          return List.of();
        });
  }
}
