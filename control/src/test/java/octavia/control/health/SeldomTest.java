package octavia.control.health;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class SeldomTest {
  private Instant now = Instant.parse("2026-11-21T08:00:00Z");
  private final Seldom seldom = new Seldom(Duration.ofSeconds(10), () -> now);

  @Test
  void oneGoesThroughInEachIntervalAndTellsOfTheOthers() {
    assertThat(seldom.next()).hasValue(0);
    assertThat(seldom.next()).isEmpty();
    now = now.plusSeconds(9);
    assertThat(seldom.next()).isEmpty();
    now = now.plusSeconds(1);
    assertThat(seldom.next()).hasValue(2);
    assertThat(seldom.next()).isEmpty();
  }

  @Test
  void aClockThatIsSetBackSilencesNobody() {
    seldom.next();
    now = now.minusSeconds(3600);
    assertThat(seldom.next()).hasValue(0);
  }
}
