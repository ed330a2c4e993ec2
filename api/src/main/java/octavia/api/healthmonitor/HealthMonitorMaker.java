package octavia.api.healthmonitor;

import java.util.List;
import java.util.function.Supplier;
import octavia.api.body.Given;
import octavia.api.error.Faults;
import octavia.api.settings.RuleSettings;
import octavia.model.HealthMonitor;
import octavia.model.HealthMonitorType;
import octavia.model.OperatingStatus;
import octavia.model.Pool;
import octavia.model.PoolProtocol;
import octavia.model.ProvisioningStatus;
import octavia.store.Transaction;

/** Makes health monitors of drafts, or says why not. */
public final class HealthMonitorMaker {
  static final String METHOD = "GET";
  static final String PATH = "/";
  static final String CODES = "200";
  static final int RETRIES_DOWN = 3;

  private final HealthMonitorRules rules;
  private final Supplier<String> ids;

  public HealthMonitorMaker(RuleSettings settings, Supplier<String> ids) {
    this.rules = new HealthMonitorRules(settings);
    this.ids = ids;
  }

  /** Refuses a draft whose type does not fit its pool. */
  public void checkType(HealthMonitorDraft draft, PoolProtocol pool) {
    rules.checkType(typeOf(draft), pool, required("delay", draft.fields().delay()));
  }

  /**
   * The health monitor that a draft describes.
   *
   * @param monitored true if the pool has one already
   */
  public HealthMonitor make(
      Transaction tx, Pool pool, HealthMonitorDraft draft, boolean monitored) {
    HealthMonitorFields fields = draft.fields();
    HealthMonitorType type = typeOf(draft);
    int delay = required("delay", fields.delay());
    int maxRetries = required("max_retries", fields.maxRetries());
    int timeout = required("timeout", fields.timeout());
    HealthMonitorRules.checkHttpFields(type, fields, false);
    HealthMonitorRules.checkDomainName(fields.domainName().orNull(), fields.httpVersion().orNull());
    if (monitored) {
      throw Faults.duplicateHealthMonitor();
    }
    boolean http = type.isHttp();
    return new HealthMonitor(
        ids.get(),
        pool.projectId(),
        pool.id(),
        fields.name().or(""),
        fields.adminStateUp().or(true, false),
        type,
        delay,
        timeout,
        maxRetries,
        fields.maxRetriesDown().or(RETRIES_DOWN),
        http ? fields.httpMethod().or(METHOD) : null,
        http ? fields.urlPath().or(PATH) : null,
        http ? fields.expectedCodes().or(CODES) : null,
        fields.httpVersion().orNull(),
        fields.domainName().orNull(),
        ProvisioningStatus.PENDING_CREATE,
        OperatingStatus.OFFLINE,
        fields.tags().or(List.of()),
        tx.now(),
        null);
  }

  private static HealthMonitorType typeOf(HealthMonitorDraft draft) {
    HealthMonitorType type = draft.type();
    if (type == null) {
      throw Faults.invalidOption("type", "None", "type");
    }
    return type;
  }

  private static int required(String field, Given<Integer> given) {
    Integer value = given.orNull();
    if (value == null) {
      throw Faults.invalidOption(field, "None", field);
    }
    return value;
  }
}
