package octavia.api;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import octavia.cloud.CloudException;
import octavia.cloud.network.Network;
import octavia.cloud.network.NetworkCatalog;
import octavia.cloud.network.NetworkDriver;
import octavia.cloud.network.Port;
import octavia.cloud.network.Subnet;
import octavia.model.Amphora;
import octavia.model.LoadBalancer;
import octavia.model.Vip;
import org.jspecify.annotations.Nullable;

/** A network service in which every id exists, and which can be told to fail. */
final class FakeNetwork implements NetworkDriver, NetworkCatalog {
  static final String NETWORK = "b0000000-0000-4000-8000-000000000002";
  static final String SUBNET = "a0000000-0000-4000-8000-000000000001";
  static final String MISSING = "00000000-0000-4000-8000-00000000dead";
  static final String ELSEWHERE = "a0000000-0000-4000-8000-00000000000e";
  static final String ADDRESS = "198.51.100.1";

  volatile @Nullable CloudException allocation;
  volatile @Nullable CloudException removal;
  volatile Runnable whileAllocating = () -> {};
  final AtomicInteger removals = new AtomicInteger();

  @Override
  public Optional<Network> network(String id) {
    return exists(id).map(_ -> new Network(id, "demo", 1500, List.of(SUBNET)));
  }

  @Override
  public Optional<Subnet> subnet(String id) {
    return exists(id)
        .map(_ ->
            new Subnet(
                id, "demo-subnet", NETWORK, "198.51.100.0/24", 4, "198.51.100.254", List.of()));
  }

  @Override
  public Optional<Port> port(String id) {
    return exists(id).map(_ -> new Port(id, "", NETWORK, "", "", "", List.of(), true, null));
  }

  private static Optional<String> exists(String id) {
    return id.equals(MISSING) ? Optional.empty() : Optional.of(id);
  }

  @Override
  public boolean contains(String networkId, Subnet subnet) {
    return !subnet.id().equals(ELSEWHERE);
  }

  @Override
  public boolean hasSecurityGroup(String id) {
    return exists(id).isPresent();
  }

  @Override
  public boolean hasQosPolicy(String id) {
    return exists(id).isPresent();
  }

  @Override
  public Vip allocateVip(LoadBalancer loadBalancer) {
    whileAllocating.run();
    if (allocation != null) {
      throw allocation;
    }
    Vip vip = loadBalancer.vip();
    return new Vip(
        vip.ipAddress() == null ? ADDRESS : vip.ipAddress(),
        vip.portId() == null
            ? UUID.nameUUIDFromBytes(loadBalancer.id().getBytes(StandardCharsets.UTF_8)).toString()
            : vip.portId(),
        vip.subnetId(),
        vip.networkId(),
        vip.qosPolicyId(),
        vip.portId() == null,
        vip.vnicType(),
        vip.sgIds(),
        vip.additional());
  }

  @Override
  public void deallocateVip(LoadBalancer loadBalancer) {
    removals.incrementAndGet();
    if (removal != null) {
      throw removal;
    }
  }

  @Override
  public Port ensureVrrpPort(Amphora amphora, LoadBalancer loadBalancer) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void deleteVrrpPort(Amphora amphora) {
    throw new UnsupportedOperationException();
  }

  @Override
  public List<Port> ownPorts() {
    return List.of();
  }

  @Override
  public List<Network> networks() {
    return List.of(new Network(NETWORK, "demo", 1500, List.of(SUBNET)));
  }

  @Override
  public List<Subnet> subnets() {
    return List.of(
        new Subnet(
            SUBNET, "demo-subnet", NETWORK, "198.51.100.0/24", 4, "198.51.100.254", List.of()));
  }

  @Override
  public List<Port> ports() {
    return List.of(
        new Port(
            "c0000000-0000-4000-8000-000000000003",
            "web",
            NETWORK,
            "",
            "",
            "02:00:00:00:00:01",
            List.of(new Port.FixedIp(SUBNET, "198.51.100.9")),
            true,
            "project"));
  }
}
