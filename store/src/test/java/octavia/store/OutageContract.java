package octavia.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import octavia.model.Crossing;
import octavia.model.LoadBalancer;
import octavia.store.listing.Listing;
import octavia.testing.DatabaseServer;
import org.junit.jupiter.api.Test;

/** The database is killed and started again under load: the same on every server. */
abstract class OutageContract {
  private static final int WRITERS = 4;
  private static final int BEFORE = 60;
  private static final int AFTER = 60;

  private final TestDatabases.Kind kind;
  private final Set<String> acknowledged = ConcurrentHashMap.newKeySet();
  private final Set<String> refused = ConcurrentHashMap.newKeySet();
  private final AtomicBoolean over = new AtomicBoolean();

  OutageContract(TestDatabases.Kind kind) {
    this.kind = kind;
  }

  @Test
  void whatWasAcknowledgedIsThereAndWhatWasRefusedIsNot() throws Exception {
    try (DatabaseServer server = TestDatabases.own(kind)) {
      server.create("octavia");
      DatabaseSettings settings =
          new DatabaseSettings(server.jdbcUrl("octavia"), 6, Duration.ofSeconds(2));
      TestDatabases.upgrade(settings);
      CountDownLatch before = new CountDownLatch(BEFORE);
      CountDownLatch failed = new CountDownLatch(1);
      CountDownLatch all = new CountDownLatch(BEFORE + AFTER + WRITERS);
      try (Store store = Store.open(settings, InstantSource.system(), Crossing.OPEN);
          ExecutorService writers = Executors.newVirtualThreadPerTaskExecutor()) {
        List<Future<?>> running = new ArrayList<>();
        for (int i = 0; i < WRITERS; i++) {
          int writer = i;
          running.add(writers.submit(() -> write(store, writer, List.of(before, all), failed)));
        }
        assertThat(before.await(60, TimeUnit.SECONDS)).isTrue();

        server.kill();
        assertThat(failed.await(60, TimeUnit.SECONDS)).isTrue();
        server.restart();

        assertThat(all.await(120, TimeUnit.SECONDS)).isTrue();
        over.set(true);
        for (Future<?> future : running) {
          future.get(60, TimeUnit.SECONDS);
        }
        Set<String> there =
            store.read(tx -> tx.loadBalancers().list(Listing.all())).stream()
                .map(LoadBalancer::id)
                .collect(Collectors.toSet());
        assertThat(there).containsAll(acknowledged);
        assertThat(refused).noneMatch(there::contains);
      }
    }
  }

  @Test
  void aServerThatStartsLaterIsWaitedFor() throws Exception {
    try (DatabaseServer server = TestDatabases.own(kind);
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      server.create("octavia");
      DatabaseSettings once =
          new DatabaseSettings(server.jdbcUrl("octavia"), 6, Duration.ofSeconds(1));
      DatabaseSettings patient =
          new DatabaseSettings(
              once.url(),
              6,
              once.connectTimeout(),
              once.recycle(),
              once.syncWait(),
              60,
              Duration.ofMillis(500));
      TestDatabases.upgrade(once);
      server.kill();

      assertThatThrownBy(() -> Store.open(once, InstantSource.system(), Crossing.OPEN))
          .isInstanceOf(StoreException.class)
          .hasMessageContaining("cannot be opened");
      Future<Integer> seen =
          threads.submit(() -> {
            try (Store store = Store.open(patient, InstantSource.system(), Crossing.OPEN)) {
              return store.read(tx -> tx.loadBalancers().list(Listing.all()).size());
            }
          });
      server.restart();
      assertThat(seen.get(60, TimeUnit.SECONDS)).isZero();
    }
  }

  @Test
  void whatWaitingCannotMendFailsAtOnce() {
    try (DatabaseServer server = TestDatabases.own(kind)) {
      DatabaseSettings known =
          new DatabaseSettings(server.jdbcUrl("unknown"), 6, Duration.ofSeconds(1));
      DatabaseSettings patient =
          new DatabaseSettings(
              known.url(),
              6,
              known.connectTimeout(),
              known.recycle(),
              known.syncWait(),
              2,
              Duration.ofDays(1));
      assertThatThrownBy(() -> Store.open(patient, InstantSource.system(), Crossing.OPEN))
          .isInstanceOf(StoreException.class)
          .hasMessageContaining("unknown");
    }
  }

  private void write(Store store, int writer, List<CountDownLatch> counts, CountDownLatch failed) {
    for (int i = 0; !over.get(); i++) {
      String id = "lb-" + writer + "-" + i;
      try {
        store.transaction(
            "test",
            tx -> {
              tx.loadBalancers().insert(Rows.loadBalancer(id, "name", "project"));
              tx.workOrders().want(id, "create", Duration.ofMinutes(1));
              return true;
            });
        acknowledged.add(id);
        counts.forEach(CountDownLatch::countDown);
      } catch (StoreException e) {
        switch (e.kind()) {
          case UNAVAILABLE -> refused.add(id);
          case OUTCOME_UNKNOWN -> {} // it may be there or not
          case VALUE, DUPLICATE -> throw e;
        }
        failed.countDown();
      }
    }
  }
}
