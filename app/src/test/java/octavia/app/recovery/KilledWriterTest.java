package octavia.app.recovery;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import octavia.app.client.ApiClient;
import octavia.app.standalone.ChildService;
import octavia.app.standalone.Footprint;
import octavia.app.system.Await;
import octavia.app.system.Program;
import octavia.app.system.SystemTest;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/**
 * Kills the service while clients write, again and again on the same database: what was answered
 * with a success is there afterwards. The seed is printed ({@code -Doctavia.seed=} repeats it, as
 * far as threads let it).
 */
@SystemTest
class KilledWriterTest {
  private static final boolean FULL = Boolean.getBoolean("octavia.full");
  private static final Footprint FOOTPRINT =
      new Footprint(
          Path.of("/var/lib/octavia-test-writer"), 9976, 5655, "10.245.64.0/20", "10.245.80.0/24");
  private static final String NOOP =
      """
      [controller_worker]
      compute_driver = compute_noop_driver
      network_driver = network_noop_driver
      amphora_driver = amphora_noop_driver
      """;

  private final Random random = new Random(seed());
  private final AtomicInteger acknowledged = new AtomicInteger();

  private static long seed() {
    long seed = Long.getLong("octavia.seed", System.nanoTime());
    System.out.println("seed " + seed);
    return seed;
  }

  @Test
  void everyAcknowledgedRequestSurvivesAKill() throws Exception {
    try (Program program = new Program(FOOTPRINT)) {
      Map<String, ?> vip = Map.of("vip_subnet_id", UUID.randomUUID().toString());
      run(program, NOOP, vip, FULL ? 20 : 3, 4, 50);
    }
  }

  @Test
  void everyAcknowledgedRequestSurvivesAKillWithRealAmphorae() throws Exception {
    try (Program program = new Program(FOOTPRINT)) {
      Map<String, ?> vip;
      try (ChildService service = program.startWith("");
          ApiClient api = new ApiClient(service.apiUrl())) {
        JsonNode subnet = api.get("/v2.0/subnets?name=demo-subnet").path("subnets").path(0);
        vip = Map.of("vip_subnet_id", subnet.path("id").asString());
      }
      run(program, "", vip, FULL ? 3 : 1, 2, 15);
    }
  }

  @Test
  void noRequestFailsBecauseTheServiceIsToldToStop() throws Exception {
    try (Program program = new Program(FOOTPRINT)) {
      Map<String, ?> vip = Map.of("vip_subnet_id", UUID.randomUUID().toString());
      ChildService service = program.startWith(NOOP);
      try (ApiClient api = new ApiClient(service.apiUrl());
          ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
        List<Writer> writers = writers(8, api, vip);
        for (int stop = 1; stop <= (FULL ? 5 : 1); stop++) {
          List<Future<?>> writing = write(writers, threads, 30);
          service.close();
          assertNoneFailed(writing);
          service = program.startWith(NOOP);
          check(writers, api);
        }
        removeEverything(program, api);
      } finally {
        service.close();
      }
    }
  }

  private List<Writer> writers(int count, ApiClient api, Map<String, ?> vip) {
    List<Writer> writers = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      writers.add(new Writer("writer" + i, api, new Random(random.nextLong()), vip, acknowledged));
    }
    return writers;
  }

  private void run(
      Program program, String configuration, Map<String, ?> vip, int kills, int clients, int most)
      throws InterruptedException, ExecutionException {
    ChildService service = program.startWith(configuration);
    try (ApiClient api = new ApiClient(service.apiUrl());
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Writer> writers = writers(clients, api, vip);
      for (int kill = 1; kill <= kills; kill++) {
        List<Future<?>> writing = write(writers, threads, 5 + random.nextInt(most));
        service.kill();
        assertNoneFailed(writing);
        service = program.startWith(configuration);
        check(writers, api);
      }
      for (Writer writer : writers) {
        writer.deleteAll(); // and the kill comes while the deletions are under way
      }
      service.kill();
      service = program.startWith(configuration);
      check(writers, api);
      System.out.println(
          kills + " kills, " + acknowledged.get() + " requests acknowledged, all there");
      removeEverything(program, api);
    } finally {
      service.close();
    }
  }

  /** Has the writers write, until so many more requests are acknowledged or one writer failed. */
  private List<Future<?>> write(List<Writer> writers, ExecutorService threads, int more)
      throws InterruptedException {
    int enough = acknowledged.get() + more;
    List<Future<?>> writing = new ArrayList<>();
    for (Writer writer : writers) {
      writing.add(
          threads.submit(() -> {
            writer.write();
            return true;
          }));
    }
    Await.until(
        "the writers write",
        () -> acknowledged.get() >= enough || writing.stream().anyMatch(Future::isDone));
    return writing;
  }

  /** Every request was answered with a success or 409, or not at all. */
  private static void assertNoneFailed(List<Future<?>> writing)
      throws InterruptedException, ExecutionException {
    for (Future<?> each : writing) {
      each.get();
    }
  }

  private static void check(List<Writer> writers, ApiClient api) throws InterruptedException {
    for (Writer writer : writers) {
      writer.check();
    }
    assertNothingPending(api);
  }

  private static void assertNothingPending(ApiClient api) throws InterruptedException {
    Await.value(
        "nothing is PENDING",
        () -> {
          List<String> statuses = new ArrayList<>();
          for (String kind : List.of("loadbalancers", "listeners")) {
            api.get("/v2/lbaas/" + kind)
                .path(kind)
                .forEach(each -> statuses.add(each.path("provisioning_status").asString()));
          }
          return statuses;
        },
        statuses -> statuses.stream().allMatch("ACTIVE"::equals));
  }

  private static void removeEverything(Program program, ApiClient api) throws InterruptedException {
    for (JsonNode each : api.get("/v2/lbaas/loadbalancers").path("loadbalancers")) {
      api.delete("/v2/lbaas/loadbalancers/" + each.path("id").asString() + "?cascade=true");
    }
    Await.until(
        "all are gone", () -> api.get("/v2/lbaas/loadbalancers").path("loadbalancers").isEmpty());
    Await.value(
        "no amphora is left",
        () ->
            program.holdings().list().stream()
                .filter(holding -> holding.owner().contains("amphora"))
                .toList(),
        List::isEmpty);
    assertThat(api.get("/v2/octavia/amphorae").path("amphorae")).isEmpty();
  }
}
