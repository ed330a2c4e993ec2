package octavia.cloud.identity.embedded;

import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import octavia.cloud.identity.embedded.Accounts.Role;
import octavia.http.Json;
import octavia.http.Request;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * A request by somebody who is logged in.
 *
 * @param views of what is known at its beginning
 * @param roles names of those that the session has
 */
record Ask(Request request, Session session, Set<String> roles, Views views) {

  static Ask of(Request request, Logins logins, AccountsFile file) {
    Session session =
        request
            .headers()
            .first("X-Auth-Token")
            .flatMap(logins::find)
            .orElseThrow(Refusal::unauthorized);
    return new Ask(
        request,
        session,
        logins.roles(session).stream().map(Role::name).collect(Collectors.toSet()),
        new Views(file.accounts(), request.baseUrl()));
  }

  Accounts accounts() {
    return views.accounts();
  }

  boolean isAdmin() {
    return roles.contains("admin");
  }

  /** Refuses everybody but admins. */
  void requireAdmin(String action) {
    if (!isAdmin()) {
      throw Refusal.forbidden(action);
    }
  }

  /** Refuses everybody but admins and the user themselves. */
  void requireSelf(String userId, String action) {
    if (!session.userId().equals(userId)) {
      requireAdmin(action);
    }
  }

  String parameter(String name) {
    return request.parameter(name);
  }

  /** True if the query does not ask for another value. */
  boolean asksFor(String name, @Nullable String value) {
    Optional<String> wanted = request.query().first(name);
    return wanted.isEmpty() || wanted.get().equalsIgnoreCase(value == null ? "" : value);
  }

  /** The object under {@code key} in the body. */
  JsonNode body(String key) {
    return body(request, key);
  }

  static JsonNode body(Request request, String key) {
    try {
      JsonNode value = Json.MAPPER.readTree(request.body()).path(key);
      if (value.isObject()) {
        return value;
      }
    } catch (JacksonException e) {
      throw Refusal.badRequest("The body is not JSON.");
    }
    throw Refusal.badRequest("The body is an object with the key " + key + ".");
  }
}
