package octavia.cloud.local.network;

import java.util.List;

/** A network in the ledger: the ids that its first start gave out. */
public record StoredNetwork(String id, String name, List<StoredSubnet> subnets) {
  public StoredNetwork {
    subnets = List.copyOf(subnets);
  }

  /** A subnet in the ledger. */
  public record StoredSubnet(String id, String name, String cidr) {}
}
