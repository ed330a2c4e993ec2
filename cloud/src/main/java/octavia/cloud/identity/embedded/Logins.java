package octavia.cloud.identity.embedded;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import octavia.cloud.identity.embedded.Accounts.ApplicationCredential;
import octavia.cloud.identity.embedded.Accounts.Project;
import octavia.cloud.identity.embedded.Accounts.Role;
import octavia.cloud.identity.embedded.Accounts.User;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Logs in, and tells which logins still count. Whoever guesses is held up: after {@value
 * #MAX_FAILURES} wrong secrets for one user within a minute, the rest of the minute is refused
 * unlooked. For many threads.
 */
final class Logins {
  static final int MAX_FAILURES = 30;
  private static final Duration FAILURES_COUNT_FOR = Duration.ofMinutes(1);

  private final AccountsFile file;
  private final InstantSource clock;
  private final Duration validity;
  private final TokenSealer sealer;
  private final Map<String, Failures> failures = new ConcurrentHashMap<>();

  private record Failures(Instant since, int count) {}

  /**
   * Logins to these accounts.
   *
   * @param validity how long a token lasts
   */
  Logins(AccountsFile file, InstantSource clock, Duration validity) {
    this.file = file;
    this.clock = clock;
    this.validity = validity;
    this.sealer = new TokenSealer(file.key());
  }

  /** The token of a session. */
  String token(Session session) {
    return sealer.seal(session);
  }

  /** The session of a token, if it counts. */
  Optional<Session> find(@Nullable String token) {
    return Optional.ofNullable(token).flatMap(sealer::open).filter(this::counts);
  }

  /** The roles that a session has now. */
  Set<Role> roles(Session session) {
    Accounts accounts = file.accounts();
    Set<Role> granted = accounts.effective(session.userId(), session.on(), session.targetId());
    String credentialId = session.applicationCredentialId();
    if (credentialId == null) {
      return granted;
    }
    Set<Role> carried = new LinkedHashSet<>();
    Optional.ofNullable(accounts.applicationCredentials().get(credentialId))
        .ifPresent(credential ->
            credential
                .roles()
                .forEach(
                    id -> Optional.ofNullable(accounts.roles().get(id)).ifPresent(carried::add)));
    Set<Role> both = new LinkedHashSet<>(accounts.withImplied(carried));
    both.retainAll(granted);
    return both;
  }

  private boolean counts(Session session) {
    Accounts accounts = file.accounts();
    Instant now = clock.instant();
    User user = accounts.users().get(session.userId());
    if (user == null
        || !user.enabled()
        || session.issuedAt().isBefore(user.tokensFrom())
        || !now.isBefore(session.expiresAt())
        || accounts.revoked().containsKey(session.auditId())) {
      return false;
    }
    if (session.applicationCredentialId() != null
        && !accounts.applicationCredentials().containsKey(session.applicationCredentialId())) {
      return false;
    }
    return session.on().equals(Session.UNSCOPED)
        || (targetIsThere(accounts, session) && !roles(session).isEmpty());
  }

  private static boolean targetIsThere(Accounts accounts, Session session) {
    if (!session.on().equals("project")) {
      return true;
    }
    Project project = accounts.projects().get(session.targetId());
    return project != null && project.enabled();
  }

  /**
   * Logs in.
   *
   * @param auth of the body: identity and scope
   * @throws Refusal 401 if anything about it is wrong; it does not say what
   */
  Session login(JsonNode auth) {
    JsonNode identity = auth.path("identity");
    JsonNode methods = identity.path("methods");
    if (!methods.isArray() || methods.size() != 1) {
      throw Refusal.badRequest("auth.identity.methods is a list of one method.");
    }
    String method = methods.path(0).asString("");
    return switch (method) {
      case "password" -> byPassword(identity.path("password").path("user"), auth.path("scope"));
      case "application_credential" -> byCredential(identity.path("application_credential"));
      case "token" -> byToken(identity.path("token").path("id").asString(""), auth.path("scope"));
      default -> throw Refusal.unauthorized();
    };
  }

  private Session byPassword(JsonNode named, JsonNode scope) {
    Optional<User> user = user(named);
    String password = named.path("password").asString("");
    verify(user, password, user.map(User::password));
    return session(
        user.orElseThrow(Refusal::unauthorized), scope, "password", clock.instant().plus(validity));
  }

  private Session byCredential(JsonNode named) {
    Accounts accounts = file.accounts();
    String id = named.path("id").asString("");
    Optional<User> owner = user(named.path("user"));
    Optional<ApplicationCredential> credential =
        accounts.applicationCredentials().values().stream()
            .filter(each ->
                id.isEmpty()
                    ? each.name().equals(named.path("name").asString(""))
                        && owner.filter(user -> user.id().equals(each.userId())).isPresent()
                    : each.id().equals(id))
            .findFirst();
    Optional<User> user =
        credential.flatMap(each -> Optional.ofNullable(accounts.users().get(each.userId())));
    verify(user, named.path("secret").asString(""), credential.map(ApplicationCredential::secret));
    ApplicationCredential known = credential.orElseThrow(Refusal::unauthorized);
    Instant end = clock.instant().plus(validity);
    Instant ownEnd = known.expiresAt();
    if (ownEnd != null && ownEnd.isBefore(end)) {
      end = ownEnd;
    }
    return checked(
        new Session(
            known.userId(),
            "project",
            known.projectId(),
            List.of("application_credential"),
            now(),
            end,
            Secrets.id(),
            known.id()));
  }

  /** Another scope for who is logged in; it does not last longer. */
  private Session byToken(String token, JsonNode scope) {
    Session before = find(token).orElseThrow(Refusal::unauthorized);
    if (before.applicationCredentialId() != null) {
      throw Refusal.unauthorized(); // it is for one project, and stays there
    }
    User user =
        Optional.ofNullable(file.accounts().users().get(before.userId()))
            .orElseThrow(Refusal::unauthorized);
    return session(user, scope, "token", before.expiresAt());
  }

  /** Refuses a wrong password of a known user. */
  void verify(User user, String password) {
    verify(Optional.of(user), password, Optional.of(user.password()));
  }

  private void verify(Optional<User> user, String secret, Optional<String> hash) {
    if (user.isEmpty() || hash.isEmpty()) {
      Secrets.compareWithNobody(secret);
      throw Refusal.unauthorized();
    }
    String userId = user.get().id();
    if (isHeldUp(userId) || !Secrets.matches(secret, hash.get())) {
      failures.merge(userId, new Failures(now(), 1), this::more);
      throw Refusal.unauthorized();
    }
    failures.remove(userId);
  }

  private boolean isHeldUp(String userId) {
    Failures known = failures.get(userId);
    return known != null && isRecent(known) && known.count >= MAX_FAILURES;
  }

  private Failures more(Failures known, Failures one) {
    return isRecent(known) ? new Failures(known.since, known.count + 1) : one;
  }

  private boolean isRecent(Failures known) {
    return clock.instant().isBefore(known.since.plus(FAILURES_COUNT_FOR));
  }

  private Optional<User> user(JsonNode named) {
    Accounts accounts = file.accounts();
    String id = named.path("id").asString("");
    return id.isEmpty()
        ? domainId(accounts, named.path("domain"))
            .flatMap(domainId -> accounts.user(named.path("name").asString(""), domainId))
        : Optional.ofNullable(accounts.users().get(id));
  }

  private static Optional<String> domainId(Accounts accounts, JsonNode named) {
    String id = named.path("id").asString("");
    String name = named.path("name").asString("");
    return accounts.domains().values().stream()
        .filter(domain -> id.isEmpty() ? domain.name().equals(name) : domain.id().equals(id))
        .map(Accounts.Domain::id)
        .findFirst();
  }

  private Session session(User user, JsonNode scope, String method, Instant end) {
    Accounts accounts = file.accounts();
    String on = Session.UNSCOPED;
    String targetId = "";
    if (scope.path("project").isObject()) {
      on = "project";
      targetId = project(accounts, scope.path("project")).orElseThrow(Refusal::unauthorized).id();
    } else if (scope.path("domain").isObject()) {
      on = "domain";
      targetId = domainId(accounts, scope.path("domain")).orElseThrow(Refusal::unauthorized);
    } else if (scope.path("system").path("all").asBoolean(false)) {
      on = "system";
      targetId = "all";
    } else if (scope.isMissingNode() && user.defaultProjectId() != null) {
      String usual = user.defaultProjectId();
      if (accounts.projectsOf(user.id()).stream().anyMatch(each -> each.id().equals(usual))) {
        on = "project";
        targetId = usual;
      }
    }
    return checked(
        new Session(user.id(), on, targetId, List.of(method), now(), end, Secrets.id(), null));
  }

  private static Optional<Project> project(Accounts accounts, JsonNode named) {
    String id = named.path("id").asString("");
    return id.isEmpty()
        ? domainId(accounts, named.path("domain"))
            .flatMap(domainId -> accounts.project(named.path("name").asString(""), domainId))
        : Optional.ofNullable(accounts.projects().get(id));
  }

  private Session checked(Session session) {
    if (!counts(session)) {
      throw Refusal.unauthorized();
    }
    return session;
  }

  /** Keystone's times have microseconds. */
  private Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MICROS);
  }

  /** Ends a session before its time. */
  void revoke(Session session) {
    file.change(
        accounts -> accounts.withRevoked(session.auditId(), session.expiresAt(), clock.instant()));
  }
}
