package octavia.control.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import octavia.cloud.network.Network;
import octavia.cloud.network.NetworkDriver;
import octavia.cloud.network.Port;
import octavia.cloud.network.Subnet;
import octavia.control.Samples;
import octavia.model.Amphora;
import octavia.model.Crossing;
import octavia.model.Graph;
import octavia.model.LoadBalancer;
import octavia.model.ProvisioningStatus;
import octavia.model.Vip;
import octavia.provider.Outcome;
import octavia.provider.Pass;
import octavia.provider.Provider;
import octavia.provider.ProviderException;
import octavia.store.Store;
import octavia.store.StoreException;
import octavia.store.Transaction;
import octavia.store.object.Kind;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReconcilerTest {
  private static final Duration DEADLINE = Duration.ofSeconds(60);

  @TempDir Path directory;
  private Store store;
  private FakeNetwork network;
  private FakeProvider provider;
  private Reconciler reconciler;
  private volatile Consumer<String> onSettled = _ -> {};

  @BeforeEach
  void open() {
    store = Samples.store(directory, InstantSource.system());
    network = new FakeNetwork();
    provider = new FakeProvider();
    reconciler = reconciler(Duration.ofMillis(200));
  }

  private Reconciler reconciler(Duration slowestRetry) {
    return new Reconciler(
        new ReconcilerSettings(4, Duration.ofSeconds(30), Duration.ofMillis(100), slowestRetry),
        "test",
        store,
        network,
        Map.of("fake", provider),
        id -> onSettled.accept(id));
  }

  @AfterEach
  void close() {
    reconciler.close();
    store.close();
  }

  @Test
  void aCreationGetsItsVipAndBecomesActive() {
    insert(ProvisioningStatus.PENDING_CREATE);
    want("create-load-balancer", DEADLINE);

    reconciler.start();

    await(() -> status(Kind.LOAD_BALANCER, "lb") == ProvisioningStatus.ACTIVE);
    assertThat(network.allocated).containsExactly("lb");
    assertThat(loadBalancer().orElseThrow().vip().ipAddress()).isEqualTo("198.51.100.7");
    assertThat(status(Kind.MEMBER, "m")).isEqualTo(ProvisioningStatus.ACTIVE);
    await(() -> store.read(tx -> tx.workOrders().all()).isEmpty());
  }

  @Test
  void whatFailsIsTriedAgainUntilItWorks() {
    insert(ProvisioningStatus.PENDING_CREATE);
    provider.failures.set(3);
    want("create-load-balancer", DEADLINE);

    reconciler.start();

    await(() -> status(Kind.LOAD_BALANCER, "lb") == ProvisioningStatus.ACTIVE);
    assertThat(provider.passes).hasValue(4);
    assertThat(events()).containsExactly("active", "retry");
  }

  @Test
  void whatFailsWithoutBeingWrittenDownRestsAndIsToldOfOnceItCan() {
    store.close();
    AtomicInteger broken = new AtomicInteger(2);
    Crossing crossing =
        new Crossing() {
          @Override
          public void before(String name) {
            if (name.equals("commit:record-failure") && broken.getAndDecrement() > 0) {
              throw new StoreException("the database is gone");
            }
          }

          @Override
          public void after(String name) {}
        };
    store = Samples.store(directory, InstantSource.system(), crossing);
    reconciler = reconciler(Duration.ofMillis(200));
    insert(ProvisioningStatus.PENDING_CREATE);
    provider.failures.set(3);
    want("create-load-balancer", DEADLINE);
    long begun = System.nanoTime();

    reconciler.start();

    await(() -> status(Kind.LOAD_BALANCER, "lb") == ProvisioningStatus.ACTIVE);
    assertThat(broken.get()).isNotPositive();
    assertThat(Duration.ofNanos(System.nanoTime() - begun))
        .as("three pauses, none of which can be shorter")
        .isGreaterThan(new Backoff(Duration.ofMillis(200)).after(1).multipliedBy(3));
    var told = store.read(tx -> tx.events().page("lb", Optional.empty(), 10));
    assertThat(told)
        .filteredOn(event -> event.code().equals("retry"))
        .extracting(event -> event.text())
        .containsExactly("configure: it is broken");
  }

  @Test
  void pastItsDeadlineACreationIsErrorWithTheReasonAndStillRecovers() {
    insert(ProvisioningStatus.PENDING_CREATE);
    provider.failures.set(Integer.MAX_VALUE);
    want("create-load-balancer", Duration.ofMillis(300));

    reconciler.start();

    await(() -> status(Kind.LOAD_BALANCER, "lb") == ProvisioningStatus.ERROR);
    assertThat(status(Kind.LISTENER, "l")).isEqualTo(ProvisioningStatus.ERROR);
    var events = store.read(tx -> tx.events().page("lb", Optional.empty(), 10));
    assertThat(events)
        .filteredOn(event -> event.code().equals("failed"))
        .singleElement()
        .satisfies(event ->
            assertThat(event.text())
                .isEqualTo("create-load-balancer failed at step configure: it is broken"));

    provider.failures.set(0);

    await(() -> status(Kind.LOAD_BALANCER, "lb") == ProvisioningStatus.ACTIVE);
    assertThat(status(Kind.LISTENER, "l")).isEqualTo(ProvisioningStatus.ACTIVE);
  }

  @Test
  void aStepThatGoesOnPastTheDeadlineIsNamed() throws Exception {
    insert(ProvisioningStatus.PENDING_CREATE);
    CountDownLatch entered = new CountDownLatch(1);
    CountDownLatch go = new CountDownLatch(1);
    provider.during =
        () -> {
          entered.countDown();
          awaitLatch(go);
        };
    want("create-load-balancer", DEADLINE);
    reconciler.start();
    assertThat(entered.await(10, TimeUnit.SECONDS)).isTrue();

    want("create-load-balancer", Duration.ofMillis(1)); // passes in this step, not before

    await(() -> status(Kind.LOAD_BALANCER, "lb") == ProvisioningStatus.ERROR);
    var events = store.read(tx -> tx.events().page("lb", Optional.empty(), 10));
    assertThat(events)
        .singleElement()
        .satisfies(event ->
            assertThat(event.text())
                .isEqualTo("create-load-balancer failed at step configure: it takes too long"));

    go.countDown();

    await(() -> status(Kind.LOAD_BALANCER, "lb") == ProvisioningStatus.ACTIVE);
  }

  @Test
  void aFailureIsNotNamedAsTheReasonOfAnotherWorkersPass() {
    insert(ProvisioningStatus.PENDING_UPDATE);
    provider.failures.set(1);
    want("update-listener", DEADLINE);
    startAfterManyAttempts();
    await(() -> events().contains("retry"));

    write(tx -> {
      tx.loadBalancers().lock("lb");
      tx.workOrders().want("lb", "update-pool", Duration.ofMillis(50));
      assertThat(tx.workOrders().claim("other", Set.of(), 1, DEADLINE)).hasSize(1);
    });

    await(() -> status(Kind.POOL, "p") == ProvisioningStatus.ERROR);
    var failed = store.read(tx -> tx.events().page("lb", Optional.empty(), 1)).getFirst();
    assertThat(failed.text()).isEqualTo("update-pool failed at step work: it takes too long");
    assertThat(failed.detail()).isEqualTo("deadline passed, worker other has it");
  }

  @Test
  void pastItsDeadlineAChildIsErrorAndTheRestIsActive() {
    insert(ProvisioningStatus.PENDING_UPDATE);
    write(tx -> tx.members().provisioning(List.of("m"), ProvisioningStatus.PENDING_CREATE));
    provider.failures.set(Integer.MAX_VALUE);
    want("create-member", Duration.ofMillis(300));

    reconciler.start();

    await(() -> status(Kind.MEMBER, "m") == ProvisioningStatus.ERROR);
    assertThat(status(Kind.POOL, "p")).isEqualTo(ProvisioningStatus.ACTIVE);
    assertThat(status(Kind.LISTENER, "l")).isEqualTo(ProvisioningStatus.ACTIVE);
    assertThat(status(Kind.LOAD_BALANCER, "lb")).isEqualTo(ProvisioningStatus.ACTIVE);
  }

  @Test
  void aDeletionThatFailedIsStillWantedAndHappens() {
    insert(ProvisioningStatus.ACTIVE);
    write(tx -> {
      tx.pools().provisioning(List.of("p"), ProvisioningStatus.PENDING_DELETE);
      tx.deletions().want(List.of("p"), "pool", "lb");
      tx.quotas().reserve("project", Kind.POOL, 1, -1);
      tx.quotas().reserve("project", Kind.MEMBER, 1, -1);
    });
    provider.failures.set(Integer.MAX_VALUE);
    want("delete-pool", Duration.ofMillis(200));
    reconciler.start();
    await(() -> status(Kind.POOL, "p") == ProvisioningStatus.ERROR);

    provider.failures.set(0);

    await(() -> store.read(tx -> tx.pools().find("p")).isEmpty());
    assertThat(store.read(tx -> tx.members().find("m")).isPresent()).isFalse();
    int pools = store.read(tx -> tx.quotas().inUse("project", Kind.POOL));
    int members = store.read(tx -> tx.quotas().inUse("project", Kind.MEMBER));
    assertThat(pools + members).isZero();
  }

  @Test
  void aDeletedLoadBalancerLeavesNothingButItsDeletedRow() {
    insert(ProvisioningStatus.PENDING_DELETE);
    write(tx -> tx.deletions().want(List.of("lb"), "load_balancer", "lb"));
    want("delete-load-balancer", DEADLINE);

    reconciler.start();

    await(() -> loadBalancer().isEmpty());
    await(() -> store.read(tx -> tx.workOrders().all()).isEmpty());
    assertThat(network.released).containsExactly("lb");
    assertThat(store.read(tx -> tx.listeners().find("l")).isPresent()).isFalse();
    var wanted = store.read(tx -> tx.deletions().of("lb"));
    assertThat(wanted).isEmpty();
  }

  @Test
  void aChangeDuringAPassIsCarriedOutByTheNext() throws Exception {
    insert(ProvisioningStatus.PENDING_CREATE);
    CountDownLatch entered = new CountDownLatch(1);
    CountDownLatch go = new CountDownLatch(1);
    provider.during =
        () -> {
          entered.countDown();
          awaitLatch(go);
        };
    want("create-load-balancer", DEADLINE);
    reconciler.start();
    assertThat(entered.await(10, TimeUnit.SECONDS)).isTrue();

    want("update-listener", DEADLINE);
    go.countDown();

    await(() -> status(Kind.LOAD_BALANCER, "lb") == ProvisioningStatus.ACTIVE);
    assertThat(provider.revisions).containsExactly(1L, 2L);
  }

  @Test
  void aChangeDuringAPassThatFailsIsTakenAtOnce() throws Exception {
    insert(ProvisioningStatus.PENDING_CREATE);
    CountDownLatch entered = new CountDownLatch(1);
    CountDownLatch go = new CountDownLatch(1);
    provider.failures.set(1);
    provider.during =
        () -> {
          entered.countDown();
          awaitLatch(go);
        };
    want("create-load-balancer", DEADLINE);
    startAfterManyAttempts();
    assertThat(entered.await(10, TimeUnit.SECONDS)).isTrue();

    want("update-listener", DEADLINE);
    go.countDown();

    await(() -> status(Kind.LOAD_BALANCER, "lb") == ProvisioningStatus.ACTIVE);
    assertThat(provider.revisions).containsExactly(1L, 2L);
  }

  @Test
  void whoFailsToHearOfItDoesNotMakeItAFailure() {
    insert(ProvisioningStatus.PENDING_CREATE);
    onSettled =
        _ -> {
          throw new IllegalStateException("on purpose");
        };
    want("create-load-balancer", DEADLINE);

    reconciler.start();

    await(() -> status(Kind.LOAD_BALANCER, "lb") == ProvisioningStatus.ACTIVE);
    reconciler.close();
    assertThat(events()).containsExactly("active");
  }

  @Test
  void whatIsNotReadyIsLookedAtAgain() {
    insert(ProvisioningStatus.PENDING_CREATE);
    provider.waits.set(2);
    want("create-load-balancer", DEADLINE);

    reconciler.start();

    await(() -> status(Kind.LOAD_BALANCER, "lb") == ProvisioningStatus.ACTIVE);
    assertThat(provider.passes).hasValue(3);
  }

  private void insert(ProvisioningStatus status) {
    write(tx -> {
      tx.loadBalancers().insert(Samples.loadBalancer("lb", status));
      tx.listeners().insert(Samples.listener("l", "lb", status));
      tx.pools().insert(Samples.pool("p", "lb", status));
      tx.members().insert(Samples.member("m", "p", status));
    });
  }

  private void want(String reason, Duration deadline) {
    write(tx -> {
      tx.loadBalancers().lock("lb");
      tx.workOrders().want("lb", reason, deadline);
    });
  }

  /** Has an order that has had many attempts taken up: the wait after a failure is a long one. */
  private void startAfterManyAttempts() {
    write(tx -> {
      var claim = tx.workOrders().claim("before", Set.of(), 1, DEADLINE).getFirst();
      tx.workOrders().postpone(claim, Duration.ZERO, 20);
    });
    reconciler.close();
    reconciler = reconciler(DEADLINE);
    reconciler.start();
  }

  private Optional<LoadBalancer> loadBalancer() {
    return store.read(tx -> tx.loadBalancers().find("lb"));
  }

  private ProvisioningStatus status(Kind kind, String id) {
    return store
        .read(tx -> tx.graphs().find("lb"))
        .flatMap(graph ->
            Outcomes.items(graph).stream()
                .filter(item -> item.kind() == kind && item.id().equals(id))
                .findFirst())
        .map(Outcomes.Item::status)
        .orElse(ProvisioningStatus.DELETED);
  }

  private List<String> events() {
    return store.read(tx -> tx.events().page("lb", Optional.empty(), 10)).stream()
        .map(event -> event.code())
        .toList();
  }

  private void write(Consumer<Transaction> work) {
    store.transaction(
        "test",
        tx -> {
          work.accept(tx);
          return true;
        });
  }

  private static void await(BooleanSupplier condition) {
    Awaitility.await()
        .atMost(Duration.ofSeconds(20))
        .pollInterval(Duration.ofMillis(20))
        .until(condition::getAsBoolean);
  }

  private static void awaitLatch(CountDownLatch latch) {
    try {
      assertThat(latch.await(10, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Fails or waits as often as it is told to, and remembers what it was shown. */
  private static final class FakeProvider implements Provider {
    private final AtomicInteger failures = new AtomicInteger();
    private final AtomicInteger waits = new AtomicInteger();
    private final AtomicInteger passes = new AtomicInteger();
    private final ConcurrentLinkedQueue<Long> revisions = new ConcurrentLinkedQueue<>();
    private volatile Runnable during = () -> {};

    @Override
    public String name() {
      return "fake";
    }

    @Override
    public String description() {
      return "";
    }

    @Override
    public Outcome reconcile(Graph graph, Pass pass) {
      passes.incrementAndGet();
      revisions.add(graph.revision());
      pass.step("configure", Duration.ofSeconds(1));
      during.run();
      if (failures.getAndUpdate(n -> Math.max(0, n - 1)) > 0) {
        throw new ProviderException("it is broken", "on purpose");
      }
      if (waits.getAndUpdate(n -> Math.max(0, n - 1)) > 0) {
        return Outcome.waitFor(Duration.ofMillis(5), "boot", "a machine");
      }
      return Outcome.DONE;
    }
  }

  /** Gives every load balancer the same address, and remembers whom it served. */
  private static final class FakeNetwork implements NetworkDriver {
    private final ConcurrentLinkedQueue<String> allocated = new ConcurrentLinkedQueue<>();
    private final ConcurrentLinkedQueue<String> released = new ConcurrentLinkedQueue<>();

    @Override
    public Vip allocateVip(LoadBalancer loadBalancer) {
      allocated.add(loadBalancer.id());
      return new Vip("198.51.100.7", "port", "subnet", "net", null, true, "normal");
    }

    @Override
    public void deallocateVip(LoadBalancer loadBalancer) {
      released.add(loadBalancer.id());
    }

    @Override
    public Optional<Network> network(String id) {
      return Optional.empty();
    }

    @Override
    public Optional<Subnet> subnet(String id) {
      return Optional.empty();
    }

    @Override
    public Optional<Port> port(String id) {
      return Optional.empty();
    }

    @Override
    public Port ensureVrrpPort(Amphora amphora, LoadBalancer loadBalancer) {
      throw new UnsupportedOperationException("not asked for here");
    }

    @Override
    public void deleteVrrpPort(Amphora amphora) {}

    @Override
    public List<Port> ownPorts() {
      return List.of();
    }
  }
}
