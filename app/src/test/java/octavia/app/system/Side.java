package octavia.app.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import octavia.http.Json;
import tools.jackson.databind.JsonNode;

/**
 * A user of one of two servers that are compared or used at once; each call must succeed, but for
 * {@link #read} and {@link #call}. May be used by many threads.
 */
final class Side implements AutoCloseable {
  private static final Duration LIMIT = Duration.ofSeconds(60);

  private final String name;
  private final URI api;
  private final String token;
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(LIMIT).build();

  Side(String name, URI api, String token) {
    this.name = name;
    this.api = api;
    this.token = token;
  }

  String name() {
    return name;
  }

  JsonNode get(String path) throws InterruptedException {
    return successful("GET", path, "");
  }

  JsonNode post(String path, JsonNode body) throws InterruptedException {
    return successful("POST", path, body.toString());
  }

  void put(String path, JsonNode body) throws InterruptedException {
    successful("PUT", path, body.toString());
  }

  void delete(String path) throws InterruptedException {
    successful("DELETE", path, "");
  }

  /**
   * Whatever is answered, a value for the path to each field; the server's own address left out.
   * Objects inside another are sorted: Octavia shows them in any order.
   */
  Map<String, JsonNode> read(String path) throws InterruptedException {
    Answer answer = call("GET", path, "");
    Map<String, JsonNode> fields = new TreeMap<>();
    fields.put("status", Json.MAPPER.valueToTree(answer.status()));
    JsonNode body = Json.MAPPER.readTree(answer.body().replace(api.toString(), ""));
    boolean list = body.propertyStream().anyMatch(field -> field.getValue().isArray());
    flatten("", body, list ? 2 : 0, fields);
    return fields;
  }

  /** Puts what is below a path; lists of the first levels keep their order. */
  private static void flatten(
      String path, JsonNode node, int levels, Map<String, JsonNode> fields) {
    if (node.isEmpty()) {
      fields.put(path, node);
    }
    node.propertyStream()
        .forEach(
            field -> flatten(path + "/" + field.getKey(), field.getValue(), levels - 1, fields));
    List<JsonNode> elements = node.isArray() ? node.valueStream().toList() : List.of();
    if (levels <= 0) {
      elements =
          elements.stream().sorted(Comparator.comparing(element -> rank(path, element))).toList();
    }
    for (int i = 0; i < elements.size(); i++) {
      flatten(path + "/" + i, elements.get(i), levels - 1, fields);
    }
  }

  /** What an element is sorted by; texts keep their order but where Octavia has none for them. */
  private static String rank(String path, JsonNode element) {
    if (element.isObject()) {
      return element.path("id").asString("");
    }
    return path.endsWith("/sni_container_refs") ? element.asString() : "";
  }

  /** What a server said. */
  record Answer(int status, String body) {}

  private JsonNode successful(String method, String path, String body) throws InterruptedException {
    Answer answer = call(method, path, body);
    assertThat(answer.status())
        .as("%s %s %s %s: %s", name, method, path, body, answer.body())
        .isBetween(200, 299);
    return answer.body().isEmpty()
        ? Json.MAPPER.missingNode()
        : Json.MAPPER.readTree(answer.body());
  }

  /** Whatever is answered. */
  Answer call(String method, String path, String body) throws InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(api.resolve("/v2/" + path))
            .timeout(LIMIT)
            .header("Accept", "application/json")
            .header("Content-Type", "application/json")
            .header("X-Auth-Token", token)
            .method(
                method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body))
            .build();
    try {
      var answer = http.send(request, BodyHandlers.ofString());
      return new Answer(answer.statusCode(), answer.body());
    } catch (IOException e) {
      throw new AssertionError(name + " does not answer " + method + " " + path, e);
    }
  }

  @Override
  public void close() {
    http.shutdownNow();
  }
}
