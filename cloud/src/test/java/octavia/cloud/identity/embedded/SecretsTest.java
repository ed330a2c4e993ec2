package octavia.cloud.identity.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.Test;

class SecretsTest {

  @Test
  void aHashIsThatOfItsSecretAlone() {
    String hash = Secrets.hash("right");

    assertThat(hash).doesNotContain("right").isNotEqualTo(Secrets.hash("right"));
    assertThat(Secrets.matches("right", hash)).isTrue();
    assertThat(Secrets.matches("wrong", hash)).isFalse();
  }

  @Test
  void nobodyWaitsForATurnWithoutEnd() {
    Semaphore turns = new Semaphore(1);
    assertThat(Secrets.<String>inTurn(turns, Duration.ZERO, () -> "done")).isEqualTo("done");
    assertThat(turns.availablePermits()).isEqualTo(1);

    turns.acquireUninterruptibly();

    assertThatThrownBy(() -> Secrets.inTurn(turns, Duration.ZERO, () -> "done"))
        .isInstanceOfSatisfying(
            Refusal.class, refusal -> assertThat(refusal.response().status()).isEqualTo(503));
    assertThat(turns.availablePermits()).isZero();
  }
}
