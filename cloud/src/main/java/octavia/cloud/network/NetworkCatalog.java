package octavia.cloud.network;

import java.util.List;
import java.util.Optional;

/**
 * What a network service of our own has, for those who look ids and names up. Where every id exists
 * there is more than the lists tell.
 */
public interface NetworkCatalog {

  /** The network of that id. */
  Optional<Network> network(String id);

  /** The subnet of that id. */
  Optional<Subnet> subnet(String id);

  /** The port of that id. */
  Optional<Port> port(String id);

  /** All networks, by name. */
  List<Network> networks();

  /** All subnets, by name. */
  List<Subnet> subnets();

  /** All ports, by name. */
  List<Port> ports();
}
