package octavia.store.work;

import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.min;
import static org.jooq.impl.DSL.name;
import static org.jooq.impl.DSL.table;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.SelectWhereStep;
import org.jooq.Table;
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

  private final DSLContext dsl;
  private final LongSupplier now;
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

  public WorkOrders(DSLContext dsl, LongSupplier now) {
    this.dsl = dsl;
    this.now = now;
  }

  /**
   * Records that a load balancer's intent has changed: counts its wanted revision and makes it due
   * at once. A process that is working on it keeps its lease and goes round again.
   *
   * @param reason a short stable word, such as {@code create-listener}
   * @param deadline how long its objects may stay PENDING
   */
  public void want(String loadBalancerId, String reason, Duration deadline) {
    want(loadBalancerId, reason, deadline, null, Duration.ZERO);
  }

  /**
   * As {@link #want}, but held back for {@code hold} or until {@link #letGo}: the caller has
   * something to finish first, and if it dies the order is taken up without it.
   */
  public void wantHeld(
      String loadBalancerId, String reason, Duration deadline, String owner, Duration hold) {
    want(loadBalancerId, reason, deadline, owner, hold);
  }

  /**
   * As {@link #want}, for a change that is part of getting there: an order that waits already comes
   * due at once and keeps its reason, deadline and attempts, so that what fails over and over is
   * told of in time.
   */
  public void wantAlso(String loadBalancerId, String reason, Duration deadline) {
    long time = now.getAsLong();
    int waiting = dsl.update(ORDER).set(DUE_AT, time).where(ID.eq(loadBalancerId)).execute();
    if (waiting == 0) {
      insert(loadBalancerId, reason, time, deadline, null, Duration.ZERO);
    }
    countWanted(loadBalancerId);
  }

  private void want(
      String loadBalancerId,
      String reason,
      Duration deadline,
      @Nullable String owner,
      Duration hold) {
    long time = now.getAsLong();
    // First the order, then the revision, as claim() takes them.
    int waiting =
        dsl.update(ORDER)
            .set(REASON, reason)
            .set(DUE_AT, time)
            .set(DEADLINE_AT, time + deadline.toMillis())
            .set(OVERDUE, false)
            .set(ATTEMPTS, 0)
            .where(ID.eq(loadBalancerId))
            .execute();
    if (waiting == 0) {
      insert(loadBalancerId, reason, time, deadline, owner, hold);
    }
    countWanted(loadBalancerId);
  }

  private void insert(
      String loadBalancerId,
      String reason,
      long time,
      Duration deadline,
      @Nullable String owner,
      Duration hold) {
    dsl.insertInto(
            ORDER, ID, REASON, DUE_AT, DEADLINE_AT, OVERDUE, ATTEMPTS, LEASE_OWNER, LEASE_UNTIL)
        .values(
            loadBalancerId,
            reason,
            time,
            time + deadline.toMillis(),
            false,
            0,
            owner,
            owner == null ? 0L : time + hold.toMillis())
        .execute();
  }

  private void countWanted(String loadBalancerId) {
    int known =
        dsl.update(REVISION).set(WANTED, WANTED.plus(1)).where(ID.eq(loadBalancerId)).execute();
    if (known == 0) {
      insertRevision(loadBalancerId, 1, 0);
    }
    madeWorkDue = true;
  }

  private void insertRevision(String loadBalancerId, long wanted, long fence) {
    dsl.insertInto(REVISION, ID, WANTED, APPLIED, FENCE, WRITES)
        .values(loadBalancerId, wanted, 0L, fence, 0L)
        .execute();
  }

  /**
   * Begins a hold of {@link #wantHeld} anew.
   *
   * @return false if it has ended and another process has taken the order over
   */
  public boolean holdOn(String loadBalancerId, String owner, Duration hold) {
    return dsl.update(ORDER)
            .set(LEASE_UNTIL, now.getAsLong() + hold.toMillis())
            .where(ID.eq(loadBalancerId).and(LEASE_OWNER.eq(owner)))
            .execute()
        == 1;
  }

  /** Ends a hold of {@link #wantHeld}; a hold that another process has taken over stays its. */
  public void letGo(String loadBalancerId, String owner) {
    dsl.update(ORDER)
        .set(LEASE_OWNER, (String) null)
        .set(LEASE_UNTIL, 0L)
        .set(DUE_AT, now.getAsLong())
        .where(ID.eq(loadBalancerId).and(LEASE_OWNER.eq(owner)))
        .execute();
    madeWorkDue = true;
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
          dsl.update(ORDER)
              .set(LEASE_OWNER, owner)
              .set(LEASE_UNTIL, until)
              .where(ID.eq(id).and(free(owner, time)))
              .execute();
      if (taken == 0) {
        continue;
      }
      if (dsl.update(REVISION).set(FENCE, FENCE.plus(1)).where(ID.eq(id)).execute() == 0) {
        insertRevision(id, 0, 1); // somebody has emptied the table
      }
      long fence = dsl.select(FENCE).from(REVISION).where(ID.eq(id)).fetchSingle().value1();
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
    return dsl.fetchExists(
        dsl.selectOne()
            .from(ORDER)
            .join(REVISION)
            .on(qualified("control_work_order").eq(qualified("control_revision")))
            .where(
                qualified("control_work_order")
                    .eq(claim.loadBalancerId())
                    .and(LEASE_OWNER.eq(claim.owner()))
                    .and(FENCE.eq(claim.fence()))));
  }

  /**
   * As {@link #holds}, and stays true until this transaction ends: whoever takes the order over
   * does so after it. The caller has locked the load balancer's row, or locks no other row.
   */
  public boolean confirm(Claim claim) {
    String id = claim.loadBalancerId();
    boolean ours =
        !dsl.select(ID)
            .from(ORDER)
            .where(ID.eq(id).and(LEASE_OWNER.eq(claim.owner())))
            .forUpdate()
            .fetch()
            .isEmpty();
    return ours && confirm(id, claim.fence());
  }

  /**
   * True if no later lease than that of {@code fence} has been given on the load balancer, nor is
   * until this transaction ends. It changes the row rather than only locks it: a cluster of
   * databases sees a conflict only between two changes.
   */
  public boolean confirm(String loadBalancerId, long fence) {
    return dsl.update(REVISION)
            .set(WRITES, WRITES.plus(1))
            .where(ID.eq(loadBalancerId).and(FENCE.eq(fence)))
            .execute()
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
    return holds(claim)
        && dsl.update(ORDER)
                .set(LEASE_UNTIL, now.getAsLong() + lease.toMillis())
                .where(ID.eq(claim.loadBalancerId()).and(LEASE_OWNER.eq(claim.owner())))
                .execute()
            == 1;
  }

  /** The revision that is wanted; 0 if none was ever recorded. */
  public long wanted(String loadBalancerId) {
    return dsl.select(WANTED)
        .from(REVISION)
        .where(ID.eq(loadBalancerId))
        .fetchOptional(WANTED)
        .orElse(0L);
  }

  /** The order of a load balancer. */
  public Optional<WorkOrder> find(String loadBalancerId) {
    return orders().where(ID.eq(loadBalancerId)).fetchOptional(WorkOrders::order);
  }

  /** Which of these load balancers have an order. */
  public Set<String> waiting(Collection<String> loadBalancerIds) {
    return dsl.select(ID).from(ORDER).where(ID.in(loadBalancerIds)).fetchSet(ID);
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
    return dsl.select(min(DUE_AT))
        .from(ORDER)
        .where(LEASE_OWNER.isNull())
        .fetchOptional(min(DUE_AT));
  }

  /** Ends the order: {@code revision} is in effect. */
  public void applied(Claim claim, long revision) {
    dsl.deleteFrom(ORDER).where(ID.eq(claim.loadBalancerId())).execute();
    dsl.update(REVISION).set(APPLIED, revision).where(ID.eq(claim.loadBalancerId())).execute();
  }

  /** Gives the order back, due again after {@code delay}; {@code attempts} is the new count. */
  public void postpone(Claim claim, Duration delay, int attempts) {
    dsl.update(ORDER)
        .set(DUE_AT, now.getAsLong() + delay.toMillis())
        .set(ATTEMPTS, attempts)
        .set(LEASE_OWNER, (String) null)
        .set(LEASE_UNTIL, 0L)
        .where(ID.eq(claim.loadBalancerId()))
        .execute();
    madeWorkDue |= delay.isZero();
  }

  /** Remembers that the deadline has passed and its objects were set to ERROR. */
  public void overdue(String loadBalancerId) {
    dsl.update(ORDER).set(OVERDUE, true).where(ID.eq(loadBalancerId)).execute();
  }

  /** Forgets a load balancer that is gone: order and revisions. */
  public void forget(String loadBalancerId) {
    dsl.deleteFrom(ORDER).where(ID.eq(loadBalancerId)).execute();
    dsl.deleteFrom(REVISION).where(ID.eq(loadBalancerId)).execute();
  }

  /**
   * Makes every lease void and its order due: for the start of a process that is alone with its
   * database, whose former leases died with their process.
   */
  public int voidLeases() {
    madeWorkDue = true;
    return dsl.update(ORDER)
        .set(LEASE_OWNER, (String) null)
        .set(LEASE_UNTIL, 0L)
        .set(DUE_AT, now.getAsLong())
        .where(LEASE_OWNER.isNotNull())
        .execute();
  }

  /** True if something of this transaction may have come due. */
  public boolean madeWorkDue() {
    return madeWorkDue;
  }

  private SelectWhereStep<?> orders() {
    return dsl.select(ID, REASON, DUE_AT, DEADLINE_AT, OVERDUE, ATTEMPTS, LEASE_OWNER, LEASE_UNTIL)
        .from(ORDER);
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
