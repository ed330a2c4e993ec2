package octavia.app.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import octavia.app.client.ApiClient;
import octavia.config.IniFile;
import octavia.testing.FreePort;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** The operator's calls on the whole service with no-op drivers: what they ask for, happens. */
class OperatorTest {
  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final String LOAD_BALANCERS = "/v2/lbaas/loadbalancers";

  @TempDir Path directory;

  @Test
  void replacesAmphoraeAndOffersFlavors() throws Exception {
    IniFile configuration =
        IniFile.parse(
            "octavia.conf",
            """
            [api_settings]
            bind_port = 0
            enabled_provider_drivers = amphora: Mine., noop_driver: None.
            healthcheck_enabled = true
            [healthcheck]
            backends = octavia_db_check
            [health_manager]
            bind_port = %d
            [controller_worker]
            compute_driver = compute_noop_driver
            network_driver = network_noop_driver
            amphora_driver = amphora_noop_driver
            """
                .formatted(FreePort.find()));
    try (Service service = Wiring.start(ServiceSettings.of(configuration, directory));
        ApiClient api = new ApiClient(service.apiUrl());
        HttpClient http = HttpClient.newHttpClient()) {
      assertThat(api.get("/v2/lbaas/providers").toString())
          .isEqualTo(
              "{\"providers\":[{\"name\":\"amphora\",\"description\":\"Mine.\"},"
                  + "{\"name\":\"noop_driver\",\"description\":\"None.\"}]}");
      HttpResponse<String> health = call(http, service, "GET", "/healthcheck");
      assertThat(health.body()).isEqualTo("OK");

      String lb = create(api, Map.of());
      List<String> first = amphorae(api, lb);
      assertThat(first).hasSize(1);

      assertThat(call(http, service, "PUT", LOAD_BALANCERS + "/" + lb + "/failover").statusCode())
          .isEqualTo(202);
      api.awaitActive(lb, LIMIT, _ -> {});
      List<String> second = amphorae(api, lb);
      assertThat(second).hasSize(1).doesNotContainAnyElementsOf(first);

      String path = "/v2/octavia/amphorae/" + second.getFirst() + "/failover";
      assertThat(call(http, service, "PUT", path).statusCode()).isEqualTo(202);
      api.awaitActive(lb, LIMIT, _ -> {});
      assertThat(amphorae(api, lb)).hasSize(1).doesNotContainAnyElementsOf(second);
      assertThat(api.get(LOAD_BALANCERS + "/" + lb + "/events").toString())
          .contains("Requested: failover load balancer " + lb)
          .contains("Requested: failover amphora " + second.getFirst())
          .contains("Done: failover-amphora.");

      String pair = create(api, Map.of("flavor_id", flavor(api)));
      assertThat(amphorae(api, pair)).hasSize(2);
    }
  }

  private static String flavor(ApiClient api) throws InterruptedException {
    String profile =
        api.create(
                "/v2/lbaas/flavorprofiles",
                "flavorprofile",
                Map.of(
                    "name",
                    "pair",
                    "provider_name",
                    "amphora",
                    "flavor_data",
                    "{\"loadbalancer_topology\": \"ACTIVE_STANDBY\"}"))
            .path("id")
            .asString();
    return api.create(
            "/v2/lbaas/flavors", "flavor", Map.of("name", "pair", "flavor_profile_id", profile))
        .path("id")
        .asString();
  }

  private static String create(ApiClient api, Map<String, String> more)
      throws InterruptedException {
    Map<String, String> fields = new java.util.HashMap<>(more);
    fields.put("vip_subnet_id", "a0000000-0000-4000-8000-000000000001");
    String id = api.create(LOAD_BALANCERS, "loadbalancer", fields).path("id").asString();
    api.awaitActive(id, LIMIT, _ -> {});
    return id;
  }

  private static List<String> amphorae(ApiClient api, String lb) throws InterruptedException {
    JsonNode list = api.get("/v2/octavia/amphorae?loadbalancer_id=" + lb).path("amphorae");
    return StreamSupport.stream(list.spliterator(), false)
        .filter(amphora -> amphora.path("status").asString().equals("ALLOCATED"))
        .map(amphora -> amphora.path("id").asString())
        .toList();
  }

  private static HttpResponse<String> call(
      HttpClient http, Service service, String method, String path)
      throws IOException, InterruptedException {
    URI uri = service.apiUrl().resolve(path);
    return http.send(
        HttpRequest.newBuilder(uri).timeout(LIMIT).method(method, BodyPublishers.noBody()).build(),
        BodyHandlers.ofString());
  }
}
