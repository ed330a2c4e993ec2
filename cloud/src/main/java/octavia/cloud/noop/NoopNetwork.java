package octavia.cloud.noop;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import octavia.cloud.network.Network;
import octavia.cloud.network.NetworkDriver;
import octavia.cloud.network.Port;
import octavia.cloud.network.Subnet;
import octavia.model.Amphora;
import octavia.model.LoadBalancer;
import octavia.model.Vip;
import org.jspecify.annotations.Nullable;

/**
 * {@code network_noop_driver}: every id exists, and what was not asked for derives from the load
 * balancer's id, so that it is the same after a restart. For all threads.
 */
public final class NoopNetwork implements NetworkDriver {
  private static final String VIP_ADDRESS = "198.51.100.1";
  private static final String AMPHORA_ADDRESS = "198.51.100.2";
  private static final String CIDR = "198.51.100.0/24";
  private static final String MAC_ADDRESS = "02:00:00:00:00:01";
  private static final int MTU = 1500;

  @Override
  public Optional<Network> network(String id) {
    return Optional.of(new Network(id, "noop", MTU, List.of(derived("subnet", id))));
  }

  @Override
  public Optional<Subnet> subnet(String id) {
    return Optional.of(new Subnet(id, "noop", derived("network", id), CIDR, 4, null, List.of()));
  }

  @Override
  public Optional<Port> port(String id) {
    return Optional.of(
        port(id, "noop", derived("network", id), derived("subnet", id), VIP_ADDRESS));
  }

  @Override
  public Vip allocateVip(LoadBalancer loadBalancer) {
    Vip wanted = loadBalancer.vip();
    String id = loadBalancer.id();
    return new Vip(
        or(wanted.ipAddress(), VIP_ADDRESS),
        or(wanted.portId(), derived("port", id)),
        or(wanted.subnetId(), derived("subnet", id)),
        or(wanted.networkId(), derived("network", id)),
        wanted.qosPolicyId(),
        wanted.portId() == null,
        wanted.vnicType());
  }

  @Override
  public void deallocateVip(LoadBalancer loadBalancer) {}

  @Override
  public Port ensureVrrpPort(Amphora amphora, LoadBalancer loadBalancer) {
    String id = amphora.id();
    return port(
        derived("port", id),
        "octavia-lb-vrrp-" + id,
        or(loadBalancer.vip().networkId(), derived("network", loadBalancer.id())),
        or(loadBalancer.vip().subnetId(), derived("subnet", loadBalancer.id())),
        AMPHORA_ADDRESS);
  }

  @Override
  public void deleteVrrpPort(Amphora amphora) {}

  @Override
  public List<Port> ownPorts() {
    return List.of();
  }

  private static Port port(
      String id, String name, String networkId, String subnetId, String address) {
    return new Port(
        id,
        name,
        networkId,
        "",
        "Octavia",
        MAC_ADDRESS,
        List.of(new Port.FixedIp(subnetId, address)),
        true,
        null);
  }

  private static String or(@Nullable String wanted, String otherwise) {
    return wanted == null ? otherwise : wanted;
  }

  private static String derived(String what, String id) {
    return UUID.nameUUIDFromBytes((what + id).getBytes(StandardCharsets.UTF_8)).toString();
  }
}
