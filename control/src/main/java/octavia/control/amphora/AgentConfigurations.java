package octavia.control.amphora;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import octavia.amphora.conf.AgentConf;

/**
 * Says what the agent of each amphora has to know: at its boot, and whenever it is told anew. For
 * any thread.
 */
public final class AgentConfigurations {
  private static final String ANY_ADDRESS = "::";

  private final List<String> healthManagers;
  private final Supplier<Duration> heartbeatInterval;
  private final String heartbeatKey;
  private final String haproxyCommand;

  /**
   * Configurations.
   *
   * @param healthManagers {@code address:port} of each that takes heartbeats
   * @param heartbeatInterval asked each time, as it may change while the service runs
   * @param heartbeatKey signs heartbeats; secret
   * @param haproxyCommand HAProxy's program in an amphora
   */
  public AgentConfigurations(
      List<String> healthManagers,
      Supplier<Duration> heartbeatInterval,
      String heartbeatKey,
      String haproxyCommand) {
    this.healthManagers = List.copyOf(healthManagers);
    this.heartbeatInterval = heartbeatInterval;
    this.heartbeatKey = heartbeatKey;
    this.haproxyCommand = haproxyCommand;
  }

  /**
   * The configuration of one agent.
   *
   * @param address of the amphora on the management network; empty if it is not known yet
   */
  AgentConf of(String amphoraId, Optional<String> address) {
    return AgentConf.of(
            amphoraId,
            address.orElse(ANY_ADDRESS),
            healthManagers,
            heartbeatInterval.get(),
            heartbeatKey)
        .withHaproxy(haproxyCommand);
  }
}
