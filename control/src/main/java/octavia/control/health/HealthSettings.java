package octavia.control.health;

import java.time.Duration;
import octavia.config.Options;

/**
 * How amphorae are watched. The timeout is at least twice the interval: with less, one heartbeat
 * that is late has an amphora replaced that works.
 *
 * @param bindPort where heartbeats are received (UDP)
 * @param heartbeatInterval between heartbeats of one amphora
 * @param heartbeatTimeout silence after which an amphora is replaced
 * @param checkInterval how often silence is looked for
 */
public record HealthSettings(
    int bindPort, Duration heartbeatInterval, Duration heartbeatTimeout, Duration checkInterval) {

  /** Intervals in a timeout that is not set. */
  private static final int INTERVALS = 5;

  /** Reads section {@code [health_manager]}, with these values as defaults. */
  public static HealthSettings from(Options options, HealthSettings defaults) {
    Options.Section section = options.section("health_manager");
    int bindPort =
        section.number(
            "bind_port", defaults.bindPort(), 1, 65_535, "where heartbeats are received (UDP)");
    Duration interval =
        section.someSeconds(
            "heartbeat_interval",
            seconds(defaults.heartbeatInterval()),
            "time between heartbeats of an amphora");
    Duration timeout =
        section.someSeconds(
            "heartbeat_timeout",
            Math.max(seconds(defaults.heartbeatTimeout()), INTERVALS * seconds(interval)),
            "silence after which an amphora is replaced, by default 60 with compute_driver = qemu;"
                + " five heartbeat_intervals, if those are longer than the default");
    Duration checks =
        section.someSeconds(
            "health_check_interval",
            seconds(defaults.checkInterval()),
            "how often silent amphorae are looked for");
    refuseLong(interval, timeout, options);
    return new HealthSettings(bindPort, interval, timeout, checks);
  }

  /**
   * The interval that {@code options} say by now, of a service whose timeout stays that of its
   * start.
   */
  public Duration changedInterval(Options options, HealthSettings defaults) {
    Duration interval = from(options, defaults).heartbeatInterval();
    refuseLong(interval, heartbeatTimeout, options);
    return interval;
  }

  private static void refuseLong(Duration interval, Duration timeout, Options options) {
    if (interval.multipliedBy(2).compareTo(timeout) > 0) {
      options.refuse(
          "health_manager",
          "heartbeat_interval",
          "is more than half of heartbeat_timeout, which is " + seconds(timeout) + " seconds");
    }
  }

  private static double seconds(Duration duration) {
    return duration.toMillis() / 1000.0;
  }
}
