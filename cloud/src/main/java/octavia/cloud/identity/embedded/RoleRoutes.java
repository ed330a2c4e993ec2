package octavia.cloud.identity.embedded;

import java.util.Map;
import java.util.Optional;
import octavia.cloud.identity.embedded.Accounts.Grant;
import octavia.cloud.identity.embedded.Accounts.Role;
import octavia.http.Response;
import tools.jackson.databind.JsonNode;

/** Roles, and who has them where. */
final class RoleRoutes {
  private final AccountsFile file;

  RoleRoutes(AccountsFile file) {
    this.file = file;
  }

  void add(EmbeddedIdentity.Routes routes) {
    routes
        .on("GET", "/roles", RoleRoutes::list)
        .on("POST", "/roles", this::create)
        .on("GET", "/roles/{id}", RoleRoutes::show)
        .on("DELETE", "/roles/{id}", this::delete)
        .on("GET", "/role_assignments", RoleRoutes::listGrants);
    grants(routes, "project", "/projects/{target_id}");
    grants(routes, "domain", "/domains/{target_id}");
    grants(routes, "system", "/system");
  }

  private void grants(EmbeddedIdentity.Routes routes, String on, String path) {
    String roles = path + "/users/{user_id}/roles";
    routes
        .on("GET", roles, ask -> listOf(ask, on))
        .on("PUT", roles + "/{role_id}", ask -> grant(ask, on))
        .on("GET", roles + "/{role_id}", ask -> check(ask, on))
        .on("DELETE", roles + "/{role_id}", ask -> revoke(ask, on));
  }

  private static Response list(Ask ask) {
    Views views = ask.views();
    return Response.json(
        200,
        views.list(
            "roles",
            ask.accounts().roles().values().stream()
                .filter(role -> ask.asksFor("name", role.name()))
                .map(views::role)
                .toList()));
  }

  private static Response show(Ask ask) {
    return Response.json(
        200, Map.of("role", ask.views().role(find(ask.accounts(), ask.parameter("id")))));
  }

  private Response create(Ask ask) {
    ask.requireAdmin("create_role");
    JsonNode body = ask.body("role");
    Role role = new Role(Secrets.id(), Text.name(body), Text.textOr(body, "description", ""));
    file.change(accounts -> {
      if (accounts.role(role.name()).isPresent()) {
        throw Refusal.conflict("role", role.name());
      }
      return accounts.withRole(role);
    });
    return Response.json(201, Map.of("role", ask.views().role(role)));
  }

  private Response delete(Ask ask) {
    ask.requireAdmin("delete_role");
    file.change(accounts -> accounts.withoutRole(find(accounts, ask.parameter("id")).id()));
    return Response.empty(204);
  }

  private static Response listGrants(Ask ask) {
    String userId = ask.request().query().first("user.id").orElse("");
    ask.requireSelf(userId, "list_role_assignments");
    Views views = ask.views();
    return Response.json(
        200,
        views.list(
            "role_assignments",
            ask.accounts().grants().stream()
                .filter(grant -> ask.asksFor("user.id", grant.userId()))
                .filter(grant -> ask.asksFor("role.id", grant.roleId()))
                .filter(grant -> isOn(ask, grant, "project"))
                .filter(grant -> isOn(ask, grant, "domain"))
                .map(views::grant)
                .toList()));
  }

  private static boolean isOn(Ask ask, Grant grant, String kind) {
    return ask.asksFor("scope." + kind + ".id", grant.on().equals(kind) ? grant.targetId() : null);
  }

  private static Response listOf(Ask ask, String on) {
    String userId = ask.parameter("user_id");
    ask.requireSelf(userId, "list_grants");
    String targetId = targetId(ask, on);
    Views views = ask.views();
    return Response.json(
        200,
        views.list(
            "roles",
            ask.accounts().grants().stream()
                .filter(grant ->
                    grant.userId().equals(userId)
                        && grant.on().equals(on)
                        && grant.targetId().equals(targetId))
                .map(grant -> find(ask.accounts(), grant.roleId()))
                .map(views::role)
                .toList()));
  }

  private Response grant(Ask ask, String on) {
    ask.requireAdmin("create_grant");
    file.change(accounts -> accounts.withGrant(named(ask, accounts, on)));
    return Response.empty(204);
  }

  private static Response check(Ask ask, String on) {
    ask.requireAdmin("check_grant");
    Grant grant = named(ask, ask.accounts(), on);
    if (!ask.accounts().grants().contains(grant)) {
      throw Refusal.notFound("role assignment with role", grant.roleId());
    }
    return Response.empty(204);
  }

  private Response revoke(Ask ask, String on) {
    ask.requireAdmin("revoke_grant");
    file.change(accounts -> {
      Grant grant = named(ask, accounts, on);
      if (!accounts.grants().contains(grant)) {
        throw Refusal.notFound("role assignment with role", grant.roleId());
      }
      return accounts.withoutGrant(grant);
    });
    return Response.empty(204);
  }

  private static Grant named(Ask ask, Accounts accounts, String on) {
    String targetId = targetId(ask, on);
    if (on.equals("project")) {
      ProjectRoutes.find(accounts, targetId);
    } else if (on.equals("domain")) {
      ProjectRoutes.findDomain(accounts, targetId);
    }
    return new Grant(
        UserRoutes.find(accounts, ask.parameter("user_id")).id(),
        on,
        targetId,
        find(accounts, ask.parameter("role_id")).id());
  }

  private static String targetId(Ask ask, String on) {
    return on.equals("system") ? "all" : ask.parameter("target_id");
  }

  private static Role find(Accounts accounts, String id) {
    return Optional.ofNullable(accounts.roles().get(id))
        .orElseThrow(() -> Refusal.notFound("role", id));
  }
}
