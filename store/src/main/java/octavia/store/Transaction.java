package octavia.store;

import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import octavia.store.health.AmphoraHealth;
import octavia.store.health.Statistics;
import octavia.store.object.Amphorae;
import octavia.store.object.HealthMonitors;
import octavia.store.object.Kind;
import octavia.store.object.L7Policies;
import octavia.store.object.L7Rules;
import octavia.store.object.Listeners;
import octavia.store.object.LoadBalancers;
import octavia.store.object.Members;
import octavia.store.object.Objects;
import octavia.store.object.Pools;
import octavia.store.offer.Line;
import octavia.store.offer.Offers;
import octavia.store.offer.Profiles;
import octavia.store.quota.QuotaLimits;
import octavia.store.quota.Quotas;
import octavia.store.work.Deletions;
import octavia.store.work.Events;
import octavia.store.work.Purge;
import octavia.store.work.WorkOrders;
import org.jooq.DSLContext;

/** What can be read and written inside one transaction. Of the thread that runs it only. */
public final class Transaction {
  private final DSLContext dsl;
  private final Dialect dialect;
  private final InstantSource clock;
  private final WorkOrders workOrders;
  private long databaseMillis; // 0: not asked yet

  Transaction(DSLContext dsl, Dialect dialect, InstantSource clock) {
    this.dsl = dsl;
    this.dialect = dialect;
    this.clock = clock;
    this.workOrders = new WorkOrders(dsl, this::databaseMillis);
  }

  /** The time that rows are given: now, in whole seconds. */
  public Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.SECONDS);
  }

  public LoadBalancers loadBalancers() {
    return new LoadBalancers(dsl, this::now);
  }

  public Listeners listeners() {
    return new Listeners(dsl, this::now);
  }

  public Pools pools() {
    return new Pools(dsl, this::now);
  }

  public Members members() {
    return new Members(dsl, this::now);
  }

  public HealthMonitors healthMonitors() {
    return new HealthMonitors(dsl, this::now);
  }

  public L7Policies l7Policies() {
    return new L7Policies(dsl, this::now);
  }

  public L7Rules l7Rules() {
    return new L7Rules(dsl, this::now);
  }

  public Amphorae amphorae() {
    return new Amphorae(dsl, this::now);
  }

  /** The repository of a kind, for what is done alike to all. */
  public Objects<?> of(Kind kind) {
    return switch (kind) {
      case LOAD_BALANCER -> loadBalancers();
      case LISTENER -> listeners();
      case POOL -> pools();
      case MEMBER -> members();
      case HEALTH_MONITOR -> healthMonitors();
      case L7_POLICY -> l7Policies();
      case L7_RULE -> l7Rules();
    };
  }

  /** Whole load balancers. */
  public Graphs graphs() {
    return new Graphs(this);
  }

  public Quotas quotas() {
    return new Quotas(dsl);
  }

  public QuotaLimits quotaLimits() {
    return new QuotaLimits(dsl);
  }

  /** Flavors or availability zones. */
  public Offers offers(Line line) {
    return new Offers(dsl, line);
  }

  /** Profiles of flavors or of availability zones. */
  public Profiles profiles(Line line) {
    return new Profiles(dsl, line);
  }

  public WorkOrders workOrders() {
    return workOrders;
  }

  public Deletions deletions() {
    return new Deletions(dsl);
  }

  public Events events() {
    return new Events(dsl, this::databaseMillis);
  }

  public Purge purge() {
    return new Purge(dsl, this::databaseMillis);
  }

  public AmphoraHealth amphoraHealth() {
    return new AmphoraHealth(dsl);
  }

  public Statistics statistics() {
    return new Statistics(dsl);
  }

  /**
   * Milliseconds since the epoch by the database's clock, which leases go by. Asked once in a
   * transaction: what is reckoned from an older time ends sooner, never later.
   */
  public long databaseMillis() {
    if (databaseMillis == 0) {
      databaseMillis = dialect.millis(dsl);
    }
    return databaseMillis;
  }

  boolean madeWorkDue() {
    return workOrders.madeWorkDue();
  }
}
