package octavia.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TimeZone;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import octavia.model.Graph;
import octavia.model.HealthMonitor;
import octavia.model.HealthMonitorType;
import octavia.model.Listener;
import octavia.model.ListenerStatistics;
import octavia.model.LoadBalancer;
import octavia.model.OperatingStatus;
import octavia.model.ProvisioningStatus;
import octavia.store.listing.Listing;
import octavia.store.listing.ListingException;
import octavia.store.object.Kind;
import octavia.store.object.LoadBalancers;
import octavia.store.object.Reading;
import octavia.store.offer.Line;
import octavia.store.offer.Offer;
import octavia.store.offer.Profile;
import octavia.store.quota.QuotaLimits.Limits;
import octavia.store.work.WorkOrders.Claim;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The same on every database. */
abstract class StoreContract {
  private static final Duration LEASE = Duration.ofSeconds(30);
  private static final Duration DEADLINE = Duration.ofSeconds(60);

  private final TestDatabases.Kind kind;
  private Store store;

  StoreContract(TestDatabases.Kind kind) {
    this.kind = kind;
  }

  @BeforeEach
  void open(@TempDir Path directory) throws SQLException {
    store = TestDatabases.store(kind, directory, InstantSource.fixed(Rows.T0.plusSeconds(60)));
  }

  @AfterEach
  void close() {
    if (store != null) {
      store.close();
    }
  }

  @Test
  void whatIsWrittenIsReadBack() {
    LoadBalancer loadBalancer = Rows.loadBalancer("lb", "one", "project");
    write(tx -> {
      tx.loadBalancers().insert(loadBalancer);
      tx.pools().insert(Rows.pool("p", "lb"));
      tx.listeners().insert(Rows.listener("l", "lb", 80));
      tx.members().insert(Rows.member("m", "p", "10.0.0.9"));
    });

    Optional<Graph> graph = store.read(tx -> tx.graphs().find("lb"));

    assertThat(graph)
        .contains(
            new Graph(
                loadBalancer,
                List.of(Rows.listener("l", "lb", 80)),
                List.of(Rows.pool("p", "lb")),
                List.of(Rows.member("m", "p", "10.0.0.9")),
                List.of(),
                List.of(),
                0,
                Set.of()));
  }

  @Test
  void aMonitorsHttpVersionIsReadAsItWasWritten() {
    HealthMonitor monitor =
        new HealthMonitor(
            "h",
            "project",
            "p",
            "",
            true,
            HealthMonitorType.HTTP,
            5,
            4,
            3,
            2,
            "GET",
            "/",
            "200",
            1.1,
            "example.com",
            ProvisioningStatus.ACTIVE,
            OperatingStatus.ONLINE,
            List.of(),
            Rows.T0,
            null);
    write(tx -> {
      tx.loadBalancers().insert(Rows.loadBalancer("lb", "one", "project"));
      tx.pools().insert(Rows.pool("p", "lb"));
      tx.healthMonitors().insert(monitor);
    });

    assertThat(this.<Optional<HealthMonitor>>read(tx -> tx.healthMonitors().find("h")))
        .contains(monitor);
    assertThat(this.<List<HealthMonitor>>read(tx -> tx.healthMonitors().of("p")))
        .containsExactly(monitor);
  }

  @Test
  void anUpdateReplacesPartsAndKeepsStatusAndCreation() {
    write(tx -> tx.loadBalancers().insert(Rows.loadBalancer("lb", "one", "project")));

    write(tx -> {
      tx.loadBalancers().provisioning(List.of("lb"), ProvisioningStatus.PENDING_UPDATE);
      tx.loadBalancers().update(Rows.loadBalancer("lb", "two", "project"));
    });

    LoadBalancer after = store.read(tx -> tx.loadBalancers().find("lb")).orElseThrow();
    assertThat(after.name()).isEqualTo("two");
    assertThat(after.tags()).containsExactly("a", "tag of two");
    assertThat(after.provisioningStatus()).isEqualTo(ProvisioningStatus.PENDING_UPDATE);
    assertThat(after.createdAt()).isEqualTo(Rows.T0);
    assertThat(after.updatedAt()).isEqualTo(Rows.T0.plusSeconds(60));
  }

  @Test
  void pagesFollowTheirMarkersWhateverTheOrder() {
    write(tx -> {
      for (int i = 0; i < 7; i++) {
        tx.loadBalancers().insert(Rows.loadBalancer("lb" + i, "name" + i % 3, "project"));
      }
    });
    for (List<Listing.Sort> sorts :
        List.of(
            List.<Listing.Sort>of(),
            List.of(new Listing.Sort("name", true)),
            List.of(new Listing.Sort("flavor_id", false), new Listing.Sort("name", false)))) {
      List<String> whole = ids(listing(List.of(), sorts, Optional.empty(), 0, false));
      List<String> paged = new ArrayList<>();
      Optional<String> marker = Optional.empty();
      for (int page = 0; page < 4; page++) {
        List<String> ids = ids(listing(List.of(), sorts, marker, 2, false));
        paged.addAll(ids);
        marker = Optional.of(ids.getLast());
      }
      assertThat(whole).hasSize(7);
      assertThat(paged).isEqualTo(whole);
      assertThat(ids(listing(List.of(), sorts, Optional.of(whole.get(3)), 0, true)))
          .isEqualTo(whole.subList(0, 3));
    }
  }

  @Test
  void filtersTakeEveryAttributeAndRefuseOthers() {
    write(tx -> {
      tx.loadBalancers().insert(Rows.loadBalancer("lb1", "one", "project"));
      tx.loadBalancers().insert(Rows.loadBalancer("lb2", "two", "other"));
    });

    assertThat(ids(filter("vip_address", "10.0.0.5"))).containsExactly("lb1", "lb2");
    assertThat(ids(filter("admin_state_up", "True"))).hasSize(2);
    assertThat(ids(filter("admin_state_up", "nonsense"))).isEmpty();
    assertThat(ids(filter("project_id", "other"))).containsExactly("lb2");
    assertThatThrownBy(() -> ids(filter("colour", "red"))).isInstanceOf(ListingException.class);
    assertThatThrownBy(() -> ids(listing(List.of(), List.of(), Optional.of("none"), 0, false)))
        .isInstanceOf(ListingException.class);
    assertThat(
            ids(
                tags(
                    new Listing.Tags(List.of("a", "tag of one"), List.of(), List.of(), List.of()))))
        .containsExactly("lb1");
    assertThat(
            ids(
                tags(
                    new Listing.Tags(
                        List.of(), List.of("tag of one", "no"), List.of(), List.of()))))
        .containsExactly("lb1");
    assertThat(
            ids(
                tags(
                    new Listing.Tags(List.of(), List.of(), List.of("a", "tag of one"), List.of()))))
        .containsExactly("lb2");
    assertThat(ids(tags(new Listing.Tags(List.of(), List.of(), List.of(), List.of("tag of two")))))
        .containsExactly("lb1");
  }

  @Test
  void anyOfSeveralValuesMatches() {
    write(tx -> {
      tx.loadBalancers().insert(Rows.loadBalancer("lb1", "one", "project"));
      tx.listeners().insert(Rows.listener("l1", "lb1", 80));
    });

    assertThat(listeners(filter("allowed_cidrs", "10.0.0.0/8"))).containsExactly("l1");
    assertThat(listeners(filter("allowed_cidrs", "2001:db8::/32"))).containsExactly("l1");
    assertThat(listeners(filter("allowed_cidrs", "10.0.0.0/9"))).isEmpty();
    assertThat(listeners(filter("sni_container_refs", "none"))).isEmpty();
    assertThat(ids(filter("vip_sg_ids", "none"))).isEmpty();
    assertThatThrownBy(() -> listeners(filter("insert_headers", "X-Forwarded-For")))
        .isInstanceOf(ListingException.class);
    assertThatThrownBy(() ->
            listeners(
                listing(
                    List.of(),
                    List.of(new Listing.Sort("allowed_cidrs", false)),
                    Optional.empty(),
                    0,
                    false)))
        .isInstanceOf(ListingException.class);
  }

  private List<String> listeners(Listing listing) {
    return read(tx -> tx.listeners().list(listing).stream().map(Listener::id).toList());
  }

  @Test
  void whatIsDeletedIsNotThereAndStillOfItsProject() {
    write(tx -> {
      tx.loadBalancers().insert(Rows.loadBalancer("lb1", "one", "project"));
      tx.loadBalancers().insert(Rows.loadBalancer("lb2", "two", "other"));
      tx.loadBalancers().provisioning(List.of("lb2"), ProvisioningStatus.DELETED);
      tx.workOrders().want("lb2", "delete", DEADLINE);
    });
    List<String> asked = List.of("lb1", "lb2", "lb3");

    assertThat(this.<Set<String>>read(tx -> tx.loadBalancers().living(asked)))
        .containsExactly("lb1");
    assertThat(this.<Set<String>>read(tx -> tx.workOrders().waiting(asked))).containsExactly("lb2");
    assertThat(this.<Optional<String>>read(tx -> tx.loadBalancers().projectOfDeleted("lb2")))
        .contains("other");
    assertThat(this.<Optional<String>>read(tx -> tx.loadBalancers().projectOfDeleted("lb1")))
        .isEmpty();
  }

  @Test
  void anOrderIsHeldByOneAtATimeAndByItsLastHolderOnly() {
    write(tx -> tx.workOrders().want("lb", "create", DEADLINE));

    Claim first = claim("a").orElseThrow();
    assertThat(claim("b")).isEmpty();
    write(tx -> tx.workOrders().voidLeases());
    Claim second = claim("b").orElseThrow();

    assertThat(second.fence()).isGreaterThan(first.fence());
    assertThat(this.<Boolean>read(tx -> tx.workOrders().holds(first))).isFalse();
    assertThat(this.<Boolean>read(tx -> tx.workOrders().holds(second))).isTrue();
  }

  /** A claim whose commit was not answered, or whose end could not be written down. */
  @Test
  void whatItsHolderIsNotBusyWithIsTakenAgainByTheSameHolderOnly() {
    write(tx -> tx.workOrders().want("lb", "create", DEADLINE));
    Claim first = claim("a").orElseThrow();

    assertThat(claim("b")).isEmpty();
    List<Claim> busy =
        store.transaction("claim", tx -> tx.workOrders().claim("a", Set.of("lb"), 1, LEASE));
    assertThat(busy).isEmpty();
    Claim second = claim("a").orElseThrow();

    assertThat(second.fence()).isGreaterThan(first.fence());
    assertThat(this.<Boolean>read(tx -> tx.workOrders().holds(first))).isFalse();
  }

  @Test
  void whoLostItsLeaseCannotWriteAndWhoHasItCan() {
    write(tx -> tx.workOrders().want("lb", "create", DEADLINE));
    Claim first = claim("a").orElseThrow();
    assertThat(this.<Boolean>write2(tx -> tx.workOrders().confirm(first))).isTrue();
    write(tx -> tx.workOrders().voidLeases());

    Claim second = claim("b").orElseThrow();

    assertThat(this.<Boolean>write2(tx -> tx.workOrders().confirm(first))).isFalse();
    assertThat(this.<Boolean>write2(tx -> tx.workOrders().confirm("lb", first.fence()))).isFalse();
    assertThat(this.<Boolean>write2(tx -> tx.workOrders().confirm(second))).isTrue();
    assertThat(this.<Boolean>write2(tx -> tx.workOrders().confirm("lb", second.fence()))).isTrue();
  }

  /** The taker-over waits for the commit of a write that was confirmed before. */
  @Test
  void nobodyTakesOverBetweenTheCheckAndTheCommit() throws Exception {
    write(tx -> tx.workOrders().want("lb", "create", DEADLINE));
    Claim first = claim("a").orElseThrow();
    List<String> order = Collections.synchronizedList(new ArrayList<>());
    CountDownLatch confirmed = new CountDownLatch(1);
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<?> writer =
          threads.submit(() ->
              write(tx -> {
                assertThat(tx.workOrders().confirm("lb", first.fence())).isTrue();
                confirmed.countDown();
                tx.events().add("lb", "code", null, "text", "");
                LockSupport.parkNanos(Duration.ofMillis(300).toNanos());
                order.add("written");
              }));
      assertThat(confirmed.await(30, TimeUnit.SECONDS)).isTrue();
      write(tx -> {
        tx.workOrders().voidLeases();
        tx.workOrders().claim("b", Set.of(), 1, LEASE);
      });
      order.add("taken over");
      writer.get(30, TimeUnit.SECONDS);
    }
    assertThat(order).containsExactly("written", "taken over");
  }

  @Test
  void anOrderWhoseRevisionSomebodyDeletedIsTaken() {
    write(tx -> tx.workOrders().want("lb", "create", DEADLINE));
    write(tx -> tx.workOrders().forget("lb"));
    write(tx -> tx.workOrders().wantAlso("lb", "create", DEADLINE));

    assertThat(claim("a")).isPresent();
  }

  @Test
  void aValueTheDatabaseCannotHoldIsToldFromAFailure() {
    assertThatThrownBy(() ->
            write(tx ->
                tx.loadBalancers().insert(Rows.loadBalancer("lb", "x".repeat(300), "project"))))
        .isInstanceOfSatisfying(
            StoreException.class, e -> assertThat(e.kind()).isEqualTo(StoreException.Kind.VALUE));
  }

  @Test
  void aRowThatIsThereAlreadyIsToldFromAFailure() {
    write(tx -> tx.loadBalancers().insert(Rows.loadBalancer("lb", "one", "project")));
    assertThatThrownBy(
            () -> write(tx -> tx.loadBalancers().insert(Rows.loadBalancer("lb", "two", "project"))))
        .isInstanceOfSatisfying(
            StoreException.class,
            e -> assertThat(e.kind()).isEqualTo(StoreException.Kind.DUPLICATE));
  }

  /** In a zone with summer time, an hour a year does not exist. */
  @Test
  void timesAreNotOfTheZoneThatTheProgramRunsIn() {
    TimeZone before = TimeZone.getDefault();
    TimeZone.setDefault(TimeZone.getTimeZone("Europe/Berlin"));
    try {
      Instant missing = Instant.parse("2026-03-29T02:30:00Z");
      write(tx -> tx.loadBalancers().insert(Rows.loadBalancer("lb", "one", "project", missing)));
      LoadBalancer read = store.read(tx -> tx.loadBalancers().find("lb")).orElseThrow();
      assertThat(read.createdAt()).isEqualTo(missing);
      long clock = this.<Long>read(Transaction::databaseMillis);
      assertThat(Instant.ofEpochMilli(clock))
          .isCloseTo(Instant.now(), within(1, ChronoUnit.MINUTES));
    } finally {
      TimeZone.setDefault(before);
    }
  }

  @Test
  void aChangeDuringTheWorkKeepsTheLeaseAndCountsTheRevision() {
    write(tx -> tx.workOrders().want("lb", "create", DEADLINE));
    Claim claim = claim("a").orElseThrow();

    write(tx -> tx.workOrders().want("lb", "update", DEADLINE));

    assertThat(this.<Long>read(tx -> tx.workOrders().wanted("lb"))).isEqualTo(2);
    assertThat(this.<Boolean>read(tx -> tx.workOrders().holds(claim))).isTrue();
  }

  @Test
  void whatIsWantedAlsoKeepsTheDeadlineOfTheOrderThatWaits() {
    write(tx -> tx.workOrders().want("lb", "create", DEADLINE));
    Claim claim = claim("a").orElseThrow();
    write(tx -> {
      tx.workOrders().postpone(claim, Duration.ofHours(1), 3);
      tx.workOrders().overdue("lb");
      tx.workOrders().wantAlso("lb", "replace-amphora", DEADLINE.multipliedBy(2));
    });

    Claim next = claim("a").orElseThrow();

    assertThat(next.reason()).isEqualTo("create");
    assertThat(next.deadlineAt()).isEqualTo(claim.deadlineAt());
    assertThat(next.overdue()).isTrue();
    assertThat(next.attempts()).isEqualTo(3);
    assertThat(this.<Long>read(tx -> tx.workOrders().wanted("lb"))).isEqualTo(2);
  }

  @Test
  void whatIsWantedAlsoIsAnOrderWhereNoneWaits() {
    write(tx -> tx.workOrders().wantAlso("lb", "replace-amphora", DEADLINE));

    assertThat(claim("a").orElseThrow().reason()).isEqualTo("replace-amphora");
  }

  @Test
  void aWishForAConfigurationOutlivesAnEarlierOneThatIsFulfilled() {
    write(tx -> {
      tx.agentConfigs().want("a", "lb");
      tx.agentConfigs().want("b", "lb");
      tx.agentConfigs().want("c", "other");
    });
    Map<String, Long> seen = store.read(tx -> tx.agentConfigs().of("lb"));
    write(tx -> tx.agentConfigs().want("a", "lb"));

    write(tx -> seen.forEach(tx.agentConfigs()::given));

    Map<String, Long> left = store.read(tx -> tx.agentConfigs().of("lb"));
    assertThat(seen).containsOnlyKeys("a", "b");
    assertThat(left).containsOnlyKeys("a");
    write(tx -> tx.agentConfigs().forget("lb"));
    assertThat(this.<Map<String, Long>>read(tx -> tx.agentConfigs().of("lb"))).isEmpty();
    assertThat(this.<Map<String, Long>>read(tx -> tx.agentConfigs().of("other")))
        .containsOnlyKeys("c");
  }

  @Test
  void anOrderWhoseWorkStillGoesOnIsNotTaken() {
    write(tx -> tx.workOrders().want("lb", "create", DEADLINE));

    List<Claim> claims =
        store.transaction("claim", tx -> tx.workOrders().claim("a", Set.of("lb"), 1, LEASE));

    assertThat(claims).isEmpty();
    assertThat(claim("a")).isPresent();
  }

  @Test
  void aHoldGoesOnOnlyForItsHolder() {
    write(tx -> tx.workOrders().wantHeld("lb", "create", DEADLINE, "api", Duration.ZERO));
    assertThat(this.<Boolean>write2(tx -> tx.workOrders().holdOn("lb", "api", LEASE))).isTrue();
    assertThat(claim("worker")).isEmpty();

    write(tx -> tx.workOrders().voidLeases());

    assertThat(this.<Boolean>write2(tx -> tx.workOrders().holdOn("lb", "api", LEASE))).isFalse();
  }

  @Test
  void aHeldOrderWaitsForItsHolder() {
    write(tx -> tx.workOrders().wantHeld("lb", "create", DEADLINE, "api", LEASE));
    assertThat(claim("worker")).isEmpty();

    write(tx -> tx.workOrders().letGo("lb", "api"));

    assertThat(claim("worker")).isPresent();
  }

  @Test
  void racingWorkersEachTakeOtherOrders() throws Exception {
    write(tx -> {
      for (int i = 0; i < 50; i++) {
        tx.workOrders().want("lb" + i, "create", DEADLINE);
      }
    });
    List<String> taken = new ArrayList<>();
    try (ExecutorService workers = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<List<Claim>>> claims = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        String owner = "worker" + i;
        claims.add(
            workers.submit(() ->
                store.transaction(
                    "claim", tx -> tx.workOrders().claim(owner, Set.of(), 5, LEASE))));
      }
      for (Future<List<Claim>> future : claims) {
        future.get(30, TimeUnit.SECONDS).forEach(claim -> taken.add(claim.loadBalancerId()));
      }
    }
    assertThat(taken).doesNotHaveDuplicates();
  }

  @Test
  void quotasCountAndRefuse() {
    assertThat(this.<Boolean>write2(tx -> tx.quotas().reserve("p", Kind.POOL, 2, 2))).isTrue();
    assertThat(this.<Boolean>write2(tx -> tx.quotas().reserve("p", Kind.POOL, 1, 2))).isFalse();
    write(tx -> tx.quotas().release("p", Kind.POOL, 5));
    assertThat(this.<Integer>read(tx -> tx.quotas().inUse("p", Kind.POOL))).isZero();
  }

  @Test
  void limitsStandBesideTheCounters() {
    write(tx -> tx.quotaLimits().set("p", Map.of("pool", 1, "member", 2)));
    assertThat(this.<Boolean>write2(tx -> tx.quotas().reserve("p", Kind.POOL, 1, -1))).isTrue();
    assertThat(this.<Boolean>write2(tx -> tx.quotas().reserve("p", Kind.POOL, 1, -1))).isFalse();

    write(tx -> tx.quotaLimits().set("p", Map.of("pool", 3)));
    Optional<Limits> limits = store.read(tx -> tx.quotaLimits().find("p"));
    assertThat(limits).contains(new Limits("p", Map.of("pool", 3, "member", 2)));
    List<Limits> all = store.read(tx -> tx.quotaLimits().list(Listing.all()));
    assertThat(all).hasSize(1);

    assertThat(this.<Boolean>write2(tx -> tx.quotaLimits().reset("p"))).isTrue();
    assertThat(this.<Boolean>write2(tx -> tx.quotaLimits().reset("q"))).isFalse();
    limits = store.read(tx -> tx.quotaLimits().find("p"));
    assertThat(limits).contains(new Limits("p", Map.of()));
    assertThat(this.<Integer>read(tx -> tx.quotas().inUse("p", Kind.POOL))).isEqualTo(1);
  }

  @ParameterizedTest
  @EnumSource
  void anOfferIsKeptWhileALoadBalancerHasIt(Line line) {
    String profile = "11111111-0000-4000-8000-000000000001";
    Offer offer = new Offer("gold", "gold", "", true, profile);
    write(tx -> {
      tx.profiles(line).insert(new Profile(profile, "p", "amphora", "{}"));
      tx.offers(line).insert(offer);
      tx.loadBalancers().insert(choosing(line, Rows.loadBalancer("lb", "one", "project")));
    });

    List<Offer> offers = store.read(tx -> tx.offers(line).list(Listing.all()));
    assertThat(offers).containsExactly(offer);
    List<Profile> profiles = store.read(tx -> tx.profiles(line).list(Listing.all()));
    assertThat(profiles).extracting(Profile::id).containsExactly(profile);
    assertThat(this.<Boolean>write2(tx -> tx.offers(line).delete("gold"))).isFalse();

    write(tx -> tx.loadBalancers().markDeleted("lb"));
    assertThat(this.<Boolean>write2(tx -> tx.offers(line).delete("gold"))).isTrue();
    offers = store.read(tx -> tx.offers(line).list(Listing.all()));
    assertThat(offers).isEmpty();
    write(tx -> tx.loadBalancers().provisioning(List.of("lb"), ProvisioningStatus.ACTIVE));
    LoadBalancer left = store.read(tx -> tx.loadBalancers().find("lb")).orElseThrow();
    assertThat(line == Line.FLAVOR ? left.flavorId() : left.availabilityZone())
        .isEqualTo(Offer.PLACEHOLDER);
  }

  private static LoadBalancer choosing(Line line, LoadBalancer from) {
    return new LoadBalancer(
        from.id(),
        from.projectId(),
        from.name(),
        from.description(),
        from.adminStateUp(),
        from.provisioningStatus(),
        from.operatingStatus(),
        from.provider(),
        from.topology(),
        line == Line.FLAVOR ? "gold" : null,
        line == Line.FLAVOR ? null : "gold",
        from.vip(),
        from.tags(),
        from.createdAt(),
        from.updatedAt());
  }

  @Test
  void racingReservationsNeverPassTheLimit() throws Exception {
    int granted = 0;
    try (ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Boolean>> answers = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        answers.add(
            clients.submit(() ->
                store.transaction("reserve", tx -> tx.quotas().reserve("p", Kind.MEMBER, 1, 7))));
      }
      for (Future<Boolean> answer : answers) {
        granted += answer.get(30, TimeUnit.SECONDS) ? 1 : 0;
      }
    }
    assertThat(granted).isEqualTo(7);
    assertThat(this.<Integer>read(tx -> tx.quotas().inUse("p", Kind.MEMBER))).isEqualTo(7);
  }

  @Test
  void statisticsAddUpOverAmphorae() {
    ListenerStatistics some = new ListenerStatistics(3, 100, 200, 1, 10);
    write(tx -> {
      tx.statistics().replace("l", "gone", some);
      tx.statistics().add("l", "other", some);
      tx.statistics().add("l", "other", some);
    });

    assertThat(this.<Map<String, ListenerStatistics>>read(tx -> tx.statistics().of(List.of("l"))))
        .isEqualTo(Map.of("l", new ListenerStatistics(0, 300, 600, 3, 30)));
  }

  @Test
  void eventsComeNewestFirst() {
    write(tx -> {
      tx.events().add("lb", "one", null, "first", "");
      tx.events().add("lb", "two", "req-1", "x".repeat(2000), "");
    });

    var page = store.read(tx -> tx.events().page("lb", Optional.empty(), 10));

    assertThat(page).extracting(event -> event.code()).containsExactly("two", "one");
    assertThat(page.getFirst().text()).hasSize(1024);
    var next = store.read(tx -> tx.events().page("lb", Optional.of(page.getFirst().id()), 10));
    assertThat(next).hasSize(1);
  }

  @Test
  void anEventSaysWhatAnyAmphoraMaySay() {
    write(tx -> tx.events().add("lb", "retry", null, "two\nlines", "\u0000bell\u0007\ttab"));

    assertThat(store.read(tx -> tx.events().page("lb", Optional.empty(), 1)).getFirst())
        .satisfies(event -> assertThat(event.text()).isEqualTo("two\nlines"))
        .satisfies(event -> assertThat(event.detail()).isEqualTo("?bell?\ttab"));
  }

  @Test
  void whatATransactionThrowsLeavesNothing() {
    assertThatThrownBy(() ->
            write(tx -> {
              tx.loadBalancers().insert(Rows.loadBalancer("lb", "one", "project"));
              throw new IllegalStateException("on purpose");
            }))
        .hasMessage("on purpose");
    Optional<LoadBalancer> left = store.read(tx -> tx.loadBalancers().find("lb"));
    assertThat(left).isEmpty();
  }

  private Optional<Claim> claim(String owner) {
    return store
        .transaction("claim", tx -> tx.workOrders().claim(owner, Set.of(), 1, LEASE))
        .stream()
        .findFirst();
  }

  @Test
  void readsALongListingInPieces() {
    int all = 2 * Reading.PIECE + 40;
    List<String> byCreation = new ArrayList<>();
    write(tx -> {
      for (int i = 0; i < all; i++) {
        // Many at one time, so that a piece ends in the middle of them.
        Instant createdAt = Rows.T0.plusSeconds(i / 100);
        String id = "lb%04d".formatted(i);
        byCreation.add(id);
        tx.loadBalancers()
            .insert(Rows.loadBalancer(id, "name" + (all - i), "project" + i % 2, createdAt));
      }
      tx.listeners().insert(Rows.listener("listener", "lb0200", 80));
    });

    assertThat(pieces(Listing.all())).containsExactlyElementsOf(byCreation);
    assertThat(pieces(Listing.all().limitedTo(Reading.PIECE)))
        .containsExactlyElementsOf(byCreation.subList(0, Reading.PIECE));
    assertThat(pieces(Listing.all().limitedTo(Reading.PIECE + 1)))
        .containsExactlyElementsOf(byCreation.subList(0, Reading.PIECE + 1));
    Listing mine =
        new Listing(
            Optional.of("project1"),
            Optional.empty(),
            List.of(),
            Listing.Tags.NONE,
            List.of(),
            Optional.empty(),
            0,
            false);
    assertThat(pieces(mine))
        .containsExactlyElementsOf(
            byCreation.stream().filter(id -> Integer.parseInt(id.substring(2)) % 2 == 1).toList());
    List<Listing.Sort> byId = List.of(new Listing.Sort("id", true));
    assertThat(pieces(listing(List.of(), byId, Optional.empty(), 0, false)))
        .containsExactlyElementsOf(byCreation.reversed());
    assertThat(pieces(listing(List.of(), List.of(), Optional.of("lb0009"), 0, false)))
        .containsExactlyElementsOf(byCreation.subList(10, all));
  }

  @Test
  void readsEachObjectOnceWhereTheOrderChangesMeanwhile() {
    int all = 2 * Reading.PIECE + 40;
    write(tx -> {
      for (int i = 0; i < all; i++) {
        tx.loadBalancers()
            .insert(Rows.loadBalancer("lb%04d".formatted(i), "name%04d".formatted(i), "project"));
      }
    });
    List<Listing.Sort> byName = List.of(new Listing.Sort("name", false));
    Reading reading = Reading.of(listing(List.of(), byName, Optional.empty(), 0, false));

    Reading.Piece<LoadBalancer> first = read(tx -> tx.loadBalancers().list(reading));
    write(tx -> {
      // One that was read goes to the end, one that was not to the beginning, one goes.
      rename(tx, "lb0000", "zzz");
      rename(tx, "lb0200", "aaa");
      tx.loadBalancers().delete(List.of("lb0250"));
    });
    List<String> seen = new ArrayList<>(first.objects().stream().map(LoadBalancer::id).toList());
    seen.addAll(pieces(first.rest().orElseThrow()));

    assertThat(seen).hasSize(all - 1).doesNotHaveDuplicates().doesNotContain("lb0250");
    assertThat(seen.subList(0, Reading.PIECE)).startsWith("lb0000", "lb0001");
  }

  @Test
  void knowsThatThereMayBeMoreThoughARowOfThePageGoesMeanwhile() {
    int all = 2 * Reading.PIECE + 40;
    write(tx -> {
      for (int i = 0; i < all; i++) {
        tx.loadBalancers()
            .insert(Rows.loadBalancer("lb%04d".formatted(i), "name%04d".formatted(i), "project"));
      }
    });
    List<Listing.Sort> byName = List.of(new Listing.Sort("name", false));

    assertThat(endsFull(byName, all - 10, "lb0240")).isTrue();
    assertThat(endsFull(byName, all + 10, "lb0241")).isFalse();
    assertThat(endsFull(List.of(), all - 10, "lb0242")).isTrue();
    assertThat(endsFull(List.of(), all, "lb0243")).isFalse();
    assertThat(endsFull(List.of(), 0, "lb0244")).as("unlimited is always full").isTrue();
    write(tx -> tx.loadBalancers().delete(ids(Listing.all()).subList(2 * Reading.PIECE, all - 5)));
    Listing whole = listing(List.of(), List.of(), Optional.empty(), 0, false);
    assertThat(lastOf(Reading.of(whole)).full()).as("also where nothing is left").isTrue();
  }

  /** What the last of three pieces of a listing says, before which a row goes. */
  private boolean endsFull(List<Listing.Sort> sorts, int limit, String gone) {
    Reading begin = Reading.of(listing(List.of(), sorts, Optional.empty(), limit, false));
    Reading.Piece<LoadBalancer> first = read(tx -> tx.loadBalancers().list(begin));
    Reading.Piece<LoadBalancer> second =
        read(tx -> tx.loadBalancers().list(first.rest().orElseThrow()));
    write(tx -> tx.loadBalancers().delete(List.of(gone)));
    Reading.Piece<LoadBalancer> third =
        read(tx -> tx.loadBalancers().list(second.rest().orElseThrow()));
    assertThat(third.rest()).isEmpty();
    assertThat(third.objects()).isNotEmpty().noneMatch(each -> each.id().equals(gone));
    return third.full();
  }

  private Reading.Piece<LoadBalancer> lastOf(Reading begin) {
    Reading.Piece<LoadBalancer> piece = read(tx -> tx.loadBalancers().list(begin));
    return piece.rest().isPresent() ? lastOf(piece.rest().get()) : piece;
  }

  private static void rename(Transaction tx, String id, String name) {
    tx.loadBalancers().update(Rows.loadBalancer(id, name, "project"));
  }

  private List<String> pieces(Listing listing) {
    return pieces(Reading.of(listing));
  }

  /** The ids of all pieces; what hangs on an object is with it. */
  private List<String> pieces(Reading begin) {
    List<String> ids = new ArrayList<>();
    Optional<Reading> left = Optional.of(begin);
    while (left.isPresent()) {
      Reading reading = left.get();
      Reading.Piece<LoadBalancers.Shown> piece = read(tx -> tx.loadBalancers().shown(reading));
      assertThat(piece.objects()).hasSizeBetween(1, Reading.PIECE);
      piece
          .objects()
          .forEach(shown -> {
            LoadBalancer each = shown.loadBalancer();
            assertThat(each.tags()).containsExactly("a", "tag of " + each.name());
            if (each.id().equals("lb0200") && each.name().equals("name96")) {
              assertThat(shown.listeners()).containsExactly("listener");
            }
            ids.add(each.id());
          });
      left = piece.rest();
    }
    return ids;
  }

  private void write(java.util.function.Consumer<Transaction> work) {
    store.transaction(
        "test",
        tx -> {
          work.accept(tx);
          return 0;
        });
  }

  private <T> T write2(java.util.function.Function<Transaction, T> work) {
    return store.transaction("test", work);
  }

  private <T> T read(java.util.function.Function<Transaction, T> work) {
    return store.read(work);
  }

  private List<String> ids(Listing listing) {
    return store.read(tx -> tx.loadBalancers().list(listing)).stream()
        .map(LoadBalancer::id)
        .toList();
  }

  private static Listing filter(String attribute, String value) {
    return listing(
        List.of(new Listing.Filter(attribute, List.of(value))),
        List.of(),
        Optional.empty(),
        0,
        false);
  }

  private static Listing tags(Listing.Tags tags) {
    return new Listing(
        Optional.empty(), Optional.empty(), List.of(), tags, List.of(), Optional.empty(), 0, false);
  }

  private static Listing listing(
      List<Listing.Filter> filters,
      List<Listing.Sort> sorts,
      Optional<String> marker,
      int limit,
      boolean reverse) {
    return new Listing(
        Optional.empty(),
        Optional.empty(),
        filters,
        Listing.Tags.NONE,
        sorts,
        marker,
        limit,
        reverse);
  }
}
