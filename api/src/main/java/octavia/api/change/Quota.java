package octavia.api.change;

import octavia.api.error.Faults;
import octavia.api.settings.QuotaSettings;
import octavia.store.Transaction;
import octavia.store.object.Kind;
import org.jspecify.annotations.Nullable;

/**
 * Counts new objects against their project's limits, at the end of the transaction that makes them:
 * everybody who makes something in a project wants the one row of its counts.
 */
public final class Quota {
  private final QuotaSettings defaults;
  private final boolean enforced;

  /**
   * With the limits of projects that have none of their own.
   *
   * @param enforced false where nobody proves who they are: projects then mean nothing, and nothing
   *     is counted
   */
  public Quota(QuotaSettings defaults, boolean enforced) {
    this.defaults = defaults;
    this.enforced = enforced;
  }

  /** Counts one more object; 403 if the project may not have it. */
  public void reserve(Transaction tx, @Nullable String projectId, Kind kind) {
    reserve(tx, projectId, kind, 1);
  }

  /** Counts {@code count} more objects; 403 if the project may not have them. */
  public void reserve(Transaction tx, @Nullable String projectId, Kind kind, int count) {
    if (!enforced || projectId == null || count == 0) {
      return; // rows of old may have no project, and then no quota
    }
    tx.atTheEnd(() -> {
      if (!tx.quotas().reserve(projectId, kind, count, limit(kind))) {
        throw Faults.quota(resource(kind));
      }
    });
  }

  /** Counts {@code count} more objects, whatever the project's limit. */
  public void add(Transaction tx, @Nullable String projectId, Kind kind, int count) {
    if (enforced && projectId != null && count > 0) {
      tx.atTheEnd(() -> tx.quotas().add(projectId, kind, count));
    }
  }

  private int limit(Kind kind) {
    return switch (kind) {
      case LOAD_BALANCER -> defaults.loadBalancer();
      case LISTENER -> defaults.listener();
      case POOL -> defaults.pool();
      case MEMBER -> defaults.member();
      case HEALTH_MONITOR -> defaults.healthMonitor();
      case L7_POLICY -> defaults.l7Policy();
      case L7_RULE -> defaults.l7Rule();
    };
  }

  private static String resource(Kind kind) {
    return switch (kind) {
      case LOAD_BALANCER -> "Load Balancer";
      case LISTENER -> "Listener";
      case POOL -> "Pool";
      case MEMBER -> "Member";
      case HEALTH_MONITOR -> "Health Monitor";
      case L7_POLICY -> "L7 Policy";
      case L7_RULE -> "L7 Rule";
    };
  }
}
