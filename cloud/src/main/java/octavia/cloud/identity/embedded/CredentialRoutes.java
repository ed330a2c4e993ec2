package octavia.cloud.identity.embedded;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import octavia.cloud.identity.Token.AccessRule;
import octavia.cloud.identity.embedded.Accounts.ApplicationCredential;
import octavia.cloud.identity.embedded.Accounts.Role;
import octavia.http.Response;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Application credentials: a user's own affair, and nobody else's. */
final class CredentialRoutes {
  private static final String PATH = "/users/{user_id}/application_credentials";

  private final AccountsFile file;

  CredentialRoutes(AccountsFile file) {
    this.file = file;
  }

  void add(EmbeddedIdentity.Routes routes) {
    routes
        .on("GET", PATH, CredentialRoutes::list)
        .on("POST", PATH, this::create)
        .on("GET", PATH + "/{id}", CredentialRoutes::show)
        .on("DELETE", PATH + "/{id}", this::delete);
  }

  private static Response list(Ask ask) {
    String userId = ask.parameter("user_id");
    ask.requireSelf(userId, "list_application_credentials");
    Views views = ask.views();
    return Response.json(
        200,
        views.list(
            "application_credentials",
            ask.accounts().applicationCredentials().values().stream()
                .filter(each -> each.userId().equals(userId))
                .filter(each -> ask.asksFor("name", each.name()))
                .map(views::credential)
                .toList()));
  }

  private static Response show(Ask ask) {
    ask.requireSelf(ask.parameter("user_id"), "get_application_credential");
    return Response.json(
        200, Map.of("application_credential", ask.views().credential(find(ask, ask.accounts()))));
  }

  private Response create(Ask ask) {
    requireOwn(ask, "create_application_credential");
    if (!ask.session().on().equals("project")) {
      throw Refusal.forbidden("create_application_credential");
    }
    JsonNode body = ask.body("application_credential");
    String secret = Text.optional(body, "secret").orElseGet(Secrets::password);
    ApplicationCredential credential =
        new ApplicationCredential(
            Secrets.id(),
            Text.name(body),
            Text.textOr(body, "description", ""),
            ask.session().userId(),
            ask.session().targetId(),
            roles(ask, body.path("roles")),
            Secrets.hash(secret),
            Text.time(body, "expires_at").orElse(null),
            Text.flagOr(body, "unrestricted", false),
            accessRules(body.path("access_rules")));
    Accounts stored =
        file.change(accounts -> {
          if (accounts.applicationCredentials().values().stream()
              .anyMatch(same ->
                  same.userId().equals(credential.userId())
                      && same.name().equals(credential.name()))) {
            throw Refusal.conflict("application_credential", credential.name());
          }
          return accounts.withCredential(credential);
        });
    Map<String, @Nullable Object> view =
        new Views(stored, ask.views().base()).credential(credential);
    view.put("secret", secret); // shown this once
    return Response.json(201, Map.of("application_credential", view));
  }

  /** The roles that are asked for, of those that the user has; all of them if none are. */
  private static List<String> roles(Ask ask, JsonNode wanted) {
    Set<Role> own =
        ask.accounts().effective(ask.session().userId(), "project", ask.session().targetId());
    if (wanted.isMissingNode() || wanted.isNull() || wanted.isEmpty()) {
      return own.stream().map(Role::id).toList();
    }
    List<String> chosen = new ArrayList<>();
    for (JsonNode named : wanted) {
      String id = named.path("id").asString("");
      String name = named.path("name").asString("");
      chosen.add(
          own.stream()
              .filter(role -> id.isEmpty() ? role.name().equals(name) : role.id().equals(id))
              .map(Role::id)
              .findFirst()
              .orElseThrow(() -> Refusal.notFound("role assignment with role", id + name)));
    }
    return chosen;
  }

  private static @Nullable List<AccessRule> accessRules(JsonNode rules) {
    if (!rules.isArray()) {
      return null;
    }
    List<AccessRule> read = new ArrayList<>();
    for (JsonNode rule : rules) {
      read.add(
          new AccessRule(
              Text.textOr(rule, "service", ""),
              Text.textOr(rule, "method", ""),
              Text.textOr(rule, "path", "")));
    }
    return read;
  }

  private Response delete(Ask ask) {
    requireOwn(ask, "delete_application_credential");
    file.change(accounts -> accounts.withoutCredential(find(ask, accounts).id()));
    return Response.empty(204);
  }

  /** Nobody for another, and no application credential that may not make further ones. */
  private static void requireOwn(Ask ask, String action) {
    boolean own = ask.session().userId().equals(ask.parameter("user_id"));
    String credentialId = ask.session().applicationCredentialId();
    boolean restricted =
        credentialId != null
            && Optional.ofNullable(ask.accounts().applicationCredentials().get(credentialId))
                .filter(ApplicationCredential::unrestricted)
                .isEmpty();
    if (!own || restricted) {
      throw Refusal.forbidden(action);
    }
  }

  private static ApplicationCredential find(Ask ask, Accounts accounts) {
    String id = ask.parameter("id");
    return Optional.ofNullable(accounts.applicationCredentials().get(id))
        .filter(each -> each.userId().equals(ask.parameter("user_id")))
        .orElseThrow(() -> Refusal.notFound("application credential", id));
  }
}
