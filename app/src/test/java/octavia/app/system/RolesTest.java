package octavia.app.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
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
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two APIs and two workers, each a process of its own, on one MariaDB. */
class RolesTest {
  private static final int ROUNDS = 5;

  private final List<Process> running = new ArrayList<>();
  @TempDir Path directory;

  @BeforeEach
  void startDatabase() throws IOException, InterruptedException {
    Path data = directory.resolve("data");
    run("mariadb-install-db", "--no-defaults", "--user=root", "--datadir=" + data);
    spawn(
        "mariadbd",
        "--no-defaults",
        "--user=root",
        "--datadir=" + data,
        "--socket=" + socket(),
        "--skip-networking");
    Await.until("the database answers", () -> client("select 1"));
    assertThat(client("create database octavia character set utf8mb3")).isTrue();
  }

  @AfterEach
  void stopAll() throws InterruptedException {
    for (Process process : running.reversed()) {
      process.destroy();
      if (!process.waitFor(60, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    }
  }

  @Test
  void severalApisAndWorkersShareADatabase() throws Exception {
    Path upgrade = configuration(0);
    run(Program.words().getFirst(), "db", "upgrade", "--config-file", upgrade.toString());
    URI[] apis = {startApi(), startApi()};
    Process first = startWorker();
    Process second = startWorker();
    try (ApiClient one = new ApiClient(apis[0]);
        ApiClient other = new ApiClient(apis[1]);
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
    assertThat(Files.readString(directory.resolve("worker1.log"))).doesNotContain("ERROR");
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

  private URI startApi() throws IOException, InterruptedException {
    int port = port();
    role("api", configuration(port), "api" + port);
    URI url = URI.create("http://127.0.0.1:" + port);
    Await.until("the API answers", () -> answers(url));
    return url;
  }

  private static boolean answers(URI url) {
    try (ApiClient api = new ApiClient(url)) {
      return !api.get("/").isEmpty();
    } catch (RuntimeException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private int workers;

  private Process startWorker() throws IOException {
    return role("worker", configuration(0), "worker" + workers++);
  }

  private Process role(String role, Path configuration, String name) throws IOException {
    return spawn(
        directory.resolve(name + ".log"),
        List.of(
            Program.words().getFirst(),
            role,
            "--config-file",
            configuration.toString(),
            "--state-dir",
            directory.resolve(name).toString()));
  }

  private Path configuration(int port) throws IOException {
    return Files.writeString(
        directory.resolve("octavia" + port + ".conf"),
        """
        [database]
        connection = mysql+pymysql://root@localhost/octavia?unix_socket=%s
        [api_settings]
        bind_port = %d
        auth_strategy = noauth
        [controller_worker]
        compute_driver = compute_noop_driver
        network_driver = network_noop_driver
        amphora_driver = amphora_noop_driver
        lease_seconds = 5
        [certificates]
        cert_manager = noop_cert_manager
        """
            .formatted(socket(), port));
  }

  private Path socket() {
    return directory.resolve("s");
  }

  private boolean client(String statement) throws InterruptedException {
    try {
      return new ProcessBuilder(
                  "mariadb", "--no-defaults", "-uroot", "-S", socket().toString(), "-e", statement)
              .redirectErrorStream(true)
              .redirectOutput(directory.resolve("client.log").toFile())
              .start()
              .waitFor()
          == 0;
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static int port() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  private void run(String... line) throws IOException, InterruptedException {
    Path log = directory.resolve("run.log");
    Process process = process(log, List.of(line));
    assertThat(process.waitFor(120, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as("%s", Files.readString(log)).isZero();
  }

  private Process spawn(String... line) throws IOException {
    return spawn(directory.resolve(line[0] + ".log"), List.of(line));
  }

  private Process spawn(Path log, List<String> line) throws IOException {
    Process process = process(log, line);
    running.add(process);
    return process;
  }

  private static Process process(Path log, List<String> line) throws IOException {
    return new ProcessBuilder(line).redirectErrorStream(true).redirectOutput(log.toFile()).start();
  }
}
