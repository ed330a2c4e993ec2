package octavia.app.client;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import octavia.app.command.CommandFailure;
import octavia.http.Json;
import octavia.http.PemFiles;
import tools.jackson.databind.JsonNode;

/**
 * Who a command is to the services of a cloud, as the variables of an openrc file say it: a token,
 * an application credential, a password, or nobody where nobody is asked.
 *
 * @param headers that a request carries; secret
 * @param catalog of the services; empty where none was given out
 * @param environment the variables
 */
public record Login(
    Map<String, String> headers, JsonNode catalog, Map<String, String> environment) {
  /** The project of requests where nobody is asked who they are. */
  private static final String PROJECT = "00000000000040008000000000000b0b";

  private static final Duration LIMIT = Duration.ofSeconds(30);

  public Login {
    headers = Map.copyOf(headers);
    environment = Map.copyOf(environment);
  }

  /**
   * Logs in.
   *
   * @param environment variables; without {@code OS_AUTH_URL} nobody is asked
   * @throws CommandFailure if Keystone gives no token
   */
  public static Login of(Map<String, String> environment) throws InterruptedException {
    String token = environment.getOrDefault("OS_TOKEN", "");
    JsonNode none = Json.MAPPER.createArrayNode();
    if (!token.isEmpty()) {
      return new Login(Map.of("X-Auth-Token", token), none, environment);
    }
    String url = environment.getOrDefault("OS_AUTH_URL", "");
    if (url.isEmpty()) {
      return new Login(
          Map.of("X-Project-Id", environment.getOrDefault("OS_PROJECT_ID", PROJECT)),
          none,
          environment);
    }
    HttpResponse<String> answer = ask(url, environment);
    return new Login(
        Map.of("X-Auth-Token", answer.headers().firstValue("X-Subject-Token").orElseThrow()),
        Json.MAPPER.readTree(answer.body()).path("token").path("catalog"),
        environment);
  }

  /**
   * Where a service is: as {@code variable} says, else in the catalog, in the region of {@code
   * OS_REGION_NAME} and for the interface of {@code OS_INTERFACE}, which is public.
   *
   * @param type such as {@code image}
   * @throws CommandFailure if nobody says it
   */
  public String endpoint(String type, String variable) {
    String said = environment.getOrDefault(variable, "");
    if (!said.isEmpty()) {
      return said;
    }
    String region = environment.getOrDefault("OS_REGION_NAME", "");
    String side =
        environment
            .getOrDefault("OS_INTERFACE", environment.getOrDefault("OS_ENDPOINT_TYPE", "public"))
            .replaceFirst("URL$", "");
    for (JsonNode service : catalog) {
      if (!service.path("type").asString("").equals(type)) {
        continue;
      }
      for (JsonNode endpoint : service.path("endpoints")) {
        if (endpoint.path("interface").asString("").equals(side)
            && (region.isEmpty() || endpoint.path("region_id").asString("").equals(region))) {
          return endpoint.path("url").asString("");
        }
      }
    }
    throw new CommandFailure(
        "nobody says where the service of type "
            + type
            + " is: "
            + (catalog.isEmpty()
                ? "export OS_AUTH_URL and what belongs to it, or " + variable + "."
                : "the catalog has no "
                    + side
                    + " endpoint of it"
                    + (region.isEmpty() ? "." : " in " + region + ".")));
  }

  @Override
  public String toString() {
    return "Login[" + environment.getOrDefault("OS_AUTH_URL", "") + "]";
  }

  /** The body that asks for a token. */
  static Map<String, ?> request(Map<String, String> environment) {
    if (environment.containsKey("OS_APPLICATION_CREDENTIAL_ID")) {
      return Map.of(
          "auth",
          Map.of(
              "identity",
              Map.of(
                  "methods",
                  List.of("application_credential"),
                  "application_credential",
                  Map.of(
                      "id",
                      need(environment, "OS_APPLICATION_CREDENTIAL_ID"),
                      "secret",
                      need(environment, "OS_APPLICATION_CREDENTIAL_SECRET")))));
    }
    Map<String, Object> user = new LinkedHashMap<>();
    user.put("name", need(environment, "OS_USERNAME"));
    user.put("password", need(environment, "OS_PASSWORD"));
    user.put("domain", domain(environment, "OS_USER_DOMAIN"));
    Map<String, Object> project =
        environment.containsKey("OS_PROJECT_ID")
            ? Map.of("id", need(environment, "OS_PROJECT_ID"))
            : Map.of(
                "name",
                need(environment, "OS_PROJECT_NAME"),
                "domain",
                domain(environment, "OS_PROJECT_DOMAIN"));
    return Map.of(
        "auth",
        Map.of(
            "identity",
            Map.of("methods", List.of("password"), "password", Map.of("user", user)),
            "scope",
            Map.of("project", project)));
  }

  private static Map<String, String> domain(Map<String, String> environment, String prefix) {
    String name = environment.getOrDefault(prefix + "_NAME", "");
    return name.isEmpty()
        ? Map.of("id", environment.getOrDefault(prefix + "_ID", "default"))
        : Map.of("name", name);
  }

  private static String need(Map<String, String> environment, String name) {
    return Objects.requireNonNullElseGet(
        environment.get(name),
        () -> {
          throw new CommandFailure("OS_AUTH_URL is set, and " + name + " is not");
        });
  }

  /** A client that trusts the authorities of {@code OS_CACERT}, where that is set. */
  public static HttpClient client(Map<String, String> environment) {
    HttpClient.Builder builder =
        HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(LIMIT);
    String file = environment.getOrDefault("OS_CACERT", "");
    if (file.isEmpty()) {
      return builder.build();
    }
    try {
      KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
      store.load(null, null);
      for (X509Certificate each : PemFiles.certificates(Files.readString(Path.of(file)))) {
        store.setCertificateEntry("authority-" + store.size(), each);
      }
      TrustManagerFactory trust =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      trust.init(store);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, trust.getTrustManagers(), null);
      return builder.sslContext(context).build();
    } catch (GeneralSecurityException | IOException | IllegalArgumentException e) {
      throw new CommandFailure("OS_CACERT = " + file + ": " + e, e);
    }
  }

  private static HttpResponse<String> ask(String url, Map<String, String> environment)
      throws InterruptedException {
    Map<String, ?> request = request(environment);
    String base = url.endsWith("/") ? url.substring(0, url.length() - 1) : url;
    URI tokens = URI.create((base.endsWith("/v3") ? base : base + "/v3") + "/auth/tokens");
    try (HttpClient http = client(environment)) {
      HttpResponse<String> answer =
          http.send(
              HttpRequest.newBuilder(tokens)
                  .timeout(LIMIT)
                  .header("Content-Type", "application/json")
                  .POST(BodyPublishers.ofByteArray(Json.MAPPER.writeValueAsBytes(request)))
                  .build(),
              BodyHandlers.ofString());
      if (answer.statusCode() != 201 || answer.headers().firstValue("X-Subject-Token").isEmpty()) {
        throw new CommandFailure(
            tokens + " answered " + answer.statusCode() + ": " + answer.body());
      }
      return answer;
    } catch (IOException e) {
      throw new CommandFailure(tokens + " cannot be asked for a token: " + e.getMessage(), e);
    }
  }
}
