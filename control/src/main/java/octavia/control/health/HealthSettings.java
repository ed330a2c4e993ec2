package octavia.control.health;

import java.time.Duration;
import octavia.config.Options;

/**
 * How amphorae are watched.
 *
 * @param bindPort where heartbeats are received (UDP)
 * @param heartbeatInterval between heartbeats of one amphora
 * @param heartbeatTimeout silence after which an amphora is replaced
 * @param checkInterval how often silence is looked for
 */
public record HealthSettings(
    int bindPort, Duration heartbeatInterval, Duration heartbeatTimeout, Duration checkInterval) {

  /** Reads section {@code [health_manager]}, with these values as defaults. */
  public static HealthSettings from(Options options, HealthSettings defaults) {
    Options.Section section = options.section("health_manager");
    return new HealthSettings(
        section.number(
            "bind_port", defaults.bindPort(), 1, 65_535, "where heartbeats are received (UDP)"),
        section.someSeconds(
            "heartbeat_interval",
            seconds(defaults.heartbeatInterval()),
            "time between heartbeats of an amphora"),
        section.someSeconds(
            "heartbeat_timeout",
            seconds(defaults.heartbeatTimeout()),
            "silence after which an amphora is replaced"),
        section.someSeconds(
            "health_check_interval",
            seconds(defaults.checkInterval()),
            "how often silent amphorae are looked for"));
  }

  private static double seconds(Duration duration) {
    return duration.toMillis() / 1000.0;
  }
}
