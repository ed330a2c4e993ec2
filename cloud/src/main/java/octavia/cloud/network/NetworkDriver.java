package octavia.cloud.network;

import java.util.List;
import java.util.Optional;
import octavia.cloud.CloudException;
import octavia.model.Amphora;
import octavia.model.LoadBalancer;
import octavia.model.Vip;

/**
 * Networks, subnets and ports. Ports of ours are found by their names, which derive from ids, so
 * that every method may be repeated after a crash. All methods throw {@link CloudException} and are
 * called from many threads.
 */
public interface NetworkDriver {

  /** The network of that id. */
  Optional<Network> network(String id);

  /** The subnet of that id. */
  Optional<Subnet> subnet(String id);

  /** The port of that id. */
  Optional<Port> port(String id);

  /** True if the subnet is one of the network's. */
  default boolean contains(String networkId, Subnet subnet) {
    return subnet.networkId().equals(networkId);
  }

  /**
   * True if there is a security group of that id.
   *
   * @throws CloudException of kind INVALID where there are none at all
   */
  default boolean hasSecurityGroup(String id) {
    throw new CloudException(
        CloudException.Kind.INVALID, "This cloud has no security groups.", "asked for " + id);
  }

  /**
   * True if there is a QoS policy of that id.
   *
   * @throws CloudException of kind INVALID where there are none at all
   */
  default boolean hasQosPolicy(String id) {
    throw new CloudException(
        CloudException.Kind.INVALID,
        "VIP QoS policy is not allowed in this deployment.",
        "asked for " + id);
  }

  /**
   * Makes the load balancer's VIP port, or finds the one that is there: name {@code
   * octavia-lb-<id>}, device id {@code lb-<id>}, device owner {@code Octavia}. A port that the
   * request named is used as it is.
   *
   * @return the VIP with its address, port, subnet and network filled in, and whether the port is
   *     ours
   * @throws CloudException of kind NOT_FOUND if the port, subnet or network does not exist;
   *     CONFLICT if an address or port is taken; INVALID if an address is none of its subnet, or
   *     there can be no additional ones; EXHAUSTED if none is left
   */
  Vip allocateVip(LoadBalancer loadBalancer);

  /** Removes the VIP port if it is ours; nothing there is done already. */
  void deallocateVip(LoadBalancer loadBalancer);

  /**
   * Makes the amphora's own port on the VIP's network, which may also use the VIP's address, or
   * finds the one that is there: name {@code octavia-lb-vrrp-<amphora id>}.
   */
  Port ensureVrrpPort(Amphora amphora, LoadBalancer loadBalancer);

  /** Removes the amphora's own port; nothing there is done already. */
  void deleteVrrpPort(Amphora amphora);

  /** Every port that we made, whether a row knows its owner or not. */
  List<Port> ownPorts();
}
