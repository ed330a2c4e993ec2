package octavia.app.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import octavia.app.client.ApiClient;
import octavia.http.Json;
import octavia.testing.DatabaseServer;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;

/**
 * The database is killed under two APIs that are written to and a worker, and started again:
 * nothing that was answered with a success is lost, nothing stays PENDING, and nobody has to start
 * a process again.
 */
@SystemTest
class DatabaseOutageTest {
  private static final boolean FULL = Boolean.getBoolean("octavia.full");
  private static final String LOAD_BALANCERS = "/v2/lbaas/loadbalancers";
  private static final String PROJECT = "writers";
  private static final int WRITERS = 6;
  private static final int OUTAGES = FULL ? 5 : 1;
  private static final int ROUND = 30;

  private final Set<String> acknowledged = ConcurrentHashMap.newKeySet();
  private final AtomicInteger refused = new AtomicInteger();
  private final AtomicBoolean over = new AtomicBoolean();

  @TempDir(cleanup = CleanupMode.ON_SUCCESS)
  Path directory;

  @ParameterizedTest
  @EnumSource
  void nothingAcknowledgedIsLostAndAllRecovers(DatabaseServer.Kind kind) throws Exception {
    try (DatabaseServer server = DatabaseServer.start(kind).orElseThrow()) {
      server.create("octavia");
      try (Roles roles = new Roles(directory, server.connection("octavia"));
          HttpClient http = HttpClient.newHttpClient();
          ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
        List<URI> apis = List.of(roles.api(), roles.api());
        roles.worker("worker");
        create(apis.getFirst()); // the worker is there, too
        List<Future<?>> writing = new ArrayList<>();
        for (int i = 0; i < WRITERS; i++) {
          URI api = apis.get(i % apis.size());
          writing.add(
              threads.submit(() -> {
                write(http, api);
                return true;
              }));
        }
        for (int outage = 1; outage <= OUTAGES; outage++) {
          more(acknowledged::size, ROUND, writing);
          server.kill();
          more(refused::get, WRITERS, writing);
          server.restart();
        }
        more(acknowledged::size, ROUND, writing);
        over.set(true);
        for (Future<?> each : writing) {
          each.get(60, TimeUnit.SECONDS);
        }
        check(apis.getLast());
      }
    }
  }

  /** Waits until so many more are counted, or a writer failed. */
  private static void more(Await.Look<Integer> count, int more, List<Future<?>> writing)
      throws InterruptedException {
    int enough = count.now() + more;
    Await.value(
        enough + " answers",
        count,
        now -> now >= enough || writing.stream().anyMatch(Future::isDone));
  }

  /** Creates until all is over. Any answer but a success says 503 and when to come again. */
  private void write(HttpClient http, URI api) throws IOException, InterruptedException {
    while (!over.get()) {
      HttpResponse<String> answer =
          http.send(
              HttpRequest.newBuilder(api.resolve(LOAD_BALANCERS))
                  .timeout(Duration.ofSeconds(30))
                  .header("Content-Type", "application/json")
                  .POST(
                      HttpRequest.BodyPublishers.ofString(
                          """
                          {"loadbalancer": {"vip_subnet_id": "%s", "project_id": "%s"}}
                          """
                              .formatted(UUID.randomUUID(), PROJECT)))
                  .build(),
              HttpResponse.BodyHandlers.ofString());
      if (answer.statusCode() == 201) {
        acknowledged.add(
            Json.MAPPER.readTree(answer.body()).path("loadbalancer").path("id").asString());
      } else {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(503);
        assertThat(answer.headers().firstValue("Retry-After")).isPresent();
        refused.incrementAndGet();
      }
    }
  }

  private void check(URI url) throws InterruptedException {
    try (ApiClient api = new ApiClient(url)) {
      for (String id : acknowledged) {
        Await.value(
            id + " is ACTIVE",
            () ->
                api.get(LOAD_BALANCERS + "/" + id)
                    .path("loadbalancer")
                    .path("provisioning_status")
                    .asString(),
            "ACTIVE"::equals);
      }
      // What was cut off while nobody was told of it is finished as well, or gone.
      Await.value("nothing is PENDING", () -> statuses(api), Set.of("ACTIVE")::containsAll);
      System.out.printf(
          "%d acknowledged, %d refused, %d there%n",
          acknowledged.size(), refused.get(), statuses(api).size());
    }
  }

  private static void create(URI url) throws InterruptedException {
    try (ApiClient api = new ApiClient(url)) {
      String id =
          api.create(
                  LOAD_BALANCERS,
                  "loadbalancer",
                  Map.of("vip_subnet_id", UUID.randomUUID().toString(), "project_id", PROJECT))
              .path("id")
              .asString();
      api.awaitActive(id, Duration.ofSeconds(60), _ -> {});
    }
  }

  private static List<String> statuses(ApiClient api) throws InterruptedException {
    List<String> statuses = new ArrayList<>();
    String marker = "";
    while (true) {
      JsonNode page =
          api.get(LOAD_BALANCERS + "?limit=500&sort=id&project_id=" + PROJECT + marker)
              .path("loadbalancers");
      if (page.isEmpty()) {
        return statuses;
      }
      page.forEach(each -> statuses.add(each.path("provisioning_status").asString()));
      marker = "&marker=" + page.path(page.size() - 1).path("id").asString();
    }
  }
}
