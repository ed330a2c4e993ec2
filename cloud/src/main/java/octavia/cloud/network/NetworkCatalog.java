package octavia.cloud.network;

import java.util.List;

/** All that a network service of our own has, for those who look names up. */
public interface NetworkCatalog {

  /** All networks, by name. */
  List<Network> networks();

  /** All subnets, by name. */
  List<Subnet> subnets();

  /** All ports, by name. */
  List<Port> ports();
}
