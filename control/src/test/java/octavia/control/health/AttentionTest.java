package octavia.control.health;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import octavia.control.Samples;
import octavia.control.health.Attention.Moment;
import org.junit.jupiter.api.Test;

/** Rounds are 3 seconds apart, the heartbeat timeout is 10: a gap is longer than 8. */
class AttentionTest {
  private final Attention attention =
      new Attention(
          new HealthSettings(
              5555, Duration.ofSeconds(1), Duration.ofSeconds(10), Duration.ofSeconds(3)));
  private Duration passed = Duration.ZERO;
  private Instant wall = Samples.T0;
  private Instant lastFlush = Samples.T0;

  @Test
  void aStartWaitsAWholeTimeout() {
    assertThat(listen(1)).isFalse();
    assertThat(listen(3)).isFalse();
    assertThat(listen(1)).isTrue();
  }

  @Test
  void aStoppedProcessWaitsAgain() {
    listen(10);

    assertThat(round(9, 9, 9)).isFalse();
    assertThat(listen(3)).isFalse();
    assertThat(listen(1)).isTrue();
  }

  @Test
  void aSuspendedHostWaitsAgain() {
    listen(10);

    assertThat(round(3, 600, 600)).isFalse();
  }

  @Test
  void aClockThatIsSetBackOrForthWaitsAgain() {
    listen(10);
    assertThat(round(3, 6, 6)).isFalse();
    assertThat(listen(4)).isTrue();
    assertThat(round(3, -100, -100)).isFalse();
  }

  @Test
  void aDatabaseThatTakesNothingWaitsAgain() {
    listen(10);
    assertThat(round(3, 3, 0)).isTrue();
    assertThat(round(3, 3, 0)).isTrue();
    assertThat(round(3, 3, 0)).isFalse();
  }

  /** Some rounds in which nothing is amiss; the answer of the last. */
  private boolean listen(int rounds) {
    boolean answer = false;
    for (int i = 0; i < rounds; i++) {
      answer = round(3, 3, 3);
    }
    return answer;
  }

  private boolean round(int seconds, int wallSeconds, int flushedSeconds) {
    passed = passed.plusSeconds(seconds);
    wall = wall.plusSeconds(wallSeconds);
    lastFlush = lastFlush.plusSeconds(flushedSeconds);
    return attention.isLongEnough(new Moment(passed.toNanos(), wall), lastFlush);
  }
}
