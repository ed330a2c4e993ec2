package octavia.app.warmup;

import picocli.CommandLine.Command;

/**
 * What the build lets the program do once, so that the classes of a usual day go into its start-up
 * cache (JEP 514).
 */
@Command(name = "warm-up", hidden = true, description = "Train the start-up caches.")
public final class WarmUpCommand implements Runnable {
  @Override
  public void run() {}
}
