package octavia.control.health;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Lets one of many alike through in each interval, and counts the others. Of one thread. */
final class Seldom {
  private final Duration interval;
  private final InstantSource clock;
  private @Nullable Instant last;
  private long heldBack;

  Seldom(Duration interval, InstantSource clock) {
    this.interval = interval;
    this.clock = clock;
  }

  /** How many were held back since the last that went through; empty holds this one back too. */
  OptionalLong next() {
    Instant now = clock.instant();
    if (last != null && Duration.between(last, now).abs().compareTo(interval) < 0) {
      heldBack++;
      return OptionalLong.empty();
    }
    long before = heldBack;
    heldBack = 0;
    last = now;
    return OptionalLong.of(before);
  }
}
