package octavia.cloud.identity;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * What a token says of its holder. Null is what it does not say.
 *
 * @param projectId of a token that is scoped to a project
 * @param domainId of a token that is scoped to a domain
 * @param systemScope {@code all} for a token that is scoped to the whole system
 * @param adminProject false if the identity service has an admin project and this is another
 * @param accessRules the only calls that an application credential allows; empty allows all
 */
public record Token(
    String userId,
    @Nullable String userName,
    @Nullable String userDomainId,
    @Nullable String projectId,
    @Nullable String projectName,
    @Nullable String projectDomainId,
    @Nullable String domainId,
    @Nullable String systemScope,
    Set<String> roles,
    boolean adminProject,
    Instant expiresAt,
    Optional<List<AccessRule>> accessRules) {

  public Token {
    roles = Set.copyOf(roles);
    accessRules = accessRules.map(List::copyOf);
  }

  /**
   * A call that an application credential allows.
   *
   * @param service type of the service
   * @param path where a star and a name in braces stand for one segment, two stars for any rest
   */
  public record AccessRule(String service, String method, String path) {}

  /**
   * Reads the body of Keystone's answer to a validation, API v3.
   *
   * @throws IllegalArgumentException if it is no such body
   */
  public static Token of(JsonNode body) {
    JsonNode token = body.path("token");
    JsonNode user = token.path("user");
    JsonNode project = token.path("project");
    String userId = text(user.path("id"));
    String expires = text(token.path("expires_at"));
    if (userId == null || expires == null) {
      throw new IllegalArgumentException("a token without user.id or expires_at");
    }
    Set<String> roles = new LinkedHashSet<>();
    token.path("roles").forEach(role -> roles.add(role.path("name").asString("")));
    try {
      return new Token(
          userId,
          text(user.path("name")),
          text(user.path("domain").path("id")),
          text(project.path("id")),
          text(project.path("name")),
          text(project.path("domain").path("id")),
          text(token.path("domain").path("id")),
          token.path("system").path("all").asBoolean(false) ? "all" : null,
          roles,
          token.path("is_admin_project").asBoolean(true),
          Instant.parse(expires),
          accessRules(token.path("application_credential").path("access_rules")));
    } catch (DateTimeException e) {
      throw new IllegalArgumentException("a token with expires_at " + expires, e);
    }
  }

  private static Optional<List<AccessRule>> accessRules(JsonNode rules) {
    if (!rules.isArray()) {
      return Optional.empty();
    }
    List<AccessRule> read = new ArrayList<>();
    rules.forEach(rule ->
        read.add(
            new AccessRule(
                rule.path("service").asString(""),
                rule.path("method").asString(""),
                rule.path("path").asString(""))));
    return Optional.of(read);
  }

  private static @Nullable String text(JsonNode node) {
    return node.isString() ? node.asString() : null;
  }

  @Override
  public String toString() {
    return "Token[user " + userId + ", project " + projectId + ", expires " + expiresAt + "]";
  }
}
