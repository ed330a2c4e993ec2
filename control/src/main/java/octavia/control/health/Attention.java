package octavia.control.health;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether we have listened for long enough to call somebody silent. Whoever was not heard because
 * this process was stopped, its database slow or its clock set gets the time to be heard. Of the
 * checking thread only.
 */
final class Attention {
  private static final Logger LOG = LoggerFactory.getLogger(Attention.class);

  /** How far the two clocks may part between two rounds. */
  private static final Duration MAX_DRIFT = Duration.ofSeconds(2);

  private final Duration timeout;
  private final Duration longestGap;
  private @Nullable Moment last;
  private long listeningSince;

  /**
   * A time by both clocks.
   *
   * @param nanos by the one that only goes forward
   */
  record Moment(long nanos, Instant wall) {
    static Moment of(Instant wall) {
      return new Moment(System.nanoTime(), wall);
    }
  }

  Attention(HealthSettings settings) {
    this.timeout = settings.heartbeatTimeout();
    this.longestGap = settings.checkInterval().plus(timeout.dividedBy(2));
  }

  /**
   * Looks at the clocks; to be called once a round.
   *
   * @param lastFlush when what was heard was last written down
   * @return true if nothing has kept us from hearing for a whole heartbeat timeout
   */
  boolean isLongEnough(Moment now, Instant lastFlush) {
    if (last == null) {
      listeningSince = now.nanos();
    } else {
      gap(last, now, lastFlush)
          .ifPresent(why -> {
            LOG.warn("no amphora counts as silent for the next {}: {}", timeout, why);
            listeningSince = now.nanos();
          });
    }
    last = now;
    return now.nanos() - listeningSince >= timeout.toNanos();
  }

  /** What may have kept heartbeats from us. */
  private Optional<String> gap(Moment last, Moment now, Instant lastFlush) {
    Duration passed = Duration.ofNanos(now.nanos() - last.nanos());
    Duration wall = Duration.between(last.wall(), now.wall());
    if (passed.minus(wall).abs().compareTo(MAX_DRIFT) > 0) {
      return Optional.of("the clock says that " + wall + " have passed, and it were " + passed);
    }
    if (passed.compareTo(longestGap) > 0 || wall.compareTo(longestGap) > 0) {
      return Optional.of("the last round was " + passed + " ago");
    }
    Duration unwritten = Duration.between(lastFlush, now.wall());
    if (unwritten.compareTo(longestGap) > 0) {
      return Optional.of("what was heard has not been written down for " + unwritten);
    }
    return Optional.empty();
  }
}
