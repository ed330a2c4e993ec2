package octavia.cloud.local.network;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import octavia.cloud.CloudException;
import octavia.cloud.host.HostNames;
import octavia.cloud.host.Ledger;
import octavia.cloud.network.Cidr;
import octavia.cloud.network.IpAddress;
import octavia.cloud.network.Network;
import octavia.cloud.network.NetworkCatalog;
import octavia.cloud.network.NetworkDriver;
import octavia.cloud.network.Port;
import octavia.cloud.network.Subnet;
import octavia.model.Amphora;
import octavia.model.LoadBalancer;
import octavia.model.Topology;
import octavia.model.Vip;
import org.jspecify.annotations.Nullable;

/**
 * Networks that are bridges on this host, with static addresses from a ledger. The management
 * network is not among them: no load balancer can ask for it. For all threads, after {@link
 * #start}.
 */
public final class LocalNetworkDriver implements NetworkDriver, NetworkCatalog {
  private static final String OWNER = "Octavia";

  private final LocalCloudSettings settings;
  private final Ledger<StoredNetwork> networks;
  private final Ledger<Port> ports;
  private final Bridges bridges;
  private final Supplier<String> ids;
  private final RandomGenerator random;

  /** Held from the look for a free address until the ledger has it. */
  private final ReentrantLock allocation = new ReentrantLock();

  /**
   * The driver.
   *
   * @param ids makes new ids
   * @param random chooses among free addresses
   */
  public LocalNetworkDriver(
      LocalCloudSettings settings,
      Ledger<StoredNetwork> networks,
      Ledger<Port> ports,
      Bridges bridges,
      Supplier<String> ids,
      RandomGenerator random) {
    this.settings = settings;
    this.networks = networks;
    this.ports = ports;
    this.bridges = bridges;
    this.ids = ids;
    this.random = random;
  }

  /**
   * Brings ledger and host to what the settings say. Ids are given out once for a name.
   *
   * @throws CloudException of kind INVALID if a range that is in use was changed or removed, or
   *     collides with something on the host
   */
  public void start() {
    for (LocalCloudSettings.Network wanted : settings.networks()) {
      Optional<StoredNetwork> known =
          networks.all().values().stream()
              .filter(network -> network.name().equals(wanted.name()))
              .findFirst();
      String id = known.map(StoredNetwork::id).orElseGet(ids);
      List<StoredNetwork.StoredSubnet> before = known.map(StoredNetwork::subnets).orElse(List.of());
      List<StoredNetwork.StoredSubnet> after =
          wanted.subnets().stream().map(subnet -> stored(subnet, before)).toList();
      before.stream().filter(subnet -> !after.contains(subnet)).forEach(this::refuseIfUsed);
      StoredNetwork merged = new StoredNetwork(id, wanted.name(), after);
      if (!known.equals(Optional.of(merged))) {
        networks.put(id, merged);
      }
    }
    for (StoredNetwork network : networks.all().values()) {
      if (settings.networks().stream().noneMatch(wanted -> wanted.name().equals(network.name()))) {
        network.subnets().forEach(this::refuseIfUsed);
        networks.remove(network.id());
      }
    }
    bridges.start(segments());
  }

  @Override
  public Optional<Network> network(String id) {
    return networks.get(id).map(this::toNetwork);
  }

  @Override
  public Optional<Subnet> subnet(String id) {
    return subnets().stream().filter(subnet -> subnet.id().equals(id)).findFirst();
  }

  @Override
  public Optional<Port> port(String id) {
    return ports.get(id);
  }

  @Override
  public List<Network> networks() {
    return networks.all().values().stream()
        .map(this::toNetwork)
        .sorted(Comparator.comparing(Network::name))
        .toList();
  }

  @Override
  public List<Subnet> subnets() {
    return networks.all().values().stream()
        .flatMap(LocalNetworkDriver::toSubnets)
        .sorted(Comparator.comparing(Subnet::name).thenComparing(Subnet::id))
        .toList();
  }

  @Override
  public List<Port> ports() {
    return ports.all().values().stream()
        .sorted(Comparator.comparing(Port::name).thenComparing(Port::id))
        .toList();
  }

  @Override
  public List<Port> ownPorts() {
    return ports();
  }

  @Override
  public Vip allocateVip(LoadBalancer loadBalancer) {
    Vip vip = loadBalancer.vip();
    if (!vip.additional().isEmpty()) {
      throw new CloudException(
          CloudException.Kind.INVALID, "The local cloud gives a load balancer one address only.");
    }
    allocation.lock();
    try {
      Optional<Port> made = named(vipPortName(loadBalancer));
      if (made.isPresent()) {
        return with(vip, made.get(), true);
      }
      // A port id that we gave out ourselves says nothing once the ledger has lost the port.
      if (vip.portId() != null && !vip.octaviaOwned()) {
        return with(vip, usable(vip.portId(), vip), false);
      }
      Subnet subnet = subnetFor(vip, loadBalancer.topology());
      Port port =
          newPort(
              vipPortName(loadBalancer),
              subnet,
              address(subnet, vip.ipAddress()),
              "lb-" + loadBalancer.id(),
              false, // it holds an address and carries no traffic itself
              loadBalancer.projectId());
      ports.put(port.id(), port);
      return with(vip, port, true);
    } finally {
      allocation.unlock();
    }
  }

  @Override
  public void deallocateVip(LoadBalancer loadBalancer) {
    removeNamed(vipPortName(loadBalancer));
  }

  @Override
  public Port ensureVrrpPort(Amphora amphora, LoadBalancer loadBalancer) {
    allocation.lock();
    try {
      Optional<Port> made = named(vrrpPortName(amphora));
      if (made.isPresent()) {
        return made.get();
      }
      Subnet subnet = subnetFor(loadBalancer.vip(), loadBalancer.topology());
      Port port =
          newPort(
              vrrpPortName(amphora),
              subnet,
              address(subnet, null),
              amphora.id(),
              true,
              loadBalancer.projectId());
      ports.put(port.id(), port);
      return port;
    } finally {
      allocation.unlock();
    }
  }

  @Override
  public void deleteVrrpPort(Amphora amphora) {
    removeNamed(vrrpPortName(amphora));
  }

  private void removeNamed(String name) {
    allocation.lock();
    try {
      named(name).ifPresent(port -> ports.remove(port.id()));
    } finally {
      allocation.unlock();
    }
  }

  private Port newPort(
      String name,
      Subnet subnet,
      IpAddress address,
      String deviceId,
      boolean adminStateUp,
      @Nullable String projectId) {
    String id = ids.get();
    return new Port(
        id,
        name,
        subnet.networkId(),
        deviceId,
        OWNER,
        HostNames.macAddress(id),
        List.of(new Port.FixedIp(subnet.id(), address.toString())),
        adminStateUp,
        projectId);
  }

  /** The port that a request named, if it may be used so. */
  private Port usable(String portId, Vip vip) {
    Port port = port(portId).orElseThrow(() -> notFound("Port", portId));
    if (!port.deviceId().isEmpty()) {
      throw new CloudException(
          CloudException.Kind.CONFLICT,
          "VIP port " + portId + " is already used by " + port.deviceId() + ".");
    }
    boolean matches =
        port.fixedIps().stream()
            .anyMatch(fixed ->
                (vip.ipAddress() == null || fixed.ipAddress().equals(vip.ipAddress()))
                    && (vip.subnetId() == null || fixed.subnetId().equals(vip.subnetId())));
    if (!matches) {
      throw new CloudException(
          CloudException.Kind.INVALID, "VIP port " + portId + " has no such address.");
    }
    return port;
  }

  private Subnet subnetFor(Vip vip, Topology topology) {
    if (vip.subnetId() != null) {
      String id = vip.subnetId();
      return subnet(id).orElseThrow(() -> notFound("Subnet", id));
    }
    if (vip.networkId() == null) {
      throw new CloudException(
          CloudException.Kind.INVALID, "A VIP needs a port, a network or a subnet.");
    }
    String id = vip.networkId();
    List<Subnet> choices =
        networks
            .get(id)
            .map(network -> toSubnets(network).toList())
            .orElseThrow(() -> notFound("Network", id));
    if (vip.ipAddress() != null) {
      return containing(choices, vip.ipAddress());
    }
    int needed = topology == Topology.ACTIVE_STANDBY ? 3 : 2; // the VIP and one for each amphora
    return choices.stream()
        .filter(subnet -> subnet.ipVersion() == 4)
        .filter(subnet -> pool(subnet).hasFree(needed, used(subnet.id())))
        .findFirst()
        .orElseGet(choices::getFirst);
  }

  private static Subnet containing(List<Subnet> choices, String requested) {
    return IpAddress.parse(requested)
        .flatMap(address ->
            choices.stream().filter(subnet -> pool(subnet).cidr().contains(address)).findFirst())
        .orElseThrow(() ->
            new CloudException(
                CloudException.Kind.INVALID,
                "No subnet of the network has the address " + requested + "."));
  }

  private IpAddress address(Subnet subnet, @Nullable String requested) {
    Set<IpAddress> used = used(subnet.id());
    return requested == null
        ? pool(subnet).pick(used, random)
        : pool(subnet).claim(requested, used);
  }

  private Set<IpAddress> used(String subnetId) {
    Set<IpAddress> used = new HashSet<>();
    for (Port port : ports.all().values()) {
      for (Port.FixedIp fixed : port.fixedIps()) {
        if (fixed.subnetId().equals(subnetId)) {
          IpAddress.parse(fixed.ipAddress()).ifPresent(used::add);
        }
      }
    }
    return used;
  }

  private Optional<Port> named(String name) {
    return ports.all().values().stream().filter(port -> port.name().equals(name)).findFirst();
  }

  private void refuseIfUsed(StoredNetwork.StoredSubnet subnet) {
    int users = used(subnet.id()).size();
    if (users > 0) {
      throw new CloudException(
          CloudException.Kind.INVALID,
          "subnet "
              + subnet.name()
              + " ("
              + subnet.cidr()
              + ") has "
              + users
              + " addresses in use: [local_cloud] networks must keep it as it is");
    }
  }

  private StoredNetwork.StoredSubnet stored(
      LocalCloudSettings.Subnet wanted, List<StoredNetwork.StoredSubnet> before) {
    String cidr = wanted.cidr().toString();
    return before.stream()
        .filter(subnet -> subnet.name().equals(wanted.name()) && subnet.cidr().equals(cidr))
        .findFirst()
        .orElseGet(() -> new StoredNetwork.StoredSubnet(ids.get(), wanted.name(), cidr));
  }

  private List<Segment> segments() {
    List<Segment> segments = new ArrayList<>();
    segments.add(
        new Segment(
            Segment.MANAGEMENT,
            Segment.MANAGEMENT,
            List.of(settings.management()),
            settings.mtu()));
    for (StoredNetwork network : networks.all().values()) {
      segments.add(
          new Segment(
              network.id(),
              network.name(),
              network.subnets().stream().map(subnet -> Cidr.parse(subnet.cidr())).toList(),
              settings.mtu()));
    }
    return segments;
  }

  private Network toNetwork(StoredNetwork network) {
    return new Network(
        network.id(),
        network.name(),
        settings.mtu(),
        network.subnets().stream().map(StoredNetwork.StoredSubnet::id).toList());
  }

  private static Stream<Subnet> toSubnets(StoredNetwork network) {
    return network.subnets().stream()
        .map(subnet -> {
          Cidr cidr = Cidr.parse(subnet.cidr());
          return new Subnet(
              subnet.id(),
              subnet.name(),
              network.id(),
              subnet.cidr(),
              cidr.version(),
              new AddressPool(cidr).gateway().toString(),
              List.of());
        });
  }

  private static AddressPool pool(Subnet subnet) {
    return new AddressPool(Cidr.parse(subnet.cidr()));
  }

  private static Vip with(Vip vip, Port port, boolean ours) {
    Port.FixedIp fixed =
        port.fixedIps().stream()
            .filter(each -> vip.ipAddress() == null || each.ipAddress().equals(vip.ipAddress()))
            .findFirst()
            .orElseGet(() -> port.fixedIps().getFirst());
    return new Vip(
        fixed.ipAddress(),
        port.id(),
        fixed.subnetId(),
        port.networkId(),
        vip.qosPolicyId(),
        ours,
        vip.vnicType());
  }

  private static CloudException notFound(String what, String id) {
    return new CloudException(CloudException.Kind.NOT_FOUND, what + " " + id + " not found.");
  }

  private static String vipPortName(LoadBalancer loadBalancer) {
    return "octavia-lb-" + loadBalancer.id();
  }

  private static String vrrpPortName(Amphora amphora) {
    return "octavia-lb-vrrp-" + amphora.id();
  }
}
