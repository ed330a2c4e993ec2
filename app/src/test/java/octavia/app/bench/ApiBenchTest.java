package octavia.app.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import octavia.app.terminal.Terminal;
import octavia.http.Json;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

class ApiBenchTest {
  private static final String COLLECTION = "/v2/lbaas/loadbalancers";

  private final Map<String, String> nameOf = new ConcurrentHashMap<>();
  private final Set<String> asked = ConcurrentHashMap.newKeySet();
  private final AtomicInteger ids = new AtomicInteger();
  private volatile int statusOfShow = 200;
  private HttpServer server;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/", this::answer);
    server.start();
  }

  @AfterEach
  void end() {
    server.stop(0);
  }

  /** As little of the API as the benchmark needs; everything is ACTIVE at once. */
  private void answer(HttpExchange exchange) throws IOException {
    byte[] body = exchange.getRequestBody().readAllBytes();
    String path = exchange.getRequestURI().getPath();
    String id = path.substring(path.lastIndexOf('/') + 1);
    asked.add(exchange.getRequestMethod() + " " + path.replaceAll("/(lb|pool)-?\\d+", "/<id>"));
    JsonNode answer =
        switch (exchange.getRequestMethod()) {
          case "POST" -> create(Json.MAPPER.readTree(body));
          case "DELETE" -> {
            nameOf.remove(id);
            yield Json.MAPPER.createObjectNode();
          }
          case "GET" -> path.equals(COLLECTION) ? list(query(exchange)) : shown(id);
          default -> Json.MAPPER.createObjectNode();
        };
    int status = path.matches(COLLECTION + "/lb\\d+") && !isDelete(exchange) ? statusOfShow : 200;
    byte[] bytes = Json.MAPPER.writeValueAsBytes(answer);
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  private static boolean isDelete(HttpExchange exchange) {
    return exchange.getRequestMethod().equals("DELETE");
  }

  private static String query(HttpExchange exchange) {
    String query = exchange.getRequestURI().getQuery();
    return query == null ? "" : query;
  }

  private JsonNode create(JsonNode request) {
    String id = "lb" + ids.incrementAndGet();
    nameOf.put(id, request.path("loadbalancer").path("name").asString());
    ObjectNode shown = shown(id);
    ((ObjectNode) shown.path("loadbalancer"))
        .putArray("pools")
        .addObject()
        .put("id", "pool-" + ids.get());
    return shown;
  }

  private static ObjectNode shown(String id) {
    ObjectNode answer = Json.MAPPER.createObjectNode();
    answer.putObject("loadbalancer").put("id", id).put("provisioning_status", "ACTIVE");
    return answer;
  }

  private JsonNode list(String query) {
    ObjectNode answer = Json.MAPPER.createObjectNode();
    var rows = answer.putArray("loadbalancers");
    if (!query.contains("PENDING") && !query.contains("ERROR")) {
      nameOf.entrySet().stream()
          .filter(each -> !query.contains("name=") || query.contains("name=" + each.getValue()))
          .forEach(each -> rows.addObject().put("id", each.getKey()));
    }
    return answer;
  }

  private ApiBench bench(List<String> labels, PrintStream out, boolean keep) {
    URI url = URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    Load few = new Load(Duration.ofSeconds(30), Duration.ofSeconds(30), 10);
    return new ApiBench(
        labels.stream()
            .map(label -> new Endpoint(label, url, Map.of()))
            .map(endpoint -> new Site(endpoint, "subnet", Duration.ofSeconds(30)))
            .map(site -> new ApiBench.Side(site, Map.of("test", ProcessHandle.current().pid())))
            .toList(),
        new ApiBench.Plan(EnumSet.allOf(Figure.class), List.of(1, 2), few, few, 20, keep),
        new Report(new Terminal(out, false, false), false));
  }

  @Test
  void measuresEverythingOnBothSidesAndRemovesWhatItMade() throws InterruptedException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ApiBench bench = bench(List.of("ours", "theirs"), new PrintStream(out, true), false);
    assertThat(bench.run()).isZero();
    assertThat(nameOf.values()).containsOnly("octavia-bench-listed", "octavia-bench-shown");
    assertThat(nameOf).hasSize(21);
    bench.cleanUp();
    assertThat(nameOf).isEmpty();

    String said = out.toString(StandardCharsets.UTF_8);
    for (Figure figure : Figure.values()) {
      String start = "  " + figure.label() + "  ";
      assertThat(said.lines().filter(line -> line.startsWith(start) && line.endsWith(" ms")))
          .as("%s: two tables and the ratio, each at two numbers of connections", figure)
          .hasSize(6);
    }
    assertThat(new TreeSet<>(asked))
        .containsExactly(
            "DELETE /v2/lbaas/loadbalancers/<id>",
            "GET /",
            "GET /v2/lbaas/loadbalancers",
            "GET /v2/lbaas/loadbalancers/<id>",
            "GET /v2/lbaas/loadbalancers/<id>/status",
            "POST /v2/lbaas/loadbalancers",
            "PUT /v2/lbaas/pools/<id>/members");
  }

  @Test
  void aPopulationIsKeptForTheNextRun() throws InterruptedException {
    PrintStream out = new PrintStream(new ByteArrayOutputStream(), true);
    ApiBench first = bench(List.of("ours"), out, true);
    first.run();
    first.cleanUp();
    assertThat(nameOf).hasSize(21);
    Set<String> listed = Set.copyOf(nameOf.keySet());
    ApiBench second = bench(List.of("ours"), out, true);
    second.run();
    assertThat(nameOf.keySet()).isEqualTo(listed);
  }

  @Test
  void anErrorIsCountedAndTold() throws InterruptedException {
    statusOfShow = 500;
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ApiBench bench = bench(List.of("ours"), new PrintStream(out, true), false);
    assertThat(bench.run()).isEqualTo(1);
    bench.cleanUp();
    assertThat(out.toString(StandardCharsets.UTF_8))
        .contains("the first error", "GET /v2/lbaas/loadbalancers/lb", "was answered 500");
  }
}
