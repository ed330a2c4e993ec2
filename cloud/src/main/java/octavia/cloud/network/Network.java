package octavia.cloud.network;

import java.util.List;

/**
 * A network.
 *
 * @param mtu bytes
 */
public record Network(String id, String name, int mtu, List<String> subnetIds) {
  public Network {
    subnetIds = List.copyOf(subnetIds);
  }
}
