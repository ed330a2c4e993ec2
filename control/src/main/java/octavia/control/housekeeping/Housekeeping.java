package octavia.control.housekeeping;

import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import octavia.store.Store;
import octavia.store.StoreException;
import octavia.store.Transaction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Removes rows that were kept after their object was gone, a few in each transaction. Any number of
 * processes may do so side by side.
 */
public final class Housekeeping implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Housekeeping.class);

  /** Rows in one transaction, so that nobody waits long for them. */
  private static final int BATCH = 100;

  private final HousekeepingSettings settings;
  private final Store store;
  private final InstantSource clock;
  private final CountDownLatch closing = new CountDownLatch(1);

  public Housekeeping(HousekeepingSettings settings, Store store, InstantSource clock) {
    this.settings = settings;
    this.store = store;
    this.clock = clock;
  }

  /** Begins to work, on its own thread. */
  public void start() {
    Thread.ofVirtual().name("housekeeping").start(this::run);
  }

  @Override
  public void close() {
    closing.countDown();
  }

  private void run() {
    try {
      while (!closing.await(settings.interval().toMillis(), TimeUnit.MILLISECONDS)) {
        try {
          purge();
        } catch (StoreException e) {
          LOG.warn("clearing away failed, trying again later: {}", e.getMessage());
        } catch (RuntimeException e) {
          LOG.error("clearing away failed, trying again later", e);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /**
   * One round.
   *
   * @return how many rows are gone
   * @throws StoreException if the database fails; the next round goes on
   */
  public int purge() {
    Instant now = clock.instant();
    int gone =
        all("purge-amphorae", tx -> tx.purge().amphorae(now.minus(settings.amphoraAge()), BATCH));
    gone +=
        all(
            "purge-load-balancers",
            tx -> tx.purge().loadBalancers(now.minus(settings.loadBalancerAge()), BATCH));
    gone += all("purge-events", tx -> tx.purge().events(settings.eventAge(), BATCH));
    if (gone > 0) {
      LOG.info("cleared away {} rows of what was deleted long ago", gone);
    }
    return gone;
  }

  private interface Batch {
    int in(Transaction tx);
  }

  private int all(String name, Batch batch) {
    int all = 0;
    int gone;
    do {
      gone = store.transaction(name, batch::in);
      all += gone;
    } while (gone == BATCH && closing.getCount() > 0);
    return all;
  }
}
