package octavia.agent.network;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import octavia.agent.network.Link.Address;
import octavia.amphora.api.HostRoute;
import octavia.amphora.api.PlugNetwork;
import octavia.amphora.api.PlugVip;
import org.jspecify.annotations.Nullable;

/**
 * How an interface is wanted.
 *
 * @param mtu bytes, if it matters
 */
record Interface(String mac, Optional<Integer> mtu, List<Address> addresses, List<Route> routes) {
  private static final int SMALLEST_MTU = 576; // RFC 791; IPv6 needs 1280 and says so itself
  private static final int LARGEST_MTU = 65_535;

  /**
   * A way to somewhere.
   *
   * @param destination empty for everywhere else
   */
  record Route(Optional<Address> destination, InetAddress gateway) {}

  /** The interface of a VIP: the amphora's own address first, so that HAProxy connects from it. */
  static Interface ofVip(InetAddress vip, PlugVip plug) {
    List<Address> addresses = new ArrayList<>();
    List<Route> routes = new ArrayList<>();
    Address subnet = IpText.network(plug.subnetCidr());
    @Nullable String own = plug.vrrpIp();
    if (own != null) {
      addresses.add(new Address(IpText.address(own), subnet.prefix()));
    }
    // Alone it has no subnet to be in; beside the amphora's own address it is one host.
    addresses.add(new Address(vip, own == null ? subnet.prefix() : IpText.bits(vip)));
    addRoutes(routes, plug.gateway(), plug.hostRoutes());
    for (PlugVip.AdditionalVip additional : plug.additionalVips()) {
      addresses.add(
          new Address(
              IpText.address(additional.ipAddress()),
              IpText.network(additional.subnetCidr()).prefix()));
      // One default route a family: the first VIP's.
      boolean second = IpText.address(additional.ipAddress()).getClass().equals(vip.getClass());
      addRoutes(routes, second ? null : additional.gateway(), additional.hostRoutes());
    }
    return new Interface(IpText.mac(plug.macAddress()), mtu(plug.mtu()), addresses, routes);
  }

  /** The interface of a network of members. It leads to its subnets, not to the world. */
  static Interface ofNetwork(PlugNetwork plug) {
    List<Address> addresses = new ArrayList<>();
    List<Route> routes = new ArrayList<>();
    for (PlugNetwork.FixedIp fixed : plug.fixedIps()) {
      addresses.add(
          new Address(
              IpText.address(fixed.ipAddress()), IpText.network(fixed.subnetCidr()).prefix()));
      addRoutes(routes, null, fixed.hostRoutes());
    }
    return new Interface(IpText.mac(plug.macAddress()), mtu(plug.mtu()), addresses, routes);
  }

  private static void addRoutes(
      List<Route> routes, @Nullable String gateway, List<HostRoute> hostRoutes) {
    if (gateway != null) {
      routes.add(new Route(Optional.empty(), IpText.address(gateway)));
    }
    for (HostRoute route : hostRoutes) {
      routes.add(
          new Route(
              Optional.of(IpText.network(route.destination())), IpText.address(route.nexthop())));
    }
  }

  private static Optional<Integer> mtu(@Nullable Integer mtu) {
    if (mtu != null && (mtu < SMALLEST_MTU || mtu > LARGEST_MTU)) {
      throw new IllegalArgumentException("not an MTU: " + mtu);
    }
    return Optional.ofNullable(mtu);
  }

  /** True if the interface is like that already, as far as its addresses tell. */
  boolean isSatisfiedBy(Link link) {
    return link.up()
        && mtu.filter(wanted -> wanted != link.mtu()).isEmpty()
        && addresses.stream().allMatch(link.addresses()::contains);
  }
}
