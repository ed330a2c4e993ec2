package octavia.app.client;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.function.Consumer;
import octavia.app.command.CommandFailure;
import octavia.app.command.Pause;
import octavia.http.Json;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * Speaks to the API as any tenant could. A call throws {@link ApiFailure} where the answer is not a
 * success. May be used by many threads.
 */
public final class ApiClient implements AutoCloseable {
  private static final Duration CONNECT_LIMIT = Duration.ofSeconds(5);
  private static final Duration ANSWER_LIMIT = Duration.ofSeconds(30);
  private static final Duration POLL_INTERVAL = Duration.ofMillis(20);

  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(CONNECT_LIMIT)
          .build();
  private final URI api;

  /**
   * A client.
   *
   * @param api scheme, host and port
   */
  public ApiClient(URI api) {
    this.api = api;
  }

  /** Gets {@code path}, such as {@code /v2/lbaas/pools}. */
  public JsonNode get(String path) throws InterruptedException {
    return send(request(path).GET());
  }

  /** Creates; answers the object without its envelope. */
  public JsonNode create(String collection, String kind, Map<String, ?> fields)
      throws InterruptedException {
    return send(request(collection).POST(json(Map.of(kind, fields)))).path(kind);
  }

  /** Changes some fields; answers the object without its envelope. */
  public JsonNode update(String path, String kind, Map<String, ?> fields)
      throws InterruptedException {
    return send(request(path).PUT(json(Map.of(kind, fields)))).path(kind);
  }

  /** Deletes; gone already is as good. */
  public void delete(String path) throws InterruptedException {
    try {
      send(request(path).DELETE());
    } catch (ApiFailure e) {
      if (e.status() != 404) {
        throw e;
      }
    }
  }

  /** True if {@code path} answers 404. */
  public boolean isGone(String path) throws InterruptedException {
    try {
      get(path);
      return false;
    } catch (ApiFailure e) {
      if (e.status() == 404) {
        return true;
      }
      throw e;
    }
  }

  /**
   * Waits until a load balancer is ACTIVE.
   *
   * @param watcher told the provisioning status each time that it is asked for
   * @throws CommandFailure if it becomes ERROR, or is not ACTIVE within {@code limit}
   */
  public JsonNode awaitActive(String loadBalancerId, Duration limit, Consumer<String> watcher)
      throws InterruptedException {
    Instant end = Instant.now().plus(limit);
    while (true) {
      JsonNode loadBalancer = get("/v2/lbaas/loadbalancers/" + loadBalancerId).path("loadbalancer");
      String status = loadBalancer.path("provisioning_status").asString();
      watcher.accept(status);
      if (status.equals("ACTIVE")) {
        return loadBalancer;
      }
      if (status.equals("ERROR")) {
        throw new CommandFailure("the load balancer is ERROR: " + reason(loadBalancerId));
      }
      if (Instant.now().isAfter(end)) {
        throw new CommandFailure(
            "the load balancer is still %s after %d s: %s"
                .formatted(status, limit.toSeconds(), reason(loadBalancerId)));
      }
      Pause.of(POLL_INTERVAL);
    }
  }

  /** What the newest event of a load balancer says, for operators where they may read it. */
  private String reason(String loadBalancerId) throws InterruptedException {
    JsonNode event =
        get("/v2/lbaas/loadbalancers/" + loadBalancerId + "/events?limit=1").path("events").path(0);
    String text = event.path("text").asString("nothing is on its timeline");
    String detail = event.path("detail").asString("");
    return detail.isEmpty() ? text : text + " (" + detail + ")";
  }

  @Override
  public void close() {
    http.shutdownNow();
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(api.resolve(path))
        .timeout(ANSWER_LIMIT)
        .header("Accept", "application/json")
        .header("Content-Type", "application/json");
  }

  private static HttpRequest.BodyPublisher json(Object value) {
    return BodyPublishers.ofByteArray(Json.MAPPER.writeValueAsBytes(value));
  }

  private JsonNode send(HttpRequest.Builder builder) throws InterruptedException {
    HttpRequest request = builder.build();
    HttpResponse<String> response;
    try {
      response = http.send(request, BodyHandlers.ofString());
    } catch (IOException e) {
      throw new ApiFailure(0, "no answer to " + request.method() + " " + request.uri() + ": " + e);
    }
    if (response.statusCode() >= 400) {
      throw new ApiFailure(
          response.statusCode(),
          request.method()
              + " "
              + request.uri().getPath()
              + " was answered "
              + response.statusCode()
              + ": "
              + response.body());
    }
    try {
      return response.body().isEmpty()
          ? Json.MAPPER.missingNode()
          : Json.MAPPER.readTree(response.body());
    } catch (JacksonException e) {
      throw new ApiFailure(response.statusCode(), "not JSON: " + response.body());
    }
  }
}
