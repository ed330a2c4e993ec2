package octavia.app.bench;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import octavia.app.command.CommandFailure;
import octavia.http.Json;

/**
 * Who the benchmark is, as the variables of an openrc file say it: a token, an application
 * credential, a password, or nobody where the API asks nobody.
 */
public final class Credentials {
  /** The project of requests where nobody is asked who they are. */
  private static final String PROJECT = "00000000000040008000000000000b0b";

  private static final Duration LIMIT = Duration.ofSeconds(30);

  private Credentials() {}

  /**
   * The headers that a request carries.
   *
   * @param environment variables; without {@code OS_AUTH_URL} nobody is asked
   * @throws CommandFailure if Keystone gives no token
   */
  public static Map<String, String> headers(Map<String, String> environment)
      throws InterruptedException {
    String token = environment.getOrDefault("OS_TOKEN", "");
    if (!token.isEmpty()) {
      return Map.of("X-Auth-Token", token);
    }
    String url = environment.getOrDefault("OS_AUTH_URL", "");
    if (url.isEmpty()) {
      return Map.of("X-Project-Id", environment.getOrDefault("OS_PROJECT_ID", PROJECT));
    }
    return Map.of("X-Auth-Token", token(url, request(environment)));
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

  private static String token(String url, Map<String, ?> request) throws InterruptedException {
    String base = url.endsWith("/") ? url.substring(0, url.length() - 1) : url;
    URI tokens = URI.create((base.endsWith("/v3") ? base : base + "/v3") + "/auth/tokens");
    try (HttpClient http = HttpClient.newHttpClient()) {
      HttpResponse<String> answer =
          http.send(
              HttpRequest.newBuilder(tokens)
                  .timeout(LIMIT)
                  .header("Content-Type", "application/json")
                  .POST(BodyPublishers.ofByteArray(Json.MAPPER.writeValueAsBytes(request)))
                  .build(),
              BodyHandlers.ofString());
      return answer
          .headers()
          .firstValue("X-Subject-Token")
          .orElseThrow(() ->
              new CommandFailure(
                  tokens + " answered " + answer.statusCode() + ": " + answer.body()));
    } catch (IOException e) {
      throw new CommandFailure(tokens + " cannot be asked for a token: " + e.getMessage(), e);
    }
  }
}
