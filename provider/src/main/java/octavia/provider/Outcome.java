package octavia.provider;

import java.time.Duration;
import java.util.Map;

/** How a pass of reconciling ended. */
public sealed interface Outcome {

  /** Reality is as the graph wants it. */
  Outcome DONE = new Done(Map.of());

  /** Something outside is not ready. */
  static Outcome waitFor(Duration delay, String step, String what) {
    return new Waiting(delay, step, what);
  }

  /**
   * Reality is as the graph wants it, but for some objects that the provider cannot carry and has
   * left out, while the rest works.
   *
   * @param uncarried their ids, and of each a sentence that says why, for the tenant
   */
  record Done(Map<String, String> uncarried) implements Outcome {
    public Done {
      uncarried = Map.copyOf(uncarried);
    }
  }

  /**
   * Something outside, such as a booting machine, is not ready: not a failure. Try again after
   * {@code delay}.
   *
   * @param step the step that waits, a short stable word
   * @param what is waited for, in a tenant's words
   */
  record Waiting(Duration delay, String step, String what) implements Outcome {}
}
