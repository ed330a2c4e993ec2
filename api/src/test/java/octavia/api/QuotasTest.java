package octavia.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import octavia.api.TestApi.Answer;
import octavia.api.identity.NoAuthIdentity;
import octavia.http.Json;
import octavia.http.Request;
import octavia.store.object.Kind;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Limits of projects: set, shown, reset, and held against them. */
class QuotasTest {
  private static final String QUOTA = "/v2/lbaas/quotas/" + TestApi.PROJECT;

  @TempDir Path directory;
  private TestApi api;

  @BeforeEach
  void open() {
    api = new TestApi(directory, "[quotas]\ndefault_pool_quota = 7\ndefault_l7rule_quota = 9\n");
  }

  @AfterEach
  void close() {
    api.close();
  }

  @Test
  void showsDefaultsOfAProjectWithoutLimits() {
    assertThat(api.get(QUOTA).body())
        .isEqualTo(
            Json.MAPPER.readTree(
                """
                {"quota": {"loadbalancer": -1, "load_balancer": -1, "listener": -1, "member": -1,
                  "pool": 7, "healthmonitor": -1, "health_monitor": -1, "l7policy": -1, "l7rule": 9,
                  "project_id": "%s", "tenant_id": "%s"}}
                """
                    .formatted(TestApi.PROJECT, TestApi.PROJECT)));
    assertThat(api.get(QUOTA + "/default").body()).isEqualTo(api.get(QUOTA).body());
    assertThat(api.get("/v2.0/lbaas/quotas/defaults").at("/quota/pool").asInt()).isEqualTo(7);
    assertThat(api.get("/v2/lbaas/quotas").body())
        .isEqualTo(Json.MAPPER.readTree("{\"quotas\": [], \"quotas_links\": []}"));
  }

  @Test
  void setsLimitsAndKeepsWhatIsNotNamed() {
    Answer set = api.put(QUOTA, "{\"quota\": {\"loadbalancer\": 3, \"health_monitor\": \"5\"}}");
    assertThat(set.status()).isEqualTo(202);
    assertThat(set.at("/quota/load_balancer").asInt()).isEqualTo(3);

    Answer more = api.put(QUOTA, "{\"quota\": {\"pool\": 4}}");
    assertThat(more.at("/quota/loadbalancer").asInt()).isEqualTo(3);
    assertThat(more.at("/quota/healthmonitor").asInt()).isEqualTo(5);
    assertThat(more.at("/quota/pool").asInt()).isEqualTo(4);

    Answer back = api.put(QUOTA, "{\"quota\": {\"pool\": null}}");
    assertThat(back.at("/quota/pool").asInt()).isEqualTo(7);
    Answer list = api.get("/v2/lbaas/quotas?project_id=" + TestApi.PROJECT + "&loadbalancer=3");
    assertThat(list.at("/quotas").size()).isEqualTo(1);
    assertThat(list.at("/quotas/0/pool").isNull()).isTrue();
    assertThat(list.at("/quotas/0/loadbalancer").asInt()).isEqualTo(3);
  }

  @Test
  void takesTheNamesOfOldAndPrefersTheNewOnes() {
    Answer set = api.put(QUOTA, "{\"quota\": {\"load_balancer\": 1, \"loadbalancer\": 2}}");

    assertThat(set.at("/quota/load_balancer").asInt()).isEqualTo(2);
  }

  @Test
  void resetsOnlyWhatIsThere() {
    assertThat(api.delete(QUOTA).fault()).isEqualTo("Quotas " + TestApi.PROJECT + " not found.");
    api.put(QUOTA, "{\"quota\": {\"pool\": 1}}");

    Answer reset = api.delete(QUOTA);

    assertThat(reset.status()).isEqualTo(202);
    assertThat(reset.body()).isNull();
    assertThat(api.get(QUOTA).at("/quota/pool").asInt()).isEqualTo(7);
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      delimiter = '|',
      value = {
        "{'quota': {'pool': -2}} | Invalid input for field/attribute pool. Value: '-2'."
            + " Value should be greater or equal to -1",
        "{'quota': {'pool': 2000000001}} | Invalid input for field/attribute pool. Value:"
            + " '2000000001'. Value should be lower or equal to 2000000000",
        "{'quota': {'pools': 1}} | Unknown attribute for argument quotas.quota: pools",
        "{} | Invalid input for field/attribute quota. Value: 'None'. Mandatory field missing.",
      })
  void refusesWhatIsNoLimit(String body, String fault) {
    Answer answer = api.put(QUOTA, body.replace('\'', '"'));

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.fault()).isEqualTo(fault);
  }

  @Test
  void holdsALimitAgainstItsProject() {
    api.put(QUOTA, "{\"quota\": {\"loadbalancer\": 1}}");
    api.loadBalancer("one");

    Answer second = create("two");
    assertThat(second.status()).isEqualTo(403);

    api.put(QUOTA, "{\"quota\": {\"loadbalancer\": 2}}");
    assertThat(create("two").status()).isEqualTo(201);
    api.delete(QUOTA);
    assertThat(create("three").status()).isEqualTo(201);
    int used = api.store.read(tx -> tx.quotas().inUse(TestApi.PROJECT, Kind.LOAD_BALANCER));
    assertThat(used).isEqualTo(3);
  }

  @Test
  void countsNothingWhereNobodyProvesWhoTheyAre() {
    api.put(QUOTA, "{\"quota\": {\"loadbalancer\": 0}}");
    ApiService noauth = api.service("", new NoAuthIdentity(Optional.empty()));

    var response = noauth.handle(request("/v2/lbaas/loadbalancers", body("one")));

    assertThat(response.status()).isEqualTo(201);
    int used = api.store.read(tx -> tx.quotas().inUse(TestApi.PROJECT, Kind.LOAD_BALANCER));
    assertThat(used).isZero();
  }

  private static Request request(String path, String body) {
    Request request = Request.of("POST", path, body);
    return new Request(
        request.method(),
        request.path(),
        request.rawQuery(),
        request.query(),
        request.parameters(),
        octavia.http.Fields.of(Map.of("Content-Type", List.of("application/json"))),
        request.body(),
        request.baseUrl());
  }

  private Answer create(String name) {
    return api.post("/v2/lbaas/loadbalancers", body(name));
  }

  private static String body(String name) {
    return """
    {"loadbalancer": {"name": "%s", "vip_subnet_id": "%s", "project_id": "%s"}}\
    """
        .formatted(name, FakeNetwork.SUBNET, TestApi.PROJECT);
  }
}
