package octavia.control.housekeeping;

import java.time.Duration;
import octavia.config.Options;

/**
 * What is removed when.
 *
 * @param interval between two rounds
 * @param loadBalancerAge how long the row of a DELETED load balancer stays
 * @param amphoraAge how long the row of a DELETED amphora stays
 * @param eventAge how long an event stays on a timeline
 */
public record HousekeepingSettings(
    Duration interval, Duration loadBalancerAge, Duration amphoraAge, Duration eventAge) {

  /** Reads section {@code [house_keeping]}. */
  public static HousekeepingSettings from(Options options) {
    Options.Section section = options.section("house_keeping");
    return new HousekeepingSettings(
        section.someSeconds("cleanup_interval", 30, "time between two rounds of clearing away"),
        section.seconds(
            "load_balancer_expiry_age",
            604_800,
            "how long the row of a load balancer stays after it was deleted"),
        section.seconds(
            "amphora_expiry_age",
            604_800,
            "how long the row of an amphora stays after it was deleted"),
        section.seconds(
            "event_expiry_age",
            2_592_000,
            "how long an event stays on a load balancer's timeline"));
  }
}
