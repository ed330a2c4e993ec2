package octavia.control.reconcile;

import java.time.Duration;

/** How long to wait before what failed is tried again: twice as long each time, up to a limit. */
final class Backoff {
  private static final Duration FIRST = Duration.ofMillis(250);
  private static final int MAX_DOUBLINGS = 20;

  private final Duration slowest;

  Backoff(Duration slowest) {
    this.slowest = slowest;
  }

  /**
   * The wait after a failure.
   *
   * @param failures so far, at least 1
   */
  Duration after(int failures) {
    Duration wait = FIRST.multipliedBy(1L << Math.min(failures - 1, MAX_DOUBLINGS));
    return wait.compareTo(slowest) < 0 ? wait : slowest;
  }
}
