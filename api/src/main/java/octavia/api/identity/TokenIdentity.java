package octavia.api.identity;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import octavia.api.error.ApiException;
import octavia.cloud.identity.IdentityUnavailableException;
import octavia.cloud.identity.Token;
import octavia.cloud.identity.Token.AccessRule;
import octavia.cloud.identity.TokenService;
import octavia.config.Options;
import octavia.http.Request;
import octavia.http.Response;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Believes tokens of an identity service, and answers as keystonemiddleware does: 401 with {@code
 * WWW-Authenticate} to who has none that counts, 503 while nobody can tell.
 */
public final class TokenIdentity implements Identity {
  private static final Logger LOG = LoggerFactory.getLogger(TokenIdentity.class);

  private final TokenService tokens;
  private final Function<Request, String> authenticateUri;
  private final Settings settings;

  /**
   * What of {@code [keystone_authtoken]} concerns requests.
   *
   * @param serviceRoles one of them makes a service's token one
   * @param serviceRolesRequired a service token without such a role is refused
   * @param delayDecision lets requests without a good token pass as nobody's, for policy to refuse
   * @param serviceType that the access rules of application credentials name; empty refuses them
   */
  public record Settings(
      Set<String> serviceRoles,
      boolean serviceRolesRequired,
      boolean delayDecision,
      Optional<String> serviceType) {
    public Settings {
      serviceRoles = Set.copyOf(serviceRoles);
    }

    /** Reads the section. */
    public static Settings from(Options options) {
      Options.Section section = options.section("keystone_authtoken");
      return new Settings(
          Set.copyOf(
              section.list(
                  "service_token_roles",
                  List.of("service"),
                  "roles of which a service has one that passes a user's call on")),
          section.flag(
              "service_token_roles_required",
              true,
              "refuse the token of a service that has none of service_token_roles"),
          section.flag(
              "delay_auth_decision",
              false,
              "let requests without a good token pass, for policy to refuse"),
          section.optionalText(
              "service_type",
              "this service's type, for application credentials with access rules; they are"
                  + " refused without it"));
    }
  }

  /**
   * Identity by tokens.
   *
   * @param authenticateUri where clients are sent to that have no token
   */
  public TokenIdentity(
      TokenService tokens, Function<Request, String> authenticateUri, Settings settings) {
    this.tokens = tokens;
    this.authenticateUri = authenticateUri;
    this.settings = settings;
  }

  @Override
  public Caller authenticate(Request request, String requestId) {
    Optional<String> serviceToken = header(request, "X-Service-Token");
    Optional<Token> service = serviceToken.flatMap(token -> find(token, false));
    boolean isService =
        service
            .filter(token -> token.roles().stream().anyMatch(settings.serviceRoles::contains))
            .isPresent();
    if (serviceToken.isPresent()
        && !settings.delayDecision
        && (service.isEmpty() || (settings.serviceRolesRequired && !isService))) {
      throw unauthorized(request);
    }
    Optional<Token> user =
        header(request, "X-Auth-Token")
            .or(() -> header(request, "X-Storage-Token"))
            .flatMap(token -> find(token, isService))
            .filter(token -> mayCall(token, request, serviceToken.isPresent()));
    if (user.isPresent()) {
      return caller(user.get(), service.filter(_ -> isService).orElse(null), requestId);
    }
    if (settings.delayDecision) {
      return new Caller(null, false, Set.of(), requestId);
    }
    throw unauthorized(request);
  }

  private Optional<Token> find(String token, boolean allowExpired) {
    try {
      return tokens.find(token, allowExpired);
    } catch (IdentityUnavailableException e) {
      if (settings.delayDecision) {
        LOG.error("a token counts as none, because it cannot be validated: {}", e.getMessage());
        return Optional.empty();
      }
      LOG.error("a token cannot be validated, the caller is told to try again", e);
      throw ApiException.answered(unavailable());
    }
  }

  /** A call that a service passes on is not the user's own, and access rules do not know it. */
  private boolean mayCall(Token token, Request request, boolean passedOn) {
    if (token.accessRules().isEmpty()) {
      return true;
    }
    if (settings.serviceType.isEmpty()) {
      LOG.warn(
          "an application credential has access rules; they need [keystone_authtoken]"
              + " service_type");
      return false;
    }
    return passedOn
        || token.accessRules().get().stream()
            .anyMatch(rule -> allows(rule, settings.serviceType.get(), request));
  }

  private static boolean allows(AccessRule rule, String serviceType, Request request) {
    return rule.service().equals(serviceType)
        && rule.method().equals(request.method())
        && pattern(rule.path()).matcher(request.path()).matches();
  }

  private static Pattern pattern(String path) {
    StringBuilder regex = new StringBuilder();
    Matcher special = Pattern.compile("\\{[^}]*}|\\*\\*|\\*").matcher(path);
    int end = 0;
    while (special.find()) {
      regex.append(Pattern.quote(path.substring(end, special.start())));
      regex.append(special.group().equals("**") ? ".*" : "[^/]+");
      end = special.end();
    }
    return Pattern.compile(regex + Pattern.quote(path.substring(end)));
  }

  private static Caller caller(Token user, @Nullable Token service, String requestId) {
    return new Caller(
        user.projectId(),
        false,
        user.roles(),
        requestId,
        new Caller.Details(
            user.userId(),
            user.userName(),
            user.userDomainId(),
            user.projectName(),
            user.projectDomainId(),
            user.domainId(),
            user.systemScope(),
            user.adminProject(),
            service == null ? null : service.userId(),
            service == null ? null : service.projectId(),
            service == null ? Set.of() : service.roles()));
  }

  private static Optional<String> header(Request request, String name) {
    return request.headers().first(name).map(String::strip).filter(value -> !value.isEmpty());
  }

  private ApiException unauthorized(Request request) {
    Map<String, Object> error = new LinkedHashMap<>();
    error.put("code", 401);
    error.put("title", "Unauthorized");
    error.put("message", "The request you have made requires authentication.");
    return ApiException.answered(
        Response.json(401, Map.of("error", error))
            .with("WWW-Authenticate", "Keystone uri=\"" + authenticateUri.apply(request) + "\""));
  }

  private static Response unavailable() {
    Map<String, Object> body = new LinkedHashMap<>();
    body.put(
        "message",
        """
        The server is currently unavailable. Please try again at a later time.<br /><br />
        The Keystone service is temporarily unavailable.

        """);
    body.put("code", "503 Service Unavailable");
    body.put("title", "Service Unavailable");
    return Response.json(503, body).with("Retry-After", "5");
  }
}
