package octavia.cloud.network;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A subnet.
 *
 * @param cidr in network form
 * @param ipVersion 4 or 6
 */
public record Subnet(
    String id,
    String name,
    String networkId,
    String cidr,
    int ipVersion,
    @Nullable String gatewayIp,
    List<HostRoute> hostRoutes) {
  public Subnet {
    hostRoutes = List.copyOf(hostRoutes);
  }

  /** A route that hosts of the subnet have. */
  public record HostRoute(String destination, String nexthop) {}
}
