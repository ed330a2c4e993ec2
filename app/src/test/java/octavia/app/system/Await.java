package octavia.app.system;

import java.time.Duration;
import java.util.function.Predicate;
import octavia.app.command.Pause;

/** Waits for what comes by itself, within a limit that only a failure reaches. */
public final class Await {
  private static final Duration LIMIT = Duration.ofMinutes(2);
  private static final Duration INTERVAL = Duration.ofMillis(50);

  private Await() {}

  /** A look at something. */
  @FunctionalInterface
  public interface Look<T> {
    T now() throws InterruptedException;
  }

  /** Looks until the answer is yes. */
  public static void until(String what, Look<Boolean> look) throws InterruptedException {
    value(what, look, answer -> answer);
  }

  /** Looks until what is seen is as wanted, and returns it. */
  public static <T> T value(String what, Look<T> look, Predicate<T> wanted)
      throws InterruptedException {
    return value(what, look, wanted, LIMIT);
  }

  /** The same for what takes longer. */
  public static <T> T value(String what, Look<T> look, Predicate<T> wanted, Duration limit)
      throws InterruptedException {
    long end = System.nanoTime() + limit.toNanos();
    while (true) {
      T seen = look.now();
      if (wanted.test(seen)) {
        return seen;
      }
      if (System.nanoTime() > end) {
        throw new AssertionError(
            "not within " + limit.toSeconds() + " s: " + what + "; it is " + seen);
      }
      Pause.of(INTERVAL);
    }
  }
}
