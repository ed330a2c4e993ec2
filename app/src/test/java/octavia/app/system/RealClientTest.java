package octavia.app.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import octavia.app.client.ApiClient;
import octavia.app.client.Visitor;
import octavia.app.command.Pause;
import octavia.app.demo.Backend;
import octavia.app.standalone.Service;
import octavia.http.Json;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Each resource's whole life with the client that tenants use, while traffic flows. */
@SystemTest
class RealClientTest {
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final Duration INTERVAL = Duration.ofMillis(200);
  private static final int VISITS = 100;

  @TempDir private Path directory;
  private final List<AutoCloseable> toClose = new ArrayList<>();
  private ApiClient api;
  private OpenStackClient client;
  private String loadBalancerId = "";

  @BeforeEach
  void start() throws InterruptedException {
    Program program = keep(new Program());
    Service service = keep(program.start(Map.of()));
    api = keep(new ApiClient(service.apiUrl()));
    client = new OpenStackClient(service.apiUrl(), directory);
  }

  @AfterEach
  void end() throws Exception {
    for (AutoCloseable each : toClose.reversed()) {
      each.close();
    }
  }

  private <T extends AutoCloseable> T keep(T part) {
    toClose.add(part);
    return part;
  }

  @Test
  void createsShowsSetsUnsetsListsAndDeletesEverything() throws IOException, InterruptedException {
    String gateway =
        api.get("/v2.0/subnets?name=demo-subnet")
            .path("subnets")
            .path(0)
            .path("gateway_ip")
            .asString();
    Backend backend = keep(Backend.start("web1", gateway));

    createEverything(backend);
    showAndListEverything(backend);
    followTraffic();
    setAndUnsetEverything();
    deleteEverything();
  }

  private void createEverything(Backend backend) throws IOException, InterruptedException {
    JsonNode created = client.show("create", "--name", "lb1", "--vip-subnet-id", "demo-subnet");
    loadBalancerId = created.path("id").asString();
    assertThat(created.path("provisioning_status").asString()).isEqualTo("PENDING_CREATE");
    settle();
    client.run(
        "listener",
        "create",
        "--name",
        "listener1",
        "--protocol",
        "HTTP",
        "--protocol-port",
        "80",
        "lb1");
    settle();
    client.run(
        "pool",
        "create",
        "--name",
        "pool1",
        "--protocol",
        "HTTP",
        "--lb-algorithm",
        "ROUND_ROBIN",
        "--listener",
        "listener1");
    settle();
    client.run(
        "member",
        "create",
        "--name",
        "member1",
        "--subnet-id",
        "demo-subnet",
        "--address",
        backend.address(),
        "--protocol-port",
        Integer.toString(backend.port()),
        "pool1");
    settle();
    client.run(
        "healthmonitor",
        "create",
        "--name",
        "monitor1",
        "--type",
        "HTTP",
        "--delay",
        "1",
        "--timeout",
        "1",
        "--max-retries",
        "1",
        "pool1");
    settle();
  }

  private void showAndListEverything(Backend backend) throws IOException, InterruptedException {
    assertThat(client.show("show", "lb1").path("provisioning_status").asString())
        .isEqualTo("ACTIVE");
    assertThat(client.show("listener", "show", "listener1").path("protocol_port").asInt())
        .isEqualTo(80);
    assertThat(client.show("pool", "show", "pool1").path("lb_algorithm").asString())
        .isEqualTo("ROUND_ROBIN");
    assertThat(client.show("member", "show", "pool1", "member1").path("address").asString())
        .isEqualTo(backend.address());
    assertThat(client.show("healthmonitor", "show", "monitor1").path("type").asString())
        .isEqualTo("HTTP");
    for (String list : List.of("", "listener", "pool", "healthmonitor", "amphora")) {
      JsonNode rows = list.isEmpty() ? client.show("list") : client.show(list, "list");
      assertThat(rows).as(list).hasSize(1);
    }
    assertThat(client.show("member", "list", "pool1")).hasSize(1);
  }

  private void followTraffic() throws IOException, InterruptedException {
    Visitor visitor = new Visitor(client.show("show", "lb1").path("vip_address").asString(), 80);
    assertThat(visitor.visitUntilAnswered(LIMIT)).contains("web1");
    JsonNode before = quietStatistics();
    for (int i = 0; i < VISITS; i++) {
      assertThat(visitor.visit()).contains("web1");
    }
    JsonNode after = quietStatistics();
    assertThat(after.path("total_connections").asLong() - before.path("total_connections").asLong())
        .isEqualTo(VISITS);
    assertThat(after.path("bytes_in").asLong()).isGreaterThan(before.path("bytes_in").asLong());
    assertThat(after.path("bytes_out").asLong()).isGreaterThan(before.path("bytes_out").asLong());
    assertThat(after.path("active_connections").asLong()).isZero();

    JsonNode shown = client.show("stats", "show", "lb1");
    assertThat(shown.path("total_connections").asLong())
        .isEqualTo(after.path("total_connections").asLong());
    awaitOnline();
    JsonNode tree = Json.MAPPER.readTree(client.run("status", "show", "lb1"));
    assertThat(tree.path("loadbalancer").path("operating_status").asString()).isEqualTo("ONLINE");
    assertThat(
            tree.path("loadbalancer")
                .path("listeners")
                .path(0)
                .path("pools")
                .path(0)
                .path("members")
                .path(0)
                .path("operating_status")
                .asString())
        .isEqualTo("ONLINE");
  }

  private void setAndUnsetEverything() throws IOException, InterruptedException {
    client.run("set", "--description", "new", "lb1");
    settle();
    assertThat(client.show("show", "lb1").path("description").asString()).isEqualTo("new");
    client.run("unset", "--description", "lb1");
    settle();
    assertThat(client.show("show", "lb1").path("description").asString()).isEmpty();

    client.run("listener", "set", "--connection-limit", "77", "listener1");
    settle();
    assertThat(client.show("listener", "show", "listener1").path("connection_limit").asInt())
        .isEqualTo(77);
    client.run("listener", "unset", "--connection-limit", "listener1");
    settle();
    assertThat(client.show("listener", "show", "listener1").path("connection_limit").asInt())
        .isEqualTo(-1);

    client.run("pool", "set", "--lb-algorithm", "LEAST_CONNECTIONS", "--name", "pool2", "pool1");
    settle();
    assertThat(client.show("pool", "show", "pool2").path("lb_algorithm").asString())
        .isEqualTo("LEAST_CONNECTIONS");
    client.run("pool", "set", "--description", "new", "pool2");
    settle();
    client.run("pool", "unset", "--description", "pool2");
    settle();
    assertThat(client.show("pool", "show", "pool2").path("description").asString()).isEmpty();

    client.run("member", "set", "--weight", "7", "pool2", "member1");
    settle();
    assertThat(client.show("member", "show", "pool2", "member1").path("weight").asInt())
        .isEqualTo(7);
    client.run("member", "unset", "--weight", "pool2", "member1");
    settle();
    assertThat(client.show("member", "show", "pool2", "member1").path("weight").asInt())
        .isEqualTo(1);

    client.run("healthmonitor", "set", "--url-path", "/alive", "monitor1");
    settle();
    assertThat(client.show("healthmonitor", "show", "monitor1").path("url_path").asString())
        .isEqualTo("/alive");
    client.run("healthmonitor", "unset", "--url-path", "monitor1");
    settle();
    assertThat(client.show("healthmonitor", "show", "monitor1").path("url_path").asString())
        .isEqualTo("/");
  }

  private void deleteEverything() throws IOException, InterruptedException {
    client.run("healthmonitor", "delete", "monitor1");
    settle();
    client.run("member", "delete", "pool2", "member1");
    settle();
    client.run("pool", "delete", "pool2");
    settle();
    client.run("listener", "delete", "listener1");
    settle();
    for (String list : List.of("listener", "pool", "healthmonitor")) {
      assertThat(client.show(list, "list")).as(list).isEmpty();
    }
    client.run("delete", "lb1");
    assertThat(
            Pause.until(
                () -> {
                  try {
                    return api.isGone("/v2/lbaas/loadbalancers/" + loadBalancerId);
                  } catch (InterruptedException e) {
                    throw new AssertionError(e);
                  }
                },
                INTERVAL,
                LIMIT))
        .isTrue();
    assertThat(client.show("list")).isEmpty();
  }

  private void settle() throws InterruptedException {
    api.awaitActive(loadBalancerId, LIMIT, _ -> {});
  }

  /** The statistics, once two looks some heartbeats apart agree. */
  private JsonNode quietStatistics() throws InterruptedException {
    String path = "/v2/lbaas/loadbalancers/" + loadBalancerId + "/stats";
    JsonNode last = api.get(path).path("stats");
    for (int looks = 0; looks < 10; looks++) {
      Pause.of(Duration.ofSeconds(5));
      JsonNode now = api.get(path).path("stats");
      if (now.equals(last)) {
        return now;
      }
      last = now;
    }
    throw new AssertionError("statistics change although nobody asks: " + last);
  }

  private void awaitOnline() throws InterruptedException {
    String path = "/v2/lbaas/loadbalancers/" + loadBalancerId;
    assertThat(
            Pause.until(
                () -> {
                  try {
                    return api.get(path)
                        .path("loadbalancer")
                        .path("operating_status")
                        .asString()
                        .equals("ONLINE");
                  } catch (InterruptedException e) {
                    throw new AssertionError(e);
                  }
                },
                INTERVAL,
                LIMIT))
        .isTrue();
  }
}
