package octavia.app.command;

import java.util.ArrayDeque;
import java.util.Deque;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What takes back what was made, the last first. Used by one thread. */
public final class Undo {
  private static final Logger LOG = LoggerFactory.getLogger(Undo.class);

  private final Deque<Runnable> steps = new ArrayDeque<>();

  /** Adds a step. */
  public void push(Runnable step) {
    steps.push(step);
  }

  /** True if there is nothing to take back. */
  public boolean isEmpty() {
    return steps.isEmpty();
  }

  /**
   * Takes everything back; a step that fails does not keep the others from it.
   *
   * @throws CommandFailure if any failed
   */
  public void run() {
    int failures = 0;
    while (!steps.isEmpty()) {
      try {
        steps.pop().run();
      } catch (RuntimeException e) {
        failures++;
        LOG.warn("a step of the clean-up failed", e);
      }
    }
    if (failures > 0) {
      throw new CommandFailure("the clean-up failed; the next start removes what is left.");
    }
  }
}
