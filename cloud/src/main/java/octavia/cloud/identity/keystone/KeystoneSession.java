package octavia.cloud.identity.keystone;

import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import octavia.cloud.identity.IdentityUnavailableException;
import octavia.cloud.identity.Token;
import octavia.http.Json;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * The service's own login: made when it is first needed, renewed before it ends. For many threads;
 * one at a time logs in, for all that wait.
 */
final class KeystoneSession {
  private static final Duration RENEW_BEFORE_END = Duration.ofMinutes(2);

  private final KeystoneSettings settings;
  private final KeystoneConnection connection;
  private final InstantSource clock;
  private final Together<Login> loggingIn = new Together<>();
  private volatile @Nullable Login login; // written by who logs in for all

  /**
   * A login.
   *
   * @param token for {@code X-Auth-Token}
   * @param identityUrl Keystone's address of the catalog, ending in {@code /v3}
   */
  record Login(String token, String identityUrl, Instant expiresAt) {
    @Override
    public String toString() {
      return "Login[" + identityUrl + ", until " + expiresAt + "]";
    }
  }

  KeystoneSession(KeystoneSettings settings, KeystoneConnection connection, InstantSource clock) {
    this.settings = settings;
    this.connection = connection;
    this.clock = clock;
  }

  /** The login that counts now. */
  Login login() {
    return fresh().orElseGet(() -> renew(null));
  }

  /** Another login than one that Keystone does not take any more. */
  Login renew(@Nullable Login refused) {
    return loggingIn.ask(
        refused == null ? "" : refused.token,
        // Known by now, if another thread logged in just before.
        () -> fresh().filter(each -> !each.equals(refused)).orElseGet(this::logIn));
  }

  private Optional<Login> fresh() {
    return Optional.ofNullable(login)
        .filter(known -> clock.instant().plus(RENEW_BEFORE_END).isBefore(known.expiresAt));
  }

  private Login logIn() {
    Login made = ask();
    login = made;
    return made;
  }

  private Login ask() {
    String url = version3(settings.authUrl());
    HttpResponse<String> response =
        connection.send(
            connection
                .request(url + "/auth/tokens")
                .header("Content-Type", "application/json")
                .POST(
                    BodyPublishers.ofByteArray(
                        Json.MAPPER.writeValueAsBytes(LoginBody.of(settings.credentials()))))
                .build());
    if (response.statusCode() != 201) {
      throw new IdentityUnavailableException(
          "Keystone at "
              + url
              + " answers "
              + response.statusCode()
              + " to the login of [keystone_authtoken] "
              + settings.credentials());
    }
    try {
      JsonNode body = Json.MAPPER.readTree(response.body());
      return new Login(
          response
              .headers()
              .firstValue("X-Subject-Token")
              .orElseThrow(() -> new IllegalArgumentException("no X-Subject-Token")),
          catalogUrl(body.path("token").path("catalog")).orElse(url),
          Token.of(body).expiresAt());
    } catch (JacksonException | IllegalArgumentException e) {
      throw new IdentityUnavailableException("Keystone at " + url + " answers no token", e);
    }
  }

  private Optional<String> catalogUrl(JsonNode catalog) {
    for (JsonNode service : catalog) {
      if (!service.path("type").asString("").equals("identity")) {
        continue;
      }
      for (JsonNode endpoint : service.path("endpoints")) {
        String region = endpoint.path("region_id").asString(endpoint.path("region").asString(""));
        String url = endpoint.path("url").asString("");
        if (endpoint.path("interface").asString("").equals(settings.endpointInterface())
            && settings.region().map(region::equals).orElse(true)
            && !url.isEmpty()) {
          return Optional.of(version3(url));
        }
      }
    }
    return Optional.empty();
  }

  /** The address of version 3 below an address of Keystone, with or without a version in it. */
  private static String version3(String url) {
    String bare = url.replaceAll("/+$", "").replaceAll("/v(2\\.0|3)$", "");
    return bare + "/v3";
  }
}
