package octavia.cloud.identity.embedded;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import octavia.cloud.identity.embedded.Accounts.Domain;
import octavia.http.Request;
import octavia.http.Response;

/** Tokens, and what their holders may choose from. */
final class TokenRoutes {
  private static final String SUBJECT = "X-Subject-Token";

  private final AccountsFile file;
  private final Logins logins;

  TokenRoutes(AccountsFile file, Logins logins) {
    this.file = file;
    this.logins = logins;
  }

  void add(EmbeddedIdentity.Routes routes) {
    routes.open("POST", "/v3/auth/tokens", this::create);
    routes
        .on("GET", "/auth/tokens", this::show)
        .on("DELETE", "/auth/tokens", this::revoke)
        .on("GET", "/auth/catalog", TokenRoutes::catalog)
        .on("GET", "/auth/projects", TokenRoutes::projects)
        .on("GET", "/auth/domains", TokenRoutes::domains)
        .on("GET", "/auth/system", TokenRoutes::system)
        .on("GET", "/services", ask -> Response.json(200, ask.views().services()))
        .on("GET", "/endpoints", ask -> Response.json(200, ask.views().endpoints()))
        .on("GET", "/regions", ask -> Response.json(200, ask.views().regions()));
  }

  private Response create(Request request) {
    Session session = logins.login(Ask.body(request, "auth"));
    return Response.json(201, body(request, session)).with(SUBJECT, logins.token(session));
  }

  private Response show(Ask ask) {
    Session subject = subject(ask);
    if (!subject.userId().equals(ask.session().userId()) && !ask.roles().contains("service")) {
      ask.requireAdmin("validate_token");
    }
    return Response.json(200, body(ask.request(), subject))
        .with(SUBJECT, ask.request().headers().first(SUBJECT).orElse(""));
  }

  private Response revoke(Ask ask) {
    Session subject = subject(ask);
    ask.requireSelf(subject.userId(), "revoke_token");
    logins.revoke(subject);
    return Response.empty(204);
  }

  private Session subject(Ask ask) {
    Optional<String> token = ask.request().headers().first(SUBJECT);
    return token
        .flatMap(logins::find)
        .orElseThrow(() -> Refusal.notFound("token", "it is none, or has ended"));
  }

  private Map<String, Object> body(Request request, Session session) {
    Views views = new Views(file.accounts(), request.baseUrl());
    boolean withCatalog = !request.query().names().contains("nocatalog");
    return Map.of("token", views.token(session, logins.roles(session), withCatalog));
  }

  private static Response catalog(Ask ask) {
    return Response.json(200, ask.views().list("catalog", ask.views().catalog()));
  }

  private static Response projects(Ask ask) {
    Views views = ask.views();
    return Response.json(
        200,
        views.list(
            "projects",
            ask.accounts().projectsOf(ask.session().userId()).stream()
                .map(views::project)
                .toList()));
  }

  private static Response domains(Ask ask) {
    Views views = ask.views();
    return Response.json(
        200,
        views.list(
            "domains",
            ask.accounts().domains().values().stream()
                .filter(domain -> mayChoose(ask, domain))
                .map(views::domain)
                .toList()));
  }

  private static boolean mayChoose(Ask ask, Domain domain) {
    return !ask.accounts().effective(ask.session().userId(), "domain", domain.id()).isEmpty();
  }

  private static Response system(Ask ask) {
    boolean may = !ask.accounts().effective(ask.session().userId(), "system", "all").isEmpty();
    return Response.json(
        200, ask.views().list("system", may ? List.of(Map.of("all", true)) : List.of()));
  }
}
