package octavia.cloud.local.network;

import java.util.List;
import octavia.cloud.network.Cidr;

/**
 * A network as the host's plumbing sees it: one bridge.
 *
 * @param id a network's id, or {@link #MANAGEMENT}
 * @param name for people, in the aliases of interfaces
 * @param cidrs the ranges of its subnets
 * @param mtu bytes
 */
public record Segment(String id, String name, List<Cidr> cidrs, int mtu) {
  /** The id of the network between the service and the agents. */
  public static final String MANAGEMENT = "management";

  public Segment {
    cidrs = List.copyOf(cidrs);
  }

  boolean isManagement() {
    return id.equals(MANAGEMENT);
  }

  boolean hasVersion(int version) {
    return cidrs.stream().anyMatch(cidr -> cidr.version() == version);
  }

  /** The host's addresses on it, with their prefixes. */
  List<String> gateways() {
    return cidrs.stream()
        .map(cidr -> new AddressPool(cidr).gateway() + "/" + cidr.prefix())
        .toList();
  }
}
