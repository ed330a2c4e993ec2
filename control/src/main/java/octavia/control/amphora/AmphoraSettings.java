package octavia.control.amphora;

import java.time.Duration;
import java.util.Optional;
import octavia.amphora.conf.AgentConf;
import octavia.amphora.haproxy.HaproxySettings;
import octavia.config.Options;

/**
 * How the amphora provider works.
 *
 * @param bootLimit how long a new amphora may take until it answers, before it is replaced
 * @param bootRetry how often to look at one that has not answered yet
 * @param haproxyCommand HAProxy's program in an amphora
 */
public record AmphoraSettings(
    Duration bootLimit, Duration bootRetry, String haproxyCommand, HaproxySettings haproxy) {
  /** A namespace is there or it is not. */
  public static final Duration USUAL_BOOT_LIMIT = Duration.ofSeconds(30);

  private static final Duration BOOT_RETRY = Duration.ofMillis(100);

  /**
   * Reads section {@code [haproxy_amphora]}.
   *
   * @param usualBootLimit the boot limit where the file says nothing, in whole seconds
   */
  public static AmphoraSettings from(Options options, Duration usualBootLimit) {
    Options.Section section = options.section("haproxy_amphora");
    HaproxySettings defaults = HaproxySettings.DEFAULT;
    return new AmphoraSettings(
        options
            .section("controller_worker")
            .seconds(
                "amphora_boot_limit",
                (double) usualBootLimit.toSeconds(),
                "how long a new amphora may take until it answers, before it is replaced; 600 with"
                    + " compute_driver = qemu"),
        BOOT_RETRY,
        section.text(
            "haproxy_cmd",
            AgentConf.Option.HAPROXY_CMD.defaultValue(),
            "HAProxy's program in an amphora"),
        new HaproxySettings(
            defaults.basePath(),
            section.number(
                "default_connection_limit",
                defaults.defaultConnectionLimit(),
                1,
                1_000_000,
                "connections of a listener that says -1"),
            section.text(
                "haproxy_stick_size", defaults.stickSize(), "entries of a stick table, as 10k"),
            defaults.threads(),
            Optional.empty()));
  }
}
