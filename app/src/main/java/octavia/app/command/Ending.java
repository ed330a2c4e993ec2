package octavia.app.command;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Lets a command end in order when the process is told to stop (Ctrl-C, SIGTERM): the thread that
 * works is interrupted, cleans up undisturbed, and the process exits with the status that the
 * command returns. {@link #work} is called once, by the main thread; the rest from the shutdown
 * hook too.
 */
public final class Ending {
  /** How long a command may clean up after it was told to stop. */
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private static final CountDownLatch DONE = new CountDownLatch(1);
  private static volatile int status;

  private final Thread worker = Thread.currentThread();
  private boolean working = true; // guarded by this
  private boolean told; // guarded by this

  /** What a command does; interrupted when the process is told to stop. */
  @FunctionalInterface
  public interface Work {
    int run() throws InterruptedException;
  }

  private Ending() {}

  /**
   * Runs {@code work}, then {@code cleanUp} in any case.
   *
   * @param stopped the status if the work was interrupted
   */
  public static int work(Work work, Runnable cleanUp, int stopped) {
    Ending ending = new Ending();
    Runtime.getRuntime().addShutdownHook(new Thread(ending::stop, "stop"));
    int result = 1; // as for an exception
    try {
      result = work.run();
    } catch (InterruptedException e) {
      result = stopped;
    } finally {
      ending.workIsOver();
      cleanUp.run();
      status = ending.wasTold() ? stopped : result;
    }
    return status;
  }

  /** Exits; while the process is being stopped, lets the hook do it. */
  public static void exit(int result) {
    status = result;
    DONE.countDown();
    System.exit(result);
  }

  private synchronized void workIsOver() {
    working = false;
    boolean _ = Thread.interrupted(); // cleaning up must not stumble over it
  }

  private synchronized boolean wasTold() {
    return told;
  }

  private void stop() {
    synchronized (this) {
      if (working) {
        told = true;
        worker.interrupt();
      }
    }
    try {
      if (!DONE.await(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
        System.err.println(
            "octavia: cleaning up took too long; what is left, the next start finds");
        status = 1;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    Runtime.getRuntime().halt(status);
  }
}
