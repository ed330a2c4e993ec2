package octavia.cloud.identity.keystone;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import octavia.http.Json;
import tools.jackson.databind.JsonNode;

/** As much of Keystone as validating tokens needs. It logs each call as method and path. */
final class FakeKeystone implements AutoCloseable {
  private final HttpServer server;
  final List<String> calls = new CopyOnWriteArrayList<>();
  final List<JsonNode> logins = new CopyOnWriteArrayList<>();

  /** Users' tokens: to what their body says. */
  final Map<String, String> tokens = new ConcurrentHashMap<>();

  volatile Instant serviceTokenEnds;
  volatile boolean refusesLogins;
  volatile int validationStatus = 200;
  volatile String serviceToken = "service-0";

  FakeKeystone(Instant serviceTokenEnds) throws IOException {
    this.serviceTokenEnds = serviceTokenEnds;
    this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/", this::answer);
    server.start();
  }

  String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  static String token(String project, Instant ends) {
    return """
    {"token": {"methods": ["password"], "user": {"id": "u1", "name": "demo",
     "domain": {"id": "default", "name": "Default"}},
     "project": {"id": "%s", "name": "demo", "domain": {"id": "default", "name": "Default"}},
     "roles": [{"id": "r1", "name": "member"}, {"id": "r2", "name": "reader"}],
     "is_admin_project": false, "expires_at": "%s", "issued_at": "2026-11-21T08:00:00.000000Z"}}\
    """
        .formatted(project, ends);
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      calls.add(exchange.getRequestMethod() + " " + exchange.getRequestURI());
      if (exchange.getRequestMethod().equals("POST")) {
        logins.add(Json.MAPPER.readTree(exchange.getRequestBody().readAllBytes()));
        if (refusesLogins) {
          send(exchange, 401, "{\"error\": {\"code\": 401}}");
          return;
        }
        serviceToken = "service-" + logins.size();
        exchange.getResponseHeaders().set("X-Subject-Token", serviceToken);
        send(exchange, 201, serviceLogin());
        return;
      }
      if (!serviceToken.equals(exchange.getRequestHeaders().getFirst("X-Auth-Token"))) {
        send(exchange, 401, "{\"error\": {\"code\": 401}}");
        return;
      }
      String known = tokens.get(exchange.getRequestHeaders().getFirst("X-Subject-Token"));
      int status = validationStatus != 200 ? validationStatus : known == null ? 404 : 200;
      send(exchange, status, status == 200 ? known : "{\"error\": {\"code\": 404}}");
    }
  }

  private String serviceLogin() {
    return """
    {"token": {"user": {"id": "octavia"}, "expires_at": "%s", "catalog": [
      {"type": "image", "endpoints": [
        {"interface": "internal", "region": "R1", "url": "http://127.0.0.1:1"}]},
      {"type": "identity", "endpoints": [
        {"interface": "internal", "region": "R2", "url": "http://127.0.0.1:1"},
        {"interface": "public", "region": "R1", "url": "http://127.0.0.1:1"},
        {"interface": "internal", "region": "R1", "region_id": "R1", "url": "%s/identity/"}]}]}}\
    """
        .formatted(serviceTokenEnds, url());
  }

  private static void send(HttpExchange exchange, int status, String body) throws IOException {
    byte[] bytes = body.getBytes(java.nio.charset.StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
