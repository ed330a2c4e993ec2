package octavia.control.reconcile;

import java.time.Duration;
import octavia.config.Options;

/**
 * How the reconciler works.
 *
 * @param workers load balancers reconciled at once
 * @param lease until another process may take over a load balancer
 * @param poll how often to look for orders of other processes
 * @param slowestRetry between two attempts on what keeps failing
 */
public record ReconcilerSettings(
    int workers, Duration lease, Duration poll, Duration slowestRetry) {

  /** Reads section {@code [controller_worker]}. */
  public static ReconcilerSettings from(Options options) {
    Options.Section section = options.section("controller_worker");
    return new ReconcilerSettings(
        section.number("workers", 8, 1, 1000, "load balancers reconciled at once"),
        section.someSeconds(
            "lease_seconds", 75, "until another process takes over from one that fell silent"),
        Duration.ofMillis(
            section.number(
                "poll_milliseconds",
                500,
                10,
                60_000,
                "how often to look for orders of other processes")),
        section.seconds(
            "slowest_retry_seconds", 30, "the longest time between two attempts at what fails"));
  }
}
