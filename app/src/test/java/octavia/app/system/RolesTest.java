package octavia.app.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import octavia.app.client.ApiClient;
import octavia.testing.DatabaseServer;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Two APIs and two workers, each a process of its own, on one database. */
@SystemTest
class RolesTest {
  private static final int ROUNDS = 5;

  @TempDir Path directory;

  @ParameterizedTest
  @EnumSource
  void severalApisAndWorkersShareADatabase(DatabaseServer.Kind kind) throws Exception {
    try (DatabaseServer server = DatabaseServer.start(kind).orElseThrow()) {
      server.create("octavia");
      try (Roles roles = new Roles(directory, server.connection("octavia"))) {
        share(roles);
      }
    }
  }

  private static void share(Roles roles) throws Exception {
    List<URI> apis = List.of(roles.api(), roles.api());
    Process first = roles.worker("first");
    Process second = roles.worker("second");
    try (ApiClient one = new ApiClient(apis.getFirst());
        ApiClient other = new ApiClient(apis.getLast());
        HttpClient http = HttpClient.newHttpClient();
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {

      String id = create(one, "shared");
      Await.until("the other API shows it ACTIVE", () -> isActive(other, id));

      // The same port through both at once: one is taken, the other refused, whoever is first.
      for (int round = 0; round < ROUNDS; round++) {
        int port = 8000 + round;
        List<Callable<Integer>> calls = new ArrayList<>();
        for (URI api : apis) {
          calls.add(() -> postListener(http, api, id, port));
        }
        List<Integer> statuses = new ArrayList<>();
        for (Future<Integer> answer : threads.invokeAll(calls)) {
          statuses.add(answer.get());
        }
        assertThat(statuses).containsExactlyInAnyOrder(201, 409);
        Await.until("it is ACTIVE again", () -> isActive(one, id));
      }

      // A worker that dies leaves nothing undone.
      List<String> ids = new ArrayList<>();
      for (int i = 0; i < 2 * ROUNDS; i++) {
        ids.add(create(i % 2 == 0 ? one : other, "lb" + i));
        if (i == ROUNDS) {
          first.destroyForcibly();
        }
      }
      for (String each : ids) {
        Await.until("load balancer " + each + " is ACTIVE", () -> isActive(other, each));
      }
    }
    second.destroy();
    assertThat(second.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(roles.log("second")).doesNotContain("ERROR");
  }

  private static String create(ApiClient api, String name) throws InterruptedException {
    return api.create(
            "/v2/lbaas/loadbalancers",
            "loadbalancer",
            Map.of("name", name, "vip_subnet_id", UUID.randomUUID().toString(), "project_id", "p"))
        .path("id")
        .asString();
  }

  private static boolean isActive(ApiClient api, String id) throws InterruptedException {
    return api.get("/v2/lbaas/loadbalancers/" + id)
        .path("loadbalancer")
        .path("provisioning_status")
        .asString()
        .equals("ACTIVE");
  }

  private static int postListener(HttpClient http, URI api, String id, int port)
      throws IOException, InterruptedException {
    String body =
        """
        {"listener": {"loadbalancer_id": "%s", "protocol": "HTTP", "protocol_port": %d}}
        """
            .formatted(id, port);
    return http.send(
            HttpRequest.newBuilder(api.resolve("/v2/lbaas/listeners"))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build(),
            HttpResponse.BodyHandlers.discarding())
        .statusCode();
  }
}
