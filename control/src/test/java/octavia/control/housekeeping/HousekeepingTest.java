package octavia.control.housekeeping;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import octavia.control.Samples;
import octavia.model.ProvisioningStatus;
import octavia.store.Store;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HousekeepingTest {
  private static final HousekeepingSettings SETTINGS =
      new HousekeepingSettings(
          Duration.ofSeconds(30), Duration.ofDays(7), Duration.ofDays(7), Duration.ofDays(30));

  @TempDir Path directory;

  @Test
  void whatWasDeletedLongAgoGoesAndNothingElse() {
    try (Store store = Samples.store(directory, InstantSource.fixed(Samples.T0))) {
      store.transaction(
          "test",
          tx -> {
            tx.loadBalancers().insert(Samples.loadBalancer("gone", ProvisioningStatus.ACTIVE));
            tx.loadBalancers().insert(Samples.loadBalancer("here", ProvisioningStatus.ACTIVE));
            tx.loadBalancers().markDeleted("gone");
            return true;
          });

      assertThat(after(store, Duration.ofDays(6)).purge()).isZero();
      assertThat(after(store, Duration.ofDays(8)).purge()).isEqualTo(1);
      assertThat(after(store, Duration.ofDays(8)).purge()).isZero();

      boolean stays = store.read(tx -> tx.loadBalancers().find("here").isPresent());
      assertThat(stays).isTrue();
    }
  }

  private static Housekeeping after(Store store, Duration age) {
    return new Housekeeping(SETTINGS, store, InstantSource.fixed(Samples.T0.plus(age)));
  }
}
