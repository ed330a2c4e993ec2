package octavia.cloud.identity.embedded;

import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import octavia.cloud.identity.Token;
import octavia.cloud.identity.TokenService;
import octavia.cloud.identity.embedded.Accounts.Project;
import octavia.cloud.identity.embedded.Accounts.Role;
import octavia.cloud.identity.embedded.Accounts.User;
import octavia.http.Handler;
import octavia.http.Request;
import octavia.http.Response;
import octavia.http.Router;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A small Keystone: logins by password and application credential, tokens, catalog, projects, users
 * and roles, under {@value #PREFIX}. Tokens are sealed and need no memory; whether one still
 * counts, its user, project and roles of this moment say. For many threads.
 */
public final class EmbeddedIdentity implements Handler, TokenService {
  /** What all its paths begin with; {@code OS_AUTH_URL} ends with it and the version. */
  public static final String PREFIX = "/identity";

  /** The region of its catalog. */
  public static final String REGION = "RegionOne";

  private static final Logger LOG = LoggerFactory.getLogger(EmbeddedIdentity.class);
  private static final Logger ACCESS = LoggerFactory.getLogger("octavia.identity.access");

  private final AccountsFile file;
  private final Logins logins;
  private final Router router;

  /**
   * Identity of these accounts.
   *
   * @param validity how long a token lasts
   */
  public EmbeddedIdentity(AccountsFile file, InstantSource clock, Duration validity) {
    this.file = file;
    this.logins = new Logins(file, clock, validity);
    Router.Builder builder = Router.builder().otherwise(EmbeddedIdentity::unmatched);
    Routes routes = new Routes(builder, file, logins);
    routes.open("GET", "", request -> Response.json(300, views(request).versions()));
    routes.open(
        "GET", "/v3", request -> Response.json(200, Map.of("version", views(request).version())));
    new TokenRoutes(file, logins).add(routes);
    new ProjectRoutes(file).add(routes);
    new UserRoutes(file, logins, clock).add(routes);
    new RoleRoutes(file).add(routes);
    new CredentialRoutes(file).add(routes);
    this.router = builder.build();
  }

  private Views views(Request request) {
    return new Views(file.accounts(), request.baseUrl());
  }

  /** True if the path is one of this service. */
  public static boolean serves(String path) {
    return path.equals(PREFIX) || path.startsWith(PREFIX + "/");
  }

  /** Collects routes. HEAD is served wherever GET is. */
  static final class Routes {
    private final Router.Builder router;
    private final AccountsFile file;
    private final Logins logins;

    Routes(Router.Builder router, AccountsFile file, Logins logins) {
      this.router = router;
      this.file = file;
      this.logins = logins;
    }

    /** A route for everybody. */
    void open(String method, String path, Handler handler) {
      router.on(method, PREFIX + path, handler);
      if (method.equals("GET")) {
        router.on("HEAD", PREFIX + path, request -> handler.handle(request).withoutBody());
      }
    }

    /** A route below the version for those who are logged in. */
    Routes on(String method, String path, Function<Ask, Response> answer) {
      open(method, "/v3" + path, request -> answer.apply(Ask.of(request, logins, file)));
      return this;
    }
  }

  @Override
  public Response handle(Request request) {
    long start = System.nanoTime();
    Response response = answer(request);
    ACCESS.info(
        "{} {} {} {} ms",
        request.method(),
        request.path().replaceAll("\\p{Cntrl}", "?"),
        response.status(),
        (System.nanoTime() - start) / 1_000_000);
    return response
        .with("Vary", "X-Auth-Token")
        .with("X-Openstack-Request-Id", "req-" + UUID.randomUUID());
  }

  private Response answer(Request request) {
    try {
      return router.handle(request);
    } catch (Refusal e) {
      Response response = e.response();
      return response.status() == 401
          ? response.with("WWW-Authenticate", "Keystone uri=\"" + request.baseUrl() + PREFIX + "\"")
          : response;
    } catch (RuntimeException e) {
      LOG.error("a fault of the identity service", e);
      return Refusal.internal().response();
    }
  }

  private static Response unmatched(Request request, Set<String> allowed) {
    return allowed.isEmpty()
        ? Refusal.noSuchPath().response()
        : Refusal.noSuchMethod().response().with("Allow", String.join(", ", allowed));
  }

  @Override
  public Optional<Token> find(String token, boolean allowExpired) {
    return logins.find(token).flatMap(this::said);
  }

  private Optional<Token> said(Session session) {
    Accounts accounts = file.accounts();
    User user = accounts.users().get(session.userId());
    if (user == null) {
      return Optional.empty();
    }
    boolean ofProject = session.on().equals("project");
    Optional<Project> project =
        Optional.ofNullable(ofProject ? accounts.projects().get(session.targetId()) : null);
    return Optional.of(
        new Token(
            user.id(),
            user.name(),
            user.domainId(),
            project.map(Project::id).orElse(null),
            project.map(Project::name).orElse(null),
            project.map(Project::domainId).orElse(null),
            session.on().equals("domain") ? session.targetId() : null,
            session.on().equals("system") ? "all" : null,
            logins.roles(session).stream().map(Role::name).collect(Collectors.toSet()),
            true,
            session.expiresAt(),
            accessRules(accounts, session.applicationCredentialId())));
  }

  private static Optional<List<Token.AccessRule>> accessRules(
      Accounts accounts, @Nullable String credentialId) {
    return Optional.ofNullable(credentialId)
        .flatMap(id -> Optional.ofNullable(accounts.applicationCredentials().get(id)))
        .flatMap(credential -> Optional.ofNullable(credential.accessRules()));
  }
}
