package octavia.cloud.network;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A port: addresses and a hardware address on a network.
 *
 * @param deviceId what it belongs to, such as {@code lb-<load balancer id>}
 */
public record Port(
    String id,
    String name,
    String networkId,
    String deviceId,
    String deviceOwner,
    String macAddress,
    List<FixedIp> fixedIps,
    boolean adminStateUp,
    @Nullable String projectId) {
  public Port {
    fixedIps = List.copyOf(fixedIps);
  }

  /** An address of the port. */
  public record FixedIp(String subnetId, String ipAddress) {}
}
