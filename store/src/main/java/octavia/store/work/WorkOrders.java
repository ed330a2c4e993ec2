package octavia.store.work;

import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.inline;
import static org.jooq.impl.DSL.min;
import static org.jooq.impl.DSL.name;
import static org.jooq.impl.DSL.table;
import static org.jooq.impl.DSL.val;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;
import octavia.store.statement.Columns;
import octavia.store.statement.Sql;
import org.jooq.Condition;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.SelectWhereStep;
import org.jooq.Table;
import org.jooq.UpdateSetMoreStep;
import org.jspecify.annotations.Nullable;

/**
 * The work orders: one row for each load balancer whose reality differs from what is wanted. A row
 * is written in the transaction of the change that made it, taken by one process at a time under a
 * lease, and removed in the transaction that records the outcome. Whoever changes a load balancer's
 * order has locked its {@code load_balancer} row first, {@link #claim} excepted.
 */
public final class WorkOrders {
  private static final Table<Record> ORDER = table(name("control_work_order"));
  private static final Field<String> ID = field(name("load_balancer_id"), String.class);
  private static final Field<String> REASON = field(name("reason"), String.class);
  private static final Field<Long> DUE_AT = field(name("due_at"), Long.class);
  private static final Field<Long> DEADLINE_AT = field(name("deadline_at"), Long.class);
  private static final Field<Boolean> OVERDUE = field(name("overdue"), Boolean.class);
  private static final Field<Integer> ATTEMPTS = field(name("attempts"), Integer.class);
  private static final Field<String> LEASE_OWNER = field(name("lease_owner"), String.class);
  private static final Field<Long> LEASE_UNTIL = field(name("lease_until"), Long.class);

  private static final Table<Record> REVISION = table(name("control_revision"));
  private static final Field<Long> WANTED = field(name("wanted"), Long.class);
  private static final Field<Long> APPLIED = field(name("applied"), Long.class);
  private static final Field<Long> FENCE = field(name("fence"), Long.class);
  private static final Field<Long> WRITES = field(name("writes"), Long.class);

  private static final Columns ORDER_COLUMNS =
      new Columns(
          List.of(ID, REASON, DUE_AT, DEADLINE_AT, OVERDUE, ATTEMPTS, LEASE_OWNER, LEASE_UNTIL));
  private static final Columns IDS = new Columns(List.of(ID));
  private static final Columns FENCES = new Columns(List.of(FENCE));
  private static final Columns WANTS = new Columns(List.of(WANTED));

  private final Sql sql;
  private final LongSupplier now;
  private final Field<Long> clock;
  private boolean madeWorkDue;

  /**
   * A work order as it stands.
   *
   * @param dueAt milliseconds by the database's clock
   * @param deadlineAt when an object that still is PENDING becomes ERROR
   * @param overdue true once that has happened
   * @param attempts failed ones since the last change
   */
  public record WorkOrder(
      String loadBalancerId,
      String reason,
      long dueAt,
      long deadlineAt,
      boolean overdue,
      int attempts,
      @Nullable String leaseOwner,
      long leaseUntil) {}

  /**
   * A lease on a work order.
   *
   * @param fence greater than that of every lease before it on the same load balancer
   */
  public record Claim(
      String loadBalancerId,
      String reason,
      String owner,
      long fence,
      long leaseUntil,
      long deadlineAt,
      boolean overdue,
      int attempts) {}

  /**
   * Over a transaction.
   *
   * @param now milliseconds by the database's clock
   * @param clock the same, as the database reads it while it runs a statement
   */
  public WorkOrders(Sql sql, LongSupplier now, Field<Long> clock) {
    this.sql = sql;
    this.now = now;
    this.clock = clock;
  }

  /**
   * Records that a load balancer's intent has changed: counts its wanted revision and makes it due
   * at once. A process that is working on it keeps its lease and goes round again.
   *
   * @param reason a short stable word, such as {@code create-listener}
   * @param deadline how long its objects may stay PENDING
   */
  public void want(String loadBalancerId, String reason, Duration deadline) {
    // First the order, then the revision, as claim() takes them.
    int waiting =
        sql.execute(
            "order want",
            () ->
                sql.dsl()
                    .update(ORDER)
                    .set(REASON, "")
                    .set(DUE_AT, clock)
                    .set(DEADLINE_AT, clock.plus(0L))
                    .set(OVERDUE, inline(false))
                    .set(ATTEMPTS, inline(0))
                    .where(ID.eq("")),
            reason,
            deadline.toMillis(),
            loadBalancerId);
    if (waiting == 0) {
      insert(loadBalancerId, reason, deadline, null, Duration.ZERO);
    }
    countWanted(loadBalancerId);
  }

  /**
   * As {@link #want}, of a load balancer that is new, but held back for {@code hold} or until
   * {@link #letGo}: the caller has something to finish first, and if it dies the order is taken up
   * without it.
   */
  public void wantHeld(
      String loadBalancerId, String reason, Duration deadline, String owner, Duration hold) {
    insert(loadBalancerId, reason, deadline, owner, hold);
    insertRevision(loadBalancerId, 1, 0);
  }

  /**
   * As {@link #want}, for a change that is part of getting there: an order that waits already comes
   * due at once and keeps its reason, deadline and attempts, so that what fails over and over is
   * told of in time.
   */
  public void wantAlso(String loadBalancerId, String reason, Duration deadline) {
    int waiting =
        sql.execute(
            "order want-also",
            () -> sql.dsl().update(ORDER).set(DUE_AT, clock).where(ID.eq("")),
            loadBalancerId);
    if (waiting == 0) {
      insert(loadBalancerId, reason, deadline, null, Duration.ZERO);
    }
    countWanted(loadBalancerId);
  }

  private void insert(
      String loadBalancerId,
      String reason,
      Duration deadline,
      @Nullable String owner,
      Duration hold) {
    boolean held = owner != null;
    sql.execute(
        held ? "order insert-held" : "order insert",
        () ->
            sql.dsl()
                .insertInto(ORDER)
                .set(ID, "")
                .set(REASON, "")
                .set(DUE_AT, clock)
                .set(DEADLINE_AT, clock.plus(0L))
                .set(OVERDUE, inline(false))
                .set(ATTEMPTS, inline(0))
                .set(LEASE_OWNER, "")
                .set(LEASE_UNTIL, held ? clock.plus(0L) : val(0L)),
        loadBalancerId,
        reason,
        deadline.toMillis(),
        owner,
        hold.toMillis());
  }

  private void countWanted(String loadBalancerId) {
    int known =
        sql.execute(
            "revision want",
            () -> sql.dsl().update(REVISION).set(WANTED, WANTED.plus(inline(1))).where(ID.eq("")),
            loadBalancerId);
    if (known == 0) {
      insertRevision(loadBalancerId, 1, 0);
    }
    madeWorkDue = true;
  }

  private void insertRevision(String loadBalancerId, long wanted, long fence) {
    sql.insert(
        REVISION,
        List.of(ID, WANTED, APPLIED, FENCE, WRITES),
        List.of(List.of(loadBalancerId, wanted, 0L, fence, 0L)));
  }

  /**
   * Begins a hold of {@link #wantHeld} anew.
   *
   * @return false if it has ended and another process has taken the order over
   */
  public boolean holdOn(String loadBalancerId, String owner, Duration hold) {
    return lengthen(loadBalancerId, owner, hold);
  }

  private boolean lengthen(String loadBalancerId, String owner, Duration lease) {
    return sql.execute(
            "order lengthen",
            () ->
                sql.dsl()
                    .update(ORDER)
                    .set(LEASE_UNTIL, clock.plus(0L))
                    .where(ID.eq("").and(LEASE_OWNER.eq(""))),
            lease.toMillis(),
            loadBalancerId,
            owner)
        == 1;
  }

  /**
   * Ends a hold of {@link #wantHeld}; a hold that another process has taken over stays its.
   *
   * @return false if one has
   */
  public boolean letGo(String loadBalancerId, String owner) {
    madeWorkDue = true;
    return sql.execute(
            "order let-go",
            () -> freed(clock).where(ID.eq("").and(LEASE_OWNER.eq(""))),
            loadBalancerId,
            owner)
        == 1;
  }

  private UpdateSetMoreStep<Record> freed(Field<Long> due) {
    return sql.dsl()
        .update(ORDER)
        .set(LEASE_OWNER, inline((String) null))
        .set(LEASE_UNTIL, inline(0L))
        .set(DUE_AT, due);
  }

  /**
   * Takes up to {@code max} due orders that nobody else holds, longest due first. What {@code
   * owner} itself holds without being busy with it is taken again: a claim whose commit was not
   * answered, or whose end could not be written down.
   *
   * @param owner names this process
   * @param busy load balancers whose order is not taken, even if its lease has run out
   * @param lease until another process may take them over
   */
  public List<Claim> claim(String owner, Collection<String> busy, int max, Duration lease) {
    long time = now.getAsLong();
    List<Claim> claims = new ArrayList<>();
    List<WorkOrder> due =
        orders()
            .where(DUE_AT.le(time).and(free(owner, time)).and(ID.notIn(busy)))
            .orderBy(DUE_AT)
            .limit(max)
            .forUpdate()
            .skipLocked()
            .fetch(WorkOrders::order);
    for (WorkOrder order : due) {
      String id = order.loadBalancerId();
      long until = time + lease.toMillis();
      int taken =
          sql.execute(
              "order take",
              () ->
                  sql.dsl()
                      .update(ORDER)
                      .set(LEASE_OWNER, "")
                      .set(LEASE_UNTIL, 0L)
                      .where(ID.eq("").and(free("", 0))),
              owner,
              until,
              id,
              owner,
              time);
      if (taken == 0) {
        continue;
      }
      int counted =
          sql.execute(
              "revision fence",
              () -> sql.dsl().update(REVISION).set(FENCE, FENCE.plus(inline(1))).where(ID.eq("")),
              id);
      if (counted == 0) {
        insertRevision(id, 0, 1); // somebody has emptied the table
      }
      long fence =
          sql.row(
                  FENCES,
                  "revision fence-of",
                  () -> sql.dsl().select(FENCE).from(REVISION).where(ID.eq("")),
                  id)
              .orElseThrow()
              .get(FENCE);
      claims.add(
          new Claim(
              id,
              order.reason(),
              owner,
              fence,
              until,
              order.deadlineAt(),
              order.overdue(),
              order.attempts()));
    }
    return claims;
  }

  private static Condition free(String owner, long time) {
    return LEASE_OWNER.isNull().or(LEASE_OWNER.eq(owner)).or(LEASE_UNTIL.le(time));
  }

  /** True if the claim still stands: nobody has taken the order over. */
  public boolean holds(Claim claim) {
    return sql.row(
            IDS,
            "order holds",
            () ->
                sql.dsl()
                    .select(qualified("control_work_order"))
                    .from(ORDER)
                    .join(REVISION)
                    .on(qualified("control_work_order").eq(qualified("control_revision")))
                    .where(
                        qualified("control_work_order")
                            .eq("")
                            .and(LEASE_OWNER.eq(""))
                            .and(FENCE.eq(0L))),
            claim.loadBalancerId(),
            claim.owner(),
            claim.fence())
        .isPresent();
  }

  /**
   * As {@link #holds}, and stays true until this transaction ends: whoever takes the order over
   * does so after it. The caller has locked the load balancer's row, or locks no other row.
   */
  public boolean confirm(Claim claim) {
    String id = claim.loadBalancerId();
    boolean ours =
        sql.row(
                IDS,
                "order confirm",
                () ->
                    sql.dsl()
                        .select(ID)
                        .from(ORDER)
                        .where(ID.eq("").and(LEASE_OWNER.eq("")))
                        .forUpdate(),
                id,
                claim.owner())
            .isPresent();
    return ours && confirm(id, claim.fence());
  }

  /**
   * True if no later lease than that of {@code fence} has been given on the load balancer, nor is
   * until this transaction ends. It changes the row rather than only locks it: a cluster of
   * databases sees a conflict only between two changes.
   */
  public boolean confirm(String loadBalancerId, long fence) {
    return sql.execute(
            "revision confirm",
            () ->
                sql.dsl()
                    .update(REVISION)
                    .set(WRITES, WRITES.plus(inline(1)))
                    .where(ID.eq("").and(FENCE.eq(0L))),
            loadBalancerId,
            fence)
        == 1;
  }

  private static Field<String> qualified(String table) {
    return field(name(table, "load_balancer_id"), String.class);
  }

  /**
   * Lengthens a lease.
   *
   * @return false if it is no longer ours
   */
  public boolean extend(Claim claim, Duration lease) {
    return holds(claim) && lengthen(claim.loadBalancerId(), claim.owner(), lease);
  }

  /** The revision that is wanted; 0 if none was ever recorded. */
  public long wanted(String loadBalancerId) {
    return sql.row(
            WANTS,
            "revision wanted",
            () -> sql.dsl().select(WANTED).from(REVISION).where(ID.eq("")),
            loadBalancerId)
        .map(row -> row.get(WANTED))
        .orElse(0L);
  }

  /** The order of a load balancer. */
  public Optional<WorkOrder> find(String loadBalancerId) {
    return orders().where(ID.eq(loadBalancerId)).fetchOptional(WorkOrders::order);
  }

  /** Which of these load balancers have an order. */
  public Set<String> waiting(Collection<String> loadBalancerIds) {
    return sql.dsl().select(ID).from(ORDER).where(ID.in(loadBalancerIds)).fetchSet(ID);
  }

  /** Of these load balancers those that have an order, each with the fence of its last claim. */
  public Map<String, Long> fences(Collection<String> loadBalancerIds) {
    return sql.dsl()
        .select(qualified("control_work_order"), FENCE)
        .from(ORDER)
        .join(REVISION)
        .on(qualified("control_work_order").eq(qualified("control_revision")))
        .where(qualified("control_work_order").in(loadBalancerIds))
        .fetchMap(qualified("control_work_order"), FENCE);
  }

  /** All orders, longest due first. */
  public List<WorkOrder> all() {
    return orders().orderBy(DUE_AT).fetch(WorkOrders::order);
  }

  /** Orders whose deadline has passed at {@code time} and was not acted on yet. */
  public List<WorkOrder> pastDeadline(long time) {
    return orders().where(OVERDUE.isFalse().and(DEADLINE_AT.le(time))).fetch(WorkOrders::order);
  }

  /** When the next order comes due that nobody holds, by the database's clock. */
  public Optional<Long> nextDueAt() {
    return sql.dsl()
        .select(min(DUE_AT))
        .from(ORDER)
        .where(LEASE_OWNER.isNull())
        .fetchOptional(min(DUE_AT));
  }

  /** Ends the order: {@code revision} is in effect. */
  public void applied(Claim claim, long revision) {
    sql.delete(ORDER, ID, List.of(claim.loadBalancerId()));
    sql.execute(
        "revision applied",
        () -> sql.dsl().update(REVISION).set(APPLIED, 0L).where(ID.eq("")),
        revision,
        claim.loadBalancerId());
  }

  /** Gives the order back, due again after {@code delay}; {@code attempts} is the new count. */
  public void postpone(Claim claim, Duration delay, int attempts) {
    sql.execute(
        "order postpone",
        () -> freed(clock.plus(0L)).set(ATTEMPTS, 0).where(ID.eq("")),
        delay.toMillis(),
        attempts,
        claim.loadBalancerId());
    madeWorkDue |= delay.isZero();
  }

  /** Remembers that the deadline has passed and its objects were set to ERROR. */
  public void overdue(String loadBalancerId) {
    sql.execute(
        "order overdue",
        () -> sql.dsl().update(ORDER).set(OVERDUE, inline(true)).where(ID.eq("")),
        loadBalancerId);
  }

  /** Forgets a load balancer that is gone: order and revisions. */
  public void forget(String loadBalancerId) {
    sql.delete(ORDER, ID, List.of(loadBalancerId));
    sql.delete(REVISION, ID, List.of(loadBalancerId));
  }

  /**
   * Makes every lease void and its order due: for the start of a process that is alone with its
   * database, whose former leases died with their process.
   */
  public int voidLeases() {
    madeWorkDue = true;
    return freed(clock).where(LEASE_OWNER.isNotNull()).execute();
  }

  /** True if something of this transaction may have come due. */
  public boolean madeWorkDue() {
    return madeWorkDue;
  }

  private SelectWhereStep<?> orders() {
    return sql.dsl().select(ORDER_COLUMNS.fields()).from(ORDER);
  }

  private static WorkOrder order(Record row) {
    return new WorkOrder(
        row.get(ID),
        row.get(REASON),
        row.get(DUE_AT),
        row.get(DEADLINE_AT),
        row.get(OVERDUE),
        row.get(ATTEMPTS),
        row.get(LEASE_OWNER),
        row.get(LEASE_UNTIL));
  }
}
