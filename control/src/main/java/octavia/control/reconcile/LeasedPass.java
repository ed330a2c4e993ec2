package octavia.control.reconcile;

import java.time.Duration;
import java.util.function.LongSupplier;
import octavia.provider.LostLeaseException;
import octavia.provider.Pass;
import octavia.store.Store;
import octavia.store.Transaction;
import octavia.store.work.WorkOrders.Claim;

/**
 * A pass under a lease: no step begins with less lease left than the step may take. Of the thread
 * that runs the pass only, but for {@link #step()}.
 */
final class LeasedPass implements Pass {
  /** What is left of a lease beyond the limit of a step that it was lengthened for. */
  private static final Duration SLACK = Duration.ofSeconds(10);

  private final Store store;
  private final Claim claim;
  private final Duration lease;
  private final LongSupplier nanos;
  private long leaseEnds;
  private volatile String step = "start"; // also read when a deadline passes

  /**
   * A pass whose lease was taken just now.
   *
   * @param nanos a clock that only goes forward, in nanoseconds
   */
  LeasedPass(Store store, Claim claim, Duration lease, LongSupplier nanos, long takenAt) {
    this.store = store;
    this.claim = claim;
    this.lease = lease;
    this.nanos = nanos;
    this.leaseEnds = takenAt + lease.toNanos();
  }

  @Override
  public void step(String name, Duration limit) {
    step = name;
    if (leaseEnds - nanos.getAsLong() >= limit.toNanos()) {
      return;
    }
    // No longer than it must be: if this process dies, that is how long all others keep off.
    Duration needed = limit.plus(SLACK);
    Duration longer = lease.compareTo(needed) > 0 ? lease : needed;
    long asked = nanos.getAsLong();
    if (!store.transaction("extend-lease", tx -> tx.workOrders().extend(claim, longer))) {
      throw new LostLeaseException(claim.loadBalancerId());
    }
    leaseEnds = asked + longer.toNanos();
  }

  @Override
  public long fence() {
    return claim.fence();
  }

  @Override
  public void event(String text, String detail) {
    store.transaction(
        "event",
        tx -> {
          tx.events().add(claim.loadBalancerId(), step, null, text, detail);
          confirm(tx);
          return true;
        });
  }

  /**
   * Has the transaction end only while the lease is ours: to be called last in it.
   *
   * @throws LostLeaseException if it is not
   */
  void confirm(Transaction tx) {
    if (!tx.workOrders().confirm(claim.loadBalancerId(), claim.fence())) {
      throw new LostLeaseException(claim.loadBalancerId());
    }
  }

  /** The step that runs, or ran last. */
  String step() {
    return step;
  }
}
