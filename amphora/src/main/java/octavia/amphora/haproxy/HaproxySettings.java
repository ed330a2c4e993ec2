package octavia.amphora.haproxy;

import java.util.Optional;

/**
 * What the operator chooses for all load balancers.
 *
 * @param basePath the agent's directory in the amphora (upstream: {@code
 *     haproxy_amphora.base_path})
 * @param defaultConnectionLimit for listeners without one of their own
 * @param stickSize entries of a stick table, such as {@code 10k}
 * @param threads of each HAProxy; 1 was as quick as 2 on two cores, and half the memory
 * @param logSocket where HAProxy logs traffic; empty logs nothing
 */
public record HaproxySettings(
    String basePath,
    int defaultConnectionLimit,
    String stickSize,
    int threads,
    Optional<String> logSocket) {

  /** Upstream's defaults, without traffic logs. */
  public static final HaproxySettings DEFAULT =
      new HaproxySettings("/var/lib/octavia", 50_000, "10k", 1, Optional.empty());

  public HaproxySettings {
    if (defaultConnectionLimit < 1 || threads < 1 || !stickSize.matches("[0-9]+[kmg]?")) {
      throw new IllegalArgumentException("limits must be positive, a size such as 10k");
    }
  }
}
