package octavia.cloud.noop;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import octavia.cloud.host.HostNames;
import octavia.cloud.network.Network;
import octavia.cloud.network.NetworkCatalog;
import octavia.cloud.network.NetworkDriver;
import octavia.cloud.network.Port;
import octavia.cloud.network.Subnet;
import octavia.model.Amphora;
import octavia.model.LoadBalancer;
import octavia.model.Vip;
import org.jspecify.annotations.Nullable;

/**
 * {@code network_noop_driver}: every network, subnet and port exists, and whatever has an id of its
 * own derives it from another, so that the answers after a restart are those from before. Lists
 * have only what this process has made, which are ports.
 */
public final class NoopNetworkDriver implements NetworkDriver, NetworkCatalog {
  /** The name in the configuration. */
  public static final String NAME = "network_noop_driver";

  private static final String VIP_ADDRESS = "198.51.100.1";
  private static final String AMPHORA_ADDRESS = "198.51.100.2";
  private static final String ADDITIONAL_PREFIX = "198.51.100.";
  private static final int FIRST_ADDITIONAL = 3;
  private static final int MTU = 1500;

  private final Map<String, Port> made = new ConcurrentHashMap<>();

  @Override
  public Optional<Network> network(String id) {
    return Optional.of(new Network(id, "network-" + id, MTU, List.of(derived("subnet of " + id))));
  }

  @Override
  public Optional<Subnet> subnet(String id) {
    return Optional.of(
        new Subnet(
            id,
            "subnet-" + id,
            derived("network of " + id),
            "198.51.100.0/24",
            4,
            "198.51.100.254",
            List.of()));
  }

  @Override
  public Optional<Port> port(String id) {
    Port known = made.get(id);
    if (known != null) {
      return Optional.of(known);
    }
    String network = derived("network of " + id);
    return Optional.of(
        port(id, "port-" + id, network, derived("subnet of " + network), "", VIP_ADDRESS, null));
  }

  @Override
  public boolean contains(String networkId, Subnet subnet) {
    return true;
  }

  @Override
  public boolean hasSecurityGroup(String id) {
    return true;
  }

  @Override
  public boolean hasQosPolicy(String id) {
    return true;
  }

  @Override
  public Vip allocateVip(LoadBalancer loadBalancer) {
    Vip vip = loadBalancer.vip();
    boolean ours = vip.portId() == null || vip.octaviaOwned();
    String portId = or(vip.portId(), derived("VIP port of " + loadBalancer.id()));
    String networkId =
        or(
            vip.networkId(),
            derived("network of " + (vip.subnetId() == null ? portId : vip.subnetId())));
    String subnetId = or(vip.subnetId(), derived("subnet of " + networkId));
    String address = or(vip.ipAddress(), VIP_ADDRESS);
    if (ours) {
      made.put(
          portId,
          port(
              portId,
              "octavia-lb-" + loadBalancer.id(),
              networkId,
              subnetId,
              "lb-" + loadBalancer.id(),
              address,
              loadBalancer.projectId()));
    }
    List<Vip.Additional> additional = new ArrayList<>();
    for (Vip.Additional each : vip.additional()) {
      String next = ADDITIONAL_PREFIX + (FIRST_ADDITIONAL + additional.size());
      additional.add(
          new Vip.Additional(each.subnetId(), or(each.ipAddress(), next), portId, networkId));
    }
    return new Vip(
        address,
        portId,
        subnetId,
        networkId,
        vip.qosPolicyId(),
        ours,
        vip.vnicType(),
        vip.sgIds(),
        additional);
  }

  @Override
  public void deallocateVip(LoadBalancer loadBalancer) {
    made.values().removeIf(port -> port.name().equals("octavia-lb-" + loadBalancer.id()));
  }

  @Override
  public Port ensureVrrpPort(Amphora amphora, LoadBalancer loadBalancer) {
    Vip vip = loadBalancer.vip();
    String id = derived("VRRP port of " + amphora.id());
    String networkId = or(vip.networkId(), derived("network of " + loadBalancer.id()));
    Port port =
        port(
            id,
            vrrpPortName(amphora),
            networkId,
            or(vip.subnetId(), derived("subnet of " + networkId)),
            amphora.id(),
            AMPHORA_ADDRESS,
            loadBalancer.projectId());
    made.put(id, port);
    return port;
  }

  @Override
  public void deleteVrrpPort(Amphora amphora) {
    made.remove(derived("VRRP port of " + amphora.id()));
  }

  @Override
  public List<Network> networks() {
    return List.of();
  }

  @Override
  public List<Subnet> subnets() {
    return List.of();
  }

  @Override
  public List<Port> ports() {
    return ownPorts();
  }

  @Override
  public List<Port> ownPorts() {
    return List.copyOf(made.values());
  }

  private static Port port(
      String id,
      String name,
      String networkId,
      String subnetId,
      String deviceId,
      String address,
      @Nullable String projectId) {
    return new Port(
        id,
        name,
        networkId,
        deviceId,
        "Octavia",
        HostNames.macAddress(id),
        List.of(new Port.FixedIp(subnetId, address)),
        true,
        projectId);
  }

  private static String vrrpPortName(Amphora amphora) {
    return "octavia-lb-vrrp-" + amphora.id();
  }

  private static String or(@Nullable String given, String otherwise) {
    return given == null ? otherwise : given;
  }

  /** An id of version 4's form that is the same for the same text. */
  private static String derived(String text) {
    UUID hash = UUID.nameUUIDFromBytes(text.getBytes(StandardCharsets.UTF_8));
    long versioned = (hash.getMostSignificantBits() & ~0xf000L) | 0x4000L;
    return new UUID(versioned, hash.getLeastSignificantBits()).toString();
  }
}
