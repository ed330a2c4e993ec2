package octavia.cloud.identity.embedded;

import java.util.Map;
import java.util.Optional;
import octavia.cloud.identity.embedded.Accounts.Domain;
import octavia.cloud.identity.embedded.Accounts.Project;
import octavia.http.Response;
import tools.jackson.databind.JsonNode;

/** Projects, and the domains that they are in, of which there is one. */
final class ProjectRoutes {
  private final AccountsFile file;

  ProjectRoutes(AccountsFile file) {
    this.file = file;
  }

  void add(EmbeddedIdentity.Routes routes) {
    routes
        .on("GET", "/projects", ProjectRoutes::list)
        .on("POST", "/projects", this::create)
        .on("GET", "/projects/{id}", ProjectRoutes::show)
        .on("PATCH", "/projects/{id}", this::update)
        .on("DELETE", "/projects/{id}", this::delete)
        .on("GET", "/users/{user_id}/projects", ProjectRoutes::listOfUser)
        .on("GET", "/domains", ProjectRoutes::listDomains)
        .on("GET", "/domains/{id}", ProjectRoutes::showDomain);
  }

  /** Admins see all; Keystone refuses others, who are shown their own here. */
  private static Response list(Ask ask) {
    Views views = ask.views();
    return Response.json(
        200,
        views.list(
            "projects",
            (ask.isAdmin()
                    ? ask.accounts().projects().values()
                    : ask.accounts().projectsOf(ask.session().userId()))
                .stream()
                    .filter(project -> ask.asksFor("name", project.name()))
                    .filter(project -> ask.asksFor("domain_id", project.domainId()))
                    .filter(project -> ask.asksFor("enabled", String.valueOf(project.enabled())))
                    .map(views::project)
                    .toList()));
  }

  private static Response listOfUser(Ask ask) {
    String userId = ask.parameter("user_id");
    ask.requireSelf(userId, "list_user_projects");
    Views views = ask.views();
    return Response.json(
        200,
        views.list(
            "projects", ask.accounts().projectsOf(userId).stream().map(views::project).toList()));
  }

  private static Response show(Ask ask) {
    Project project = find(ask.accounts(), ask.parameter("id"));
    if (ask.accounts().projectsOf(ask.session().userId()).stream()
        .noneMatch(own -> own.id().equals(project.id()))) {
      ask.requireAdmin("get_project");
    }
    return Response.json(200, Map.of("project", ask.views().project(project)));
  }

  private Response create(Ask ask) {
    ask.requireAdmin("create_project");
    JsonNode body = ask.body("project");
    Project project =
        new Project(
            Secrets.id(),
            Text.name(body),
            Text.optional(body, "domain_id").orElse(AccountsFile.DEFAULT_DOMAIN),
            Text.textOr(body, "description", ""),
            Text.flagOr(body, "enabled", true));
    return answer(ask, 201, project, store(project));
  }

  private Response update(Ask ask) {
    ask.requireAdmin("update_project");
    JsonNode body = ask.body("project");
    Project before = find(ask.accounts(), ask.parameter("id"));
    Project project =
        new Project(
            before.id(),
            Text.nameOr(body, before.name()),
            before.domainId(),
            Text.textOr(body, "description", before.description()),
            Text.flagOr(body, "enabled", before.enabled()));
    return answer(ask, 200, project, store(project));
  }

  private Accounts store(Project project) {
    return file.change(accounts -> {
      findDomain(accounts, project.domainId());
      if (accounts
          .project(project.name(), project.domainId())
          .filter(same -> !same.id().equals(project.id()))
          .isPresent()) {
        throw Refusal.conflict("project", project.name());
      }
      return accounts.withProject(project);
    });
  }

  private static Response answer(Ask ask, int status, Project project, Accounts accounts) {
    return Response.json(
        status, Map.of("project", new Views(accounts, ask.views().base()).project(project)));
  }

  private Response delete(Ask ask) {
    ask.requireAdmin("delete_project");
    file.change(accounts -> accounts.withoutProject(find(accounts, ask.parameter("id")).id()));
    return Response.empty(204);
  }

  private static Response listDomains(Ask ask) {
    Views views = ask.views();
    return Response.json(
        200,
        views.list(
            "domains",
            ask.accounts().domains().values().stream()
                .filter(domain -> ask.asksFor("name", domain.name()))
                .map(views::domain)
                .toList()));
  }

  private static Response showDomain(Ask ask) {
    return Response.json(
        200, Map.of("domain", ask.views().domain(findDomain(ask.accounts(), ask.parameter("id")))));
  }

  static Project find(Accounts accounts, String id) {
    return Optional.ofNullable(accounts.projects().get(id))
        .orElseThrow(() -> Refusal.notFound("project", id));
  }

  static Domain findDomain(Accounts accounts, String id) {
    return Optional.ofNullable(accounts.domains().get(id))
        .orElseThrow(() -> Refusal.notFound("domain", id));
  }
}
