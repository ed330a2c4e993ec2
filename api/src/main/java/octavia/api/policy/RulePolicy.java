package octavia.api.policy;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import octavia.api.identity.Caller;
import octavia.api.identity.Policy;
import octavia.config.ConfigException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Policy by rules: upstream's defaults, a {@link RuleSet}, and policy files, which are read again
 * when they change: looked at once a second at the most, as that costs more than asking the rules.
 * A file that cannot be read any more leaves the rules as they were.
 *
 * <p>For many threads; the rules are replaced as a whole, by one thread at a time.
 */
public final class RulePolicy implements Policy {
  private static final Logger LOG = LoggerFactory.getLogger(RulePolicy.class);
  private static final String CONTEXT_IS_ADMIN = "context_is_admin";

  private static final long LOOK_NANOS = 1_000_000_000;

  private final PolicySettings settings;
  private final PolicyFiles files;
  private final LongSupplier nanos;
  private final ReentrantLock reading = new ReentrantLock();
  private volatile Loaded loaded;
  private volatile long lookedAt;

  private record Loaded(List<String> stamps, Rules rules) {}

  /**
   * Reads the files.
   *
   * @throws ConfigException if one cannot be read; a single rule that cannot be understood is
   *     logged, and denies
   */
  public RulePolicy(PolicySettings settings) {
    this(settings, System::nanoTime);
  }

  /** As above, by another clock, which only goes forward, in nanoseconds. */
  RulePolicy(PolicySettings settings, LongSupplier nanos) {
    this.settings = settings;
    this.files = new PolicyFiles(settings);
    this.nanos = nanos;
    this.lookedAt = nanos.getAsLong();
    this.loaded = load(files.stamps());
  }

  /** The defaults alone. */
  public static RulePolicy defaults() {
    return new RulePolicy(PolicySettings.DEFAULT);
  }

  @Override
  public boolean allows(Caller caller, String rule, @Nullable String projectId) {
    Map<String, @Nullable Object> target = new HashMap<>();
    if (projectId != null) {
      target.put("project_id", projectId);
    } else if (!DefaultRules.isOwned(rule)) {
      target.put("project_id", caller.projectId());
    }
    return passes(rule, credentials(caller), target);
  }

  @Override
  public Caller recognise(Caller caller) {
    rereadIfChanged();
    if (caller.admin() || !mayBeAdmin(caller.details())) {
      return caller;
    }
    Map<String, @Nullable Object> credentials = credentials(caller);
    return passes(CONTEXT_IS_ADMIN, credentials, credentials) ? caller.asAdmin() : caller;
  }

  /** The rule is of the project scope, and alone so among those that a call evaluates itself. */
  private boolean mayBeAdmin(Caller.Details details) {
    return !settings.enforceScope()
        || (details.systemScope() == null && details.domainId() == null);
  }

  private boolean passes(
      String rule,
      Map<String, ? extends @Nullable Object> credentials,
      Map<String, ? extends @Nullable Object> target) {
    Rules rules = loaded.rules;
    return rules
        .find(rule)
        .filter(check -> check.passes(new Check.Question(rules, credentials, target)))
        .isPresent();
  }

  /** What rules may ask of a caller, under oslo.context's names. */
  private static Map<String, @Nullable Object> credentials(Caller caller) {
    Caller.Details details = caller.details();
    Map<String, @Nullable Object> values = new HashMap<>();
    values.put("user_id", details.userId());
    values.put("user_domain_id", details.userDomainId());
    values.put("system_scope", details.systemScope());
    values.put("domain_id", details.domainId());
    values.put("project_id", caller.projectId());
    values.put("project_domain_id", details.projectDomainId());
    values.put("roles", List.copyOf(caller.roles()));
    values.put("is_admin_project", details.adminProject());
    values.put("is_admin", caller.admin());
    values.put("service_user_id", details.serviceUserId());
    values.put("service_project_id", details.serviceProjectId());
    values.put("service_roles", List.copyOf(details.serviceRoles()));
    return values;
  }

  private void rereadIfChanged() {
    long now = nanos.getAsLong();
    if (now - lookedAt < LOOK_NANOS) {
      return;
    }
    lookedAt = now;
    List<String> stamps = files.stamps();
    if (stamps.equals(loaded.stamps) || !reading.tryLock()) {
      return;
    }
    try {
      loaded = load(stamps);
      LOG.info("policy files changed, their rules count from now on");
    } catch (ConfigException e) {
      LOG.error("policy stays as it was: {}", e.getMessage());
      loaded = new Loaded(stamps, loaded.rules);
    } finally {
      reading.unlock();
    }
  }

  private Loaded load(List<String> stamps) {
    Map<String, Object> own = new LinkedHashMap<>(settings.ruleSet().rules());
    own.putAll(files.read());
    Map<String, Check> rules = new LinkedHashMap<>();
    DefaultRules.RULES.forEach((name, text) -> {
      if (!own.containsKey(name)) {
        rules.put(name, builtIn(name, text));
      }
    });
    own.forEach((name, text) ->
        rules.put(
            name,
            RuleParser.parse(
                text, complaint -> LOG.error("policy rule {} denies: {}", name, complaint))));
    return new Loaded(
        stamps,
        Rules.of(rules, settings.defaultRule(), complaint -> LOG.warn("policy: {}", complaint)));
  }

  private Check builtIn(String name, String text) {
    List<Check> checks = new ArrayList<>();
    checks.add(parsed(text));
    String former = DefaultRules.FORMER.get(name);
    if (!settings.enforceNewDefaults() && former != null) {
      checks.add(parsed(former));
    }
    return checks.size() == 1 ? checks.getFirst() : new Check.Or(checks);
  }

  private static Check parsed(String text) {
    return RuleParser.parse(
        text,
        complaint -> {
          throw new IllegalStateException(text + ": " + complaint);
        });
  }
}
