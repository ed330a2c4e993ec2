package octavia.app.image;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import octavia.http.Json;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A stand-in of Keystone and Glance, as far as an upload needs them: one password, one catalog,
 * images in memory. It follows their published API; it is not them.
 */
final class StandInGlance implements AutoCloseable {
  static final String PASSWORD = "secret";

  private final HttpServer server;
  private final String token = UUID.randomUUID().toString();
  private final Map<String, ObjectNode> images = new ConcurrentHashMap<>();
  private final Map<String, byte[]> files = new ConcurrentHashMap<>();
  private final List<String> seen = new ArrayList<>();

  /** What happens to what is uploaded. */
  enum Storage {
    WHOLE,
    OLD,
    BROKEN,
    FULL
  }

  private final Storage storage;

  StandInGlance(Storage storage) throws IOException {
    this.storage = storage;
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/identity/v3/auth/tokens", this::token);
    server.createContext("/image/v2/images", this::image);
    server.start();
  }

  private String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  /** What an openrc file would export. */
  Map<String, String> environment() {
    return Map.of(
        "OS_AUTH_URL", url() + "/identity/v3",
        "OS_USERNAME", "admin",
        "OS_PASSWORD", PASSWORD,
        "OS_PROJECT_NAME", "admin",
        "OS_REGION_NAME", "RegionOne");
  }

  Map<String, ObjectNode> images() {
    return images;
  }

  byte[] file(String id) {
    return files.getOrDefault(id, new byte[0]);
  }

  /** Methods and paths of what was asked for, in order. */
  synchronized List<String> seen() {
    return List.copyOf(seen);
  }

  @Override
  public void close() {
    server.stop(0);
  }

  private void token(HttpExchange exchange) throws IOException {
    JsonNode asked = Json.MAPPER.readTree(exchange.getRequestBody().readAllBytes());
    String password = asked.at("/auth/identity/password/user/password").asString("");
    if (!password.equals(PASSWORD)) {
      answer(exchange, 401, "{\"error\": {\"message\": \"no\"}}");
      return;
    }
    exchange.getResponseHeaders().add("X-Subject-Token", token);
    answer(
        exchange,
        201,
        """
        {"token": {"catalog": [{"type": "image", "endpoints": [
          {"interface": "public", "region_id": "RegionOne", "url": "%s/image"}]}]}}
        """
            .formatted(url()));
  }

  private void image(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getPath().substring("/image/v2/images".length());
    synchronized (this) {
      seen.add(exchange.getRequestMethod() + " " + path.replaceAll("^/[0-9a-f-]{36}", "/ID"));
    }
    byte[] body = exchange.getRequestBody().readAllBytes();
    if (!token.equals(exchange.getRequestHeaders().getFirst("X-Auth-Token"))) {
      answer(exchange, 401, "who are you?");
      return;
    }
    String id = path.isEmpty() ? "" : path.split("/")[1];
    switch (exchange.getRequestMethod()) {
      case "POST" -> {
        ObjectNode made = (ObjectNode) Json.MAPPER.readTree(body);
        String name = UUID.randomUUID().toString();
        images.put(name, made.put("id", name).put("status", "queued"));
        answer(exchange, 201, made.toString());
      }
      case "PUT" -> {
        if (storage == Storage.FULL) {
          answer(exchange, 413, "no space left");
        } else {
          store(id, body);
          answer(exchange, 204, "");
        }
      }
      case "GET" -> answer(exchange, 200, String.valueOf(images.get(id)));
      case "DELETE" -> {
        images.remove(id);
        answer(exchange, 204, "");
      }
      default -> answer(exchange, 405, "");
    }
  }

  private void store(String id, byte[] body) {
    byte[] kept = storage == Storage.BROKEN ? new byte[] {1} : body;
    files.put(id, kept);
    ObjectNode image = images.get(id).put("status", "active").put("checksum", hash("MD5", kept));
    if (storage != Storage.OLD) {
      image.put("os_hash_algo", "sha512").put("os_hash_value", hash("SHA-512", kept));
    }
  }

  private static String hash(String algorithm, byte[] content) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance(algorithm).digest(content));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void answer(HttpExchange exchange, int status, String body) throws IOException {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }
}
