package octavia.store;

import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
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
import octavia.store.statement.Columns;
import octavia.store.statement.Sql;
import octavia.store.work.AgentConfigs;
import octavia.store.work.Deletions;
import octavia.store.work.Events;
import octavia.store.work.Purge;
import octavia.store.work.WorkOrders;
import org.jooq.Field;

/** What can be read and written inside one transaction. Of the thread that runs it only. */
public final class Transaction {
  private final Sql sql;
  private final InstantSource clock;
  private final Field<Long> databaseClock;
  private final WorkOrders workOrders;
  private final List<Runnable> endings = new ArrayList<>();
  private long databaseMillis; // 0: not asked yet

  Transaction(Sql sql, Dialect dialect, InstantSource clock) {
    this.sql = sql;
    this.clock = clock;
    this.databaseClock = dialect.millis();
    this.workOrders = new WorkOrders(sql, this::databaseMillis, databaseClock);
  }

  /** The time that rows are given: now, in whole seconds. */
  public Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.SECONDS);
  }

  public LoadBalancers loadBalancers() {
    return new LoadBalancers(sql, this::now);
  }

  public Listeners listeners() {
    return new Listeners(sql, this::now);
  }

  public Pools pools() {
    return new Pools(sql, this::now);
  }

  public Members members() {
    return new Members(sql, this::now);
  }

  public HealthMonitors healthMonitors() {
    return new HealthMonitors(sql, this::now);
  }

  public L7Policies l7Policies() {
    return new L7Policies(sql, this::now);
  }

  public L7Rules l7Rules() {
    return new L7Rules(sql, this::now);
  }

  public Amphorae amphorae() {
    return new Amphorae(sql, this::now);
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
    return new Quotas(sql);
  }

  public QuotaLimits quotaLimits() {
    return new QuotaLimits(sql.dsl());
  }

  /** Flavors or availability zones. */
  public Offers offers(Line line) {
    return new Offers(sql.dsl(), line);
  }

  /** Profiles of flavors or of availability zones. */
  public Profiles profiles(Line line) {
    return new Profiles(sql.dsl(), line);
  }

  public WorkOrders workOrders() {
    return workOrders;
  }

  public Deletions deletions() {
    return new Deletions(sql);
  }

  public AgentConfigs agentConfigs() {
    return new AgentConfigs(sql);
  }

  public Events events() {
    return new Events(sql, databaseClock);
  }

  public Purge purge() {
    return new Purge(sql.dsl(), this::databaseMillis);
  }

  public AmphoraHealth amphoraHealth() {
    return new AmphoraHealth(sql);
  }

  public Statistics statistics() {
    return new Statistics(sql);
  }

  /**
   * Milliseconds since the epoch by the database's clock, which leases go by. Asked once in a
   * transaction: what is reckoned from an older time ends sooner, never later.
   */
  public long databaseMillis() {
    if (databaseMillis == 0) {
      databaseMillis =
          sql.row(
                  new Columns(List.of(databaseClock)),
                  "clock",
                  () -> sql.dsl().select(databaseClock))
              .orElseThrow()
              .get(databaseClock);
    }
    return databaseMillis;
  }

  /**
   * Has {@code ending} run right before the commit, after all else and in the order of the calls.
   * For rows that many transactions want, so that each has them locked as briefly as can be, and
   * all lock them after everything else. What it throws rolls everything back.
   */
  public void atTheEnd(Runnable ending) {
    endings.add(ending);
  }

  void end() {
    endings.forEach(Runnable::run);
  }

  boolean madeWorkDue() {
    return workOrders.madeWorkDue();
  }
}
