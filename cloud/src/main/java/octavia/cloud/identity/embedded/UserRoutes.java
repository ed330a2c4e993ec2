package octavia.cloud.identity.embedded;

import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;
import octavia.cloud.identity.embedded.Accounts.User;
import octavia.http.Response;
import tools.jackson.databind.JsonNode;

/** Users. A new password ends the tokens of the old one. */
final class UserRoutes {
  private final AccountsFile file;
  private final Logins logins;
  private final InstantSource clock;

  UserRoutes(AccountsFile file, Logins logins, InstantSource clock) {
    this.file = file;
    this.logins = logins;
    this.clock = clock;
  }

  void add(EmbeddedIdentity.Routes routes) {
    routes
        .on("GET", "/users", UserRoutes::list)
        .on("POST", "/users", this::create)
        .on("GET", "/users/{id}", UserRoutes::show)
        .on("PATCH", "/users/{id}", this::update)
        .on("DELETE", "/users/{id}", this::delete)
        .on("POST", "/users/{id}/password", this::changePassword);
  }

  private static Response list(Ask ask) {
    ask.requireAdmin("list_users");
    Views views = ask.views();
    return Response.json(
        200,
        views.list(
            "users",
            ask.accounts().users().values().stream()
                .filter(user -> ask.asksFor("name", user.name()))
                .filter(user -> ask.asksFor("domain_id", user.domainId()))
                .filter(user -> ask.asksFor("enabled", String.valueOf(user.enabled())))
                .map(views::user)
                .toList()));
  }

  private static Response show(Ask ask) {
    String id = ask.parameter("id");
    ask.requireSelf(id, "get_user");
    return Response.json(200, Map.of("user", ask.views().user(find(ask.accounts(), id))));
  }

  private Response create(Ask ask) {
    ask.requireAdmin("create_user");
    JsonNode body = ask.body("user");
    User user =
        new User(
            Secrets.id(),
            Text.name(body),
            Text.optional(body, "domain_id").orElse(AccountsFile.DEFAULT_DOMAIN),
            Text.textOr(body, "description", ""),
            Text.optional(body, "email").orElse(null),
            Text.optional(body, "default_project_id").orElse(null),
            Text.flagOr(body, "enabled", true),
            Secrets.hash(Text.optional(body, "password").orElseGet(Secrets::password)),
            Instant.EPOCH);
    Accounts stored = file.change(accounts -> with(accounts, user));
    return Response.json(201, Map.of("user", new Views(stored, ask.views().base()).user(user)));
  }

  private Response update(Ask ask) {
    ask.requireAdmin("update_user");
    String id = ask.parameter("id");
    JsonNode body = ask.body("user");
    Optional<String> password = Text.optional(body, "password").map(Secrets::hash);
    Accounts stored =
        file.change(accounts -> {
          User before = find(accounts, id);
          return with(
              accounts,
              new User(
                  id,
                  Text.nameOr(body, before.name()),
                  before.domainId(),
                  Text.textOr(body, "description", before.description()),
                  Text.optional(body, "email").orElse(before.email()),
                  Text.optional(body, "default_project_id").orElse(before.defaultProjectId()),
                  Text.flagOr(body, "enabled", before.enabled()),
                  password.orElse(before.password()),
                  password.map(_ -> now()).orElse(before.tokensFrom())));
        });
    User user = find(stored, id);
    password.ifPresent(_ -> file.forgetPassword(user.name()));
    return Response.json(200, Map.of("user", new Views(stored, ask.views().base()).user(user)));
  }

  private Response changePassword(Ask ask) {
    String id = ask.parameter("id");
    if (!ask.session().userId().equals(id)) {
      throw Refusal.forbidden("change_password");
    }
    JsonNode body = ask.body("user");
    User user = find(ask.accounts(), id);
    logins.verify(user, Text.textOr(body, "original_password", ""));
    String hash =
        Secrets.hash(
            Text.optional(body, "password")
                .orElseThrow(() -> Refusal.badRequest("password is missing.")));
    file.change(accounts -> {
      User before = find(accounts, id);
      return accounts.withUser(
          new User(
              id,
              before.name(),
              before.domainId(),
              before.description(),
              before.email(),
              before.defaultProjectId(),
              before.enabled(),
              hash,
              now()));
    });
    file.forgetPassword(user.name());
    return Response.empty(204);
  }

  private Response delete(Ask ask) {
    ask.requireAdmin("delete_user");
    User user = find(ask.accounts(), ask.parameter("id"));
    file.change(accounts -> accounts.withoutUser(find(accounts, user.id()).id()));
    file.forgetPassword(user.name());
    return Response.empty(204);
  }

  private static Accounts with(Accounts accounts, User user) {
    ProjectRoutes.findDomain(accounts, user.domainId());
    if (accounts
        .user(user.name(), user.domainId())
        .filter(same -> !same.id().equals(user.id()))
        .isPresent()) {
      throw Refusal.conflict("user", user.name());
    }
    return accounts.withUser(user);
  }

  static User find(Accounts accounts, String id) {
    return Optional.ofNullable(accounts.users().get(id))
        .orElseThrow(() -> Refusal.notFound("user", id));
  }

  private Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MICROS);
  }
}
