package octavia.amphora.api;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.annotation.JsonNaming;

/**
 * Answer of {@code GET details}: how the amphora does.
 *
 * @param networks interface to its counters, HAProxy's namespace
 * @param active whether HAProxy runs
 * @param memory kilobytes
 * @param disk bytes
 * @param load averages over 1, 5 and 15 minutes
 * @param listeners ids of the load balancers (upstream's word) that it carries
 * @param heartbeatFailure why the agent sends no heartbeats; null where it does, and of upstream's
 */
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
public record AgentDetails(
    String hostname,
    @Nullable String haproxyVersion,
    String apiVersion,
    @Nullable String keepalivedVersion,
    @Nullable String ipvsadmVersion,
    Map<String, Traffic> networks,
    boolean active,
    int haproxyCount,
    int cpuCount,
    Cpu cpu,
    Memory memory,
    Disk disk,
    List<String> load,
    String topology,
    String topologyStatus,
    List<String> listeners,
    Map<String, String> packages,
    int lvsListenerProcessCount,
    @Nullable String heartbeatFailure) {

  /** Bytes sent and received. */
  @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
  public record Traffic(long networkTx, long networkRx) {}

  /** Clock ticks since boot. */
  @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
  public record Cpu(long total, long user, long system, long softIrq) {}

  /** Kilobytes. */
  @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
  public record Memory(
      long total, long free, long buffers, long cached, long swapUsed, long shared, long slab) {}

  /** Bytes. */
  public record Disk(long used, long available) {}
}
