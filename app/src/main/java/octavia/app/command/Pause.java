package octavia.app.command;

import java.time.Duration;
import java.time.Instant;
import java.util.function.BooleanSupplier;

/** The one place where a command waits for something that does not call back. */
public final class Pause {

  private Pause() {}

  /** Waits that long. */
  public static void of(Duration time) throws InterruptedException {
    Thread.sleep(time);
  }

  /**
   * Asks every {@code interval} until {@code condition} holds.
   *
   * @return false if it did not within {@code limit}
   */
  public static boolean until(BooleanSupplier condition, Duration interval, Duration limit)
      throws InterruptedException {
    Instant end = Instant.now().plus(limit);
    while (!condition.getAsBoolean()) {
      if (Instant.now().isAfter(end)) {
        return false;
      }
      of(interval);
    }
    return true;
  }
}
