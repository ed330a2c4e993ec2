package octavia.control.reconcile;

import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import octavia.cloud.CloudException;
import octavia.cloud.network.NetworkDriver;
import octavia.model.Graph;
import octavia.model.LoadBalancer;
import octavia.model.Vip;
import octavia.provider.LostLeaseException;
import octavia.provider.Outcome;
import octavia.provider.Provider;
import octavia.provider.ProviderException;
import octavia.store.Store;
import octavia.store.StoreException;
import octavia.store.work.WorkOrders.Claim;
import octavia.store.work.WorkOrders.WorkOrder;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/**
 * Takes work orders as they come due and moves each load balancer to what is wanted, one pass at a
 * time for each. One thread looks for orders; each pass runs on a virtual thread of its own, at
 * most {@link ReconcilerSettings#workers} at once.
 */
public final class Reconciler implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Reconciler.class);
  private static final Duration NETWORK_LIMIT = Duration.ofSeconds(30);
  private static final Duration STOP_LIMIT = Duration.ofSeconds(10);

  /** Between two looks for failures that are no longer ours. */
  private static final Duration FORGET = Duration.ofMinutes(1);

  /** How long a pass that was cut off may take to notice. */
  private static final Duration CUT_OFF_LIMIT = Duration.ofSeconds(3);

  private final ReconcilerSettings settings;
  private final String owner;
  private final Store store;
  private final Records records;
  private final NetworkDriver network;
  private final Map<String, Provider> providers;
  private final Consumer<String> onSettled;
  private final Backoff backoff;

  private final Semaphore slots;
  private final Semaphore wake = new Semaphore(0);
  private final ExecutorService passes =
      Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("reconcile-", 0).factory());

  /** Why each load balancer is not done yet: written by passes, read when a deadline passes. */
  private final Map<String, Remembered> failures = new ConcurrentHashMap<>();

  /** The pass of each load balancer that has one: written by passes, read as {@link #failures}. */
  private final Map<String, LeasedPass> underWay = new ConcurrentHashMap<>();

  /** Until when what could not be written down rests, in nanoseconds: written by passes. */
  private final Map<String, Long> resting = new ConcurrentHashMap<>();

  private volatile boolean closing;
  private @Nullable Thread loop;
  private long lookedAfterFailures = System.nanoTime(); // of the loop's thread only

  /**
   * What a pass of this process failed at, or waited for.
   *
   * @param fence of its claim: a later one has its own reasons
   * @param told true if it need not be put on the timeline any more
   */
  private record Remembered(Failure failure, long fence, boolean told) {}

  /**
   * A reconciler that is not started yet.
   *
   * @param owner names this process in leases; no other process may have the same
   * @param providers by name
   * @param onSettled told the id of each load balancer that has just come to what was wanted
   */
  public Reconciler(
      ReconcilerSettings settings,
      String owner,
      Store store,
      NetworkDriver network,
      Map<String, Provider> providers,
      Consumer<String> onSettled) {
    this.settings = settings;
    this.owner = owner;
    this.store = store;
    this.records = new Records(store);
    this.network = network;
    this.providers = Map.copyOf(providers);
    this.onSettled = onSettled;
    this.backoff = new Backoff(settings.slowestRetry());
    this.slots = new Semaphore(settings.workers());
  }

  /** Begins to work, on its own thread. */
  public void start() {
    store.onWork(this::wake);
    Thread thread = Thread.ofPlatform().name("reconciler").daemon(true).unstarted(this::run);
    loop = thread;
    thread.start();
  }

  /** Has the loop look for orders now. */
  public void wake() {
    if (wake.availablePermits() == 0) {
      wake.release();
    }
  }

  /** Takes no more orders and waits a little for the passes that run; they may be cut off. */
  @Override
  public void close() {
    closing = true;
    wake();
    try {
      @Nullable Thread thread = loop;
      if (thread != null) {
        thread.join(STOP_LIMIT); // first, as it may have a claim in hand that needs its pass
      }
      passes.shutdown();
      if (!passes.awaitTermination(STOP_LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
        passes.shutdownNow();
        passes.awaitTermination(CUT_OFF_LIMIT.toMillis(), TimeUnit.MILLISECONDS);
      }
    } catch (InterruptedException e) {
      passes.shutdownNow();
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    while (!closing) {
      Duration pause = settings.poll();
      try {
        expire();
        pause = takeOrders();
      } catch (StoreException e) {
        LOG.warn("the database does not answer, looking again in {}: {}", pause, e.getMessage());
      } catch (RuntimeException e) {
        LOG.error("looking for work failed, trying again in {}", pause, e);
      }
      try {
        if (wake.tryAcquire(pause.toMillis(), TimeUnit.MILLISECONDS)) {
          wake.drainPermits();
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }

  /** Starts a pass for each due order, as long as there are slots; returns how long to wait. */
  private Duration takeOrders() {
    while (!closing) {
      int free = slots.availablePermits();
      if (free == 0) {
        return settings.poll(); // the end of a pass wakes us
      }
      long takenAt = System.nanoTime();
      List<Claim> claims =
          store.transaction(
              "claim", tx -> tx.workOrders().claim(owner, busy(), free, settings.lease()));
      for (Claim claim : claims) {
        slots.acquireUninterruptibly();
        LeasedPass pass = new LeasedPass(store, claim, settings.lease(), System::nanoTime, takenAt);
        underWay.put(claim.loadBalancerId(), pass); // before the next look for orders
        passes.execute(() -> {
          try {
            run(claim, pass);
          } finally {
            slots.release();
            wake();
          }
        });
      }
      if (claims.size() < free) {
        return untilNext();
      }
    }
    return settings.poll();
  }

  /** What has a pass, and what rests: its order is ours still, and due. */
  private Set<String> busy() {
    Set<String> busy = new HashSet<>(underWay.keySet()); // first: a pass rests before it ends
    resting.values().removeIf(until -> until - System.nanoTime() <= 0);
    busy.addAll(resting.keySet());
    return busy;
  }

  private Duration untilNext() {
    long millis =
        store.read(tx ->
            tx.workOrders()
                .nextDueAt()
                .map(due -> due - tx.databaseMillis())
                .orElse(Long.MAX_VALUE));
    return Duration.ofMillis(Math.clamp(millis, 1, settings.poll().toMillis()));
  }

  private void run(Claim claim, LeasedPass pass) {
    String id = claim.loadBalancerId();
    MDC.put("loadbalancer", id);
    long revision = 0;
    try {
      Graph graph = store.read(tx -> tx.graphs().find(id)).orElse(null);
      if (graph == null) {
        failures.remove(id);
        records.vanished(claim);
        return;
      }
      revision = graph.revision();
      Graph placed = placed(graph, pass);
      revision = placed.revision();
      Outcome outcome = provider(placed).reconcile(placed, pass);
      switch (outcome) {
        case Outcome.Done done -> settle(claim, placed, done, pass);
        case Outcome.Waiting waiting -> {
          Failure waits = new Failure(waiting.step(), "still waiting for " + waiting.what(), "");
          failures.put(id, new Remembered(waits, claim.fence(), true));
          records.waiting(claim, waiting.delay());
        }
      }
    } catch (LostLeaseException e) {
      LOG.info("{}; its new holder carries on", e.getMessage());
    } catch (ProviderException e) {
      failed(claim, revision, new Failure(pass.step(), e.reason(), e.detail()), e);
    } catch (CloudException e) {
      failed(
          claim, revision, new Failure(pass.step(), e.reason(), String.valueOf(e.getMessage())), e);
    } catch (RuntimeException e) {
      failed(claim, revision, new Failure(pass.step(), "an internal error", e.toString()), e);
    } finally {
      underWay.remove(id, pass);
      MDC.remove("loadbalancer");
    }
  }

  private Provider provider(Graph graph) {
    @Nullable String name = graph.loadBalancer().provider();
    @Nullable Provider provider = providers.get(name == null ? "amphora" : name);
    if (provider == null) {
      throw new ProviderException("its provider is not configured here", String.valueOf(name));
    }
    return provider;
  }

  /**
   * The graph with a VIP that has its address. A load balancer whose creation was cut short between
   * its two transactions gets it here; so does one whose port was not made in time.
   */
  private Graph placed(Graph graph, LeasedPass pass) {
    LoadBalancer loadBalancer = graph.loadBalancer();
    if (loadBalancer.vip().ipAddress() != null || graph.isDeleting(loadBalancer.id())) {
      return graph;
    }
    pass.step("allocate-vip", NETWORK_LIMIT);
    Vip vip = network.allocateVip(loadBalancer);
    return store.transaction(
        "write-vip",
        tx -> {
          tx.loadBalancers().hold(loadBalancer.id());
          tx.loadBalancers().updateVip(loadBalancer.id(), vip);
          pass.confirm(tx);
          return tx.graphs().find(loadBalancer.id()).orElse(graph);
        });
  }

  private void settle(Claim claim, Graph graph, Outcome.Done outcome, LeasedPass pass) {
    LoadBalancer loadBalancer = graph.loadBalancer();
    boolean done;
    if (graph.isDeleting(loadBalancer.id())) {
      pass.step("release-vip", NETWORK_LIMIT);
      network.deallocateVip(loadBalancer);
      done = records.deleted(claim, graph);
    } else {
      done = records.applied(claim, graph, outcome.uncarried());
    }
    if (done) {
      failures.remove(loadBalancer.id());
      LOG.info("{} done", claim.reason());
      tellSettled(loadBalancer.id());
    }
  }

  private void tellSettled(String loadBalancerId) {
    try {
      onSettled.accept(loadBalancerId);
    } catch (RuntimeException e) {
      LOG.warn("it is done, but not everybody could be told", e);
    }
  }

  private void failed(Claim claim, long revision, Failure failure, Exception cause) {
    String id = claim.loadBalancerId();
    @Nullable Remembered before = failures.get(id);
    boolean news = before == null || !before.told() || !failure.equals(before.failure());
    failures.put(id, new Remembered(failure, claim.fence(), !news));
    Duration delay = backoff.after(claim.attempts() + 1);
    if (news) {
      LOG.warn(
          "{} failed at step {}, trying again in {} ms",
          claim.reason(),
          failure.step(),
          delay.toMillis(),
          cause);
    }
    try {
      records.failed(claim, revision, failure, delay, news);
      failures.put(id, new Remembered(failure, claim.fence(), true));
    } catch (RuntimeException e) {
      // Nothing is lost: it is due still, and taken again after the same delay.
      resting.put(id, System.nanoTime() + delay.toNanos());
      LOG.error("that {} failed could not be written down: {}", claim.reason(), e.getMessage());
    }
  }

  /** What it failed at last, else what it is at now. */
  private Failure whyOverdue(WorkOrder order) {
    @Nullable Remembered remembered = failures.get(order.loadBalancerId());
    if (remembered != null) {
      return remembered.failure();
    }
    @Nullable LeasedPass pass = underWay.get(order.loadBalancerId());
    if (pass != null) {
      return new Failure(pass.step(), "it takes too long", "deadline passed, the step goes on");
    }
    return order.leaseOwner() == null
        ? new Failure("start", "no worker could begin in time", "deadline passed")
        : new Failure(
            "work",
            "it takes too long",
            "deadline passed, worker " + order.leaseOwner() + " has it");
  }

  /** Forgets failures of load balancers that another worker has taken up since, or finished. */
  private void forgetTakenOver() {
    lookedAfterFailures = System.nanoTime();
    Map<String, Remembered> known = new HashMap<>(failures);
    known.keySet().removeAll(underWay.keySet());
    if (known.isEmpty()) {
      return;
    }
    Map<String, Long> fences = store.read(tx -> tx.workOrders().fences(known.keySet()));
    known.forEach((id, remembered) -> {
      if (fences.getOrDefault(id, Long.MAX_VALUE) > remembered.fence()) {
        failures.remove(id, remembered);
      }
    });
  }

  private void expire() {
    List<WorkOrder> overdue = records.overdue();
    if (!overdue.isEmpty() || System.nanoTime() - lookedAfterFailures > FORGET.toNanos()) {
      forgetTakenOver();
    }
    for (WorkOrder order : overdue) {
      try {
        expire(order);
      } catch (RuntimeException e) {
        LOG.error(
            "load balancer {}: that it missed its deadline could not be written down, trying again",
            order.loadBalancerId(),
            e);
      }
    }
  }

  private void expire(WorkOrder order) {
    Failure failure = whyOverdue(order);
    if (records.expire(order, failure)) {
      LOG.warn(
          "load balancer {}: {} missed its deadline at step {}: {} ({})",
          order.loadBalancerId(),
          order.reason(),
          failure.step(),
          failure.reason(),
          failure.detail());
    }
  }
}
