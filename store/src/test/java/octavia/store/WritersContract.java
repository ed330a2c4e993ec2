package octavia.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import octavia.model.Crossing;
import octavia.model.LoadBalancer;
import octavia.model.ProvisioningStatus;
import octavia.store.object.Kind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two processes write at once: the same on every database. */
abstract class WritersContract {
  private static final int WRITERS = 12;

  private final TestDatabases.Kind kind;

  WritersContract(TestDatabases.Kind kind) {
    this.kind = kind;
  }

  @Test
  void onePortIsGivenOnceAndNoQuotaLeaks(@TempDir Path directory) throws Exception {
    race(
        directory,
        number ->
            tx -> {
              if (!tx.quotas().reserve("project", Kind.LISTENER, 1, 100)) {
                return false;
              }
              tx.listeners().insert(Rows.listener("l" + number, "lb", 80));
              return true;
            });
  }

  @Test
  void oneChangeAtATimeIsTakenByALoadBalancer(@TempDir Path directory) throws Exception {
    race(
        directory,
        number ->
            tx -> {
              LoadBalancer loadBalancer = tx.loadBalancers().lock("lb").orElseThrow();
              if (loadBalancer.provisioningStatus() != ProvisioningStatus.ACTIVE) {
                return false;
              }
              tx.quotas().reserve("project", Kind.LISTENER, 1, 100);
              tx.listeners().insert(Rows.listener("l" + number, "lb", 1000 + number));
              tx.loadBalancers().provisioning(List.of("lb"), ProvisioningStatus.PENDING_UPDATE);
              tx.workOrders().want("lb", "create-listener", Duration.ofMinutes(1));
              return true;
            });
  }

  private interface Write {
    Function<Transaction, Boolean> of(int number);
  }

  private void race(Path directory, Write write) throws Exception {
    DatabaseSettings settings = TestDatabases.settings(TestDatabases.fresh(kind, directory));
    TestDatabases.upgrade(settings);
    try (Store one = open(settings);
        Store other = open(settings);
        ExecutorService writers = Executors.newVirtualThreadPerTaskExecutor()) {
      one.transaction(
          "test",
          tx -> {
            tx.loadBalancers().insert(Rows.loadBalancer("lb", "one", "project"));
            return true;
          });
      List<Future<Boolean>> answers = new ArrayList<>();
      for (int i = 0; i < WRITERS; i++) {
        int number = i;
        Store store = i % 2 == 0 ? one : other;
        Callable<Boolean> writer = () -> won(store, write.of(number));
        answers.add(writers.submit(writer));
      }
      int won = 0;
      for (Future<Boolean> answer : answers) {
        won += answer.get(60, TimeUnit.SECONDS) ? 1 : 0;
      }
      int inUse = one.read(tx -> tx.quotas().inUse("project", Kind.LISTENER));
      int listeners = one.read(tx -> tx.listeners().of("lb").size());
      assertThat(List.of(won, inUse, listeners)).containsExactly(1, 1, 1);
    }
  }

  private static boolean won(Store store, Function<Transaction, Boolean> work) {
    try {
      return store.transaction("test", work);
    } catch (StoreException e) {
      assertThat(e.kind()).isEqualTo(StoreException.Kind.DUPLICATE);
      return false;
    }
  }

  private static Store open(DatabaseSettings settings) throws SQLException {
    return Store.open(settings, InstantSource.fixed(Rows.T0), Crossing.OPEN);
  }
}
