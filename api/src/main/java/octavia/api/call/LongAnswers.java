package octavia.api.call;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import octavia.api.error.ApiException;
import octavia.api.error.Reason;
import octavia.api.error.Reason.Code;
import octavia.http.Response;

/**
 * Turns for answers that are longer than a piece. Such an answer has a piece in memory until its
 * client has taken it, so only so many are under way at once; a few more wait for their turn, and
 * the rest is told to come back. For all threads.
 */
public final class LongAnswers {
  private final Semaphore places;
  private final Semaphore turns;
  private final Duration patience;

  /** As many as a service with its usual memory can bear. */
  public LongAnswers() {
    this(16, 128, Duration.ofSeconds(10));
  }

  /**
   * For tests.
   *
   * @param patience how long an answer waits for its turn
   */
  LongAnswers(int atOnce, int waiting, Duration patience) {
    this.places = new Semaphore(atOnce + waiting);
    this.turns = new Semaphore(atOnce, true);
    this.patience = patience;
  }

  /** An answer's turn, until it is closed. */
  @FunctionalInterface
  public interface Turn extends AutoCloseable {
    @Override
    void close();
  }

  /** Waits for a turn; 503 where none comes. */
  public Turn take() {
    if (!places.tryAcquire()) {
      throw tooMany();
    }
    try {
      if (turns.tryAcquire(patience.toMillis(), TimeUnit.MILLISECONDS)) {
        return () -> {
          turns.release();
          places.release();
        };
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    places.release();
    throw tooMany();
  }

  private static ApiException tooMany() {
    String text =
        "Too many long lists are being sent at the moment. Please try again, or ask for pages with"
            + " \"limit\".";
    Response refusal =
        ApiException.fault(503, text, Reason.of(Code.UNAVAILABLE))
            .response()
            .with("Retry-After", "5");
    return ApiException.answered(refusal, text);
  }
}
