package octavia.cloud.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import octavia.cloud.CloudException;
import octavia.cloud.Samples;
import octavia.cloud.local.network.LocalCloudSettings;
import octavia.cloud.network.Cidr;
import octavia.cloud.network.Network;
import octavia.cloud.network.NetworkDriver;
import octavia.cloud.network.NetworkDriverContract;
import octavia.cloud.network.Port;
import octavia.cloud.network.Subnet;
import octavia.model.Crossing;
import octavia.model.LoadBalancer;
import octavia.model.Topology;
import octavia.model.Vip;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class LocalNetworkTest extends NetworkDriverContract {
  @TempDir Path directory;

  private Sandbox sandbox;
  private LocalCloud cloud;

  @BeforeEach
  void open() {
    sandbox = new Sandbox(directory.resolve("state"));
    cloud = sandbox.started();
  }

  @AfterEach
  void close() throws IOException {
    sandbox.close();
    assertThat(sandbox.remains()).isEmpty();
  }

  @Override
  protected NetworkDriver driver() {
    return sandbox.cloud().network(); // nothing is remembered but in the ledger
  }

  @Override
  protected String subnetId() {
    return sandbox.subnet(cloud, "demo-subnet");
  }

  @Override
  protected String freeAddress() {
    return cidr("demo-subnet").first().plus(77).toString();
  }

  @Test
  void networksKeepTheirIdsAndManagementIsNotAmongThem() {
    List<Network> networks = cloud.catalog().networks();
    List<Subnet> subnets = cloud.catalog().subnets();

    LocalCloud next = sandbox.started();

    assertThat(networks).extracting(Network::name).containsExactly("demo", "other");
    assertThat(networks.getFirst().mtu()).isEqualTo(1450);
    assertThat(subnets)
        .extracting(Subnet::name)
        .containsExactly("demo-subnet", "demo-subnet6", "other-subnet");
    assertThat(subnets.getFirst().gatewayIp())
        .isEqualTo(cidr("demo-subnet").first().plus(1).toString());
    assertThat(next.catalog().networks()).isEqualTo(networks);
    assertThat(next.catalog().subnets()).isEqualTo(subnets);
    assertThat(cloud.network().network("management")).isEmpty();
  }

  @Test
  void aVipPortHoldsAnAddressForItsLoadBalancer() {
    Vip vip = cloud.network().allocateVip(lb("1", Samples.onSubnet(subnetId())));

    Port port = cloud.network().port(String.valueOf(vip.portId())).orElseThrow();

    assertThat(port.name()).isEqualTo("octavia-lb-1");
    assertThat(port.deviceId()).isEqualTo("lb-1");
    assertThat(port.deviceOwner()).isEqualTo("Octavia");
    assertThat(port.adminStateUp()).isFalse();
    assertThat(port.projectId()).isEqualTo("project");
    assertThat(cloud.catalog().ports()).containsExactly(port);
  }

  @Test
  void addressesAreRefusedWithTheirReason() {
    String taken = freeAddress();
    cloud.network().allocateVip(lb("1", Samples.vip(taken, null, subnetId(), null)));

    assertRefused(CloudException.Kind.CONFLICT, Samples.vip(taken, null, subnetId(), null));
    assertRefused(
        CloudException.Kind.CONFLICT,
        Samples.vip(cidr("demo-subnet").first().plus(1).toString(), null, subnetId(), null));
    assertRefused(CloudException.Kind.INVALID, Samples.vip("192.0.2.1", null, subnetId(), null));
    assertRefused(
        CloudException.Kind.INVALID, Samples.vip("192.0.2.1", null, null, networkId("demo")));
    assertRefused(CloudException.Kind.INVALID, Samples.vip(null, null, null, null));
    assertRefused(CloudException.Kind.NOT_FOUND, Samples.onSubnet("missing"));
    assertRefused(CloudException.Kind.NOT_FOUND, Samples.vip(null, null, null, "missing"));
    assertRefused(CloudException.Kind.NOT_FOUND, Samples.vip(null, "missing", null, null));
    String used = cloud.catalog().ports().getFirst().id();
    assertRefused(CloudException.Kind.CONFLICT, Samples.vip(null, used, null, null));
  }

  @Test
  void ofANetworkTheSubnetWithTheAddressIsTakenElseOneOfIpv4() {
    String six = cidr("demo-subnet6").first().plus(7).toString();
    String network = networkId("demo");

    assertThat(cloud.network().allocateVip(lb("1", Samples.vip(six, null, null, network))))
        .extracting(Vip::subnetId, Vip::ipAddress)
        .containsExactly(sandbox.subnet(cloud, "demo-subnet6"), six);
    assertThat(cloud.network().allocateVip(lb("2", Samples.vip(null, null, null, network))))
        .extracting(Vip::subnetId)
        .isEqualTo(subnetId());
  }

  @Test
  void aSubnetRunsOutAndTheNextOneWithRoomIsTaken() {
    String full = sandbox.subnet(cloud, "other-subnet");
    for (int i = 0; i < 13; i++) {
      cloud.network().allocateVip(lb("full" + i, Samples.onSubnet(full)));
    }

    assertRefused(CloudException.Kind.EXHAUSTED, Samples.onSubnet(full));
    cloud.network().deallocateVip(lb("full0", Samples.onSubnet(full)));
    assertThat(cloud.network().allocateVip(lb("again", Samples.onSubnet(full))).ipAddress())
        .isNotNull();
  }

  @Test
  void aVipWhosePortTheLedgerHasLostGetsItsAddressAgain() {
    Vip vip = cloud.network().allocateVip(lb("1", Samples.onSubnet(subnetId())));
    cloud.network().deallocateVip(lb("1", vip));

    Vip again = cloud.network().allocateVip(lb("1", vip));

    assertThat(again.ipAddress()).isEqualTo(vip.ipAddress());
    assertThat(again.portId()).isNotEqualTo(vip.portId());
    assertThat(again.octaviaOwned()).isTrue();
  }

  @Test
  void manyAtOnceNeverGetTheSameAddress() throws Exception {
    List<Future<Vip>> vips = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < 60; i++) {
        LoadBalancer each = lb("many" + i, Samples.onSubnet(subnetId()), Topology.ACTIVE_STANDBY);
        vips.add(threads.submit(() -> cloud.network().allocateVip(each)));
      }
    }
    List<String> addresses = new ArrayList<>();
    for (Future<Vip> vip : vips) {
      addresses.add(String.valueOf(vip.get(10, TimeUnit.SECONDS).ipAddress()));
    }

    assertThat(addresses).doesNotHaveDuplicates();
    assertThat(sandbox.cloud().network().ownPorts()).hasSize(60);
  }

  @Test
  void aRangeInUseCannotBeChangedAndOneThatIsNotCan() {
    LocalCloudSettings changed =
        new LocalCloudSettings(
            sandbox.settings.management(),
            List.of(
                sandbox.settings.networks().getFirst(),
                new LocalCloudSettings.Network(
                    "third",
                    List.of(
                        new LocalCloudSettings.Subnet(
                            "third-subnet",
                            sandbox.settings.networks().getLast().subnets().getFirst().cidr())))),
            1450);
    LocalCloud next = new LocalCloud(sandbox.state, changed, Sandbox.SLEEPER, Crossing.OPEN);
    String before = networkId("demo");

    cloud.network().allocateVip(lb("1", Samples.onSubnet(sandbox.subnet(cloud, "other-subnet"))));
    assertThatThrownBy(next::start)
        .isInstanceOf(CloudException.class)
        .hasMessageContaining("subnet other-subnet")
        .hasMessageContaining("1 addresses in use");

    cloud.network().deallocateVip(lb("1", Samples.onSubnet(subnetId())));
    LocalCloud after = new LocalCloud(sandbox.state, changed, Sandbox.SLEEPER, Crossing.OPEN);
    after.start();
    assertThat(after.catalog().networks())
        .extracting(Network::name)
        .containsExactly("demo", "third");
    assertThat(after.catalog().networks().getFirst().id()).isEqualTo(before);
  }

  private void assertRefused(CloudException.Kind kind, Vip vip) {
    int before = cloud.network().ownPorts().size();
    assertThatThrownBy(() -> cloud.network().allocateVip(lb("refused", vip)))
        .isInstanceOfSatisfying(CloudException.class, e -> assertThat(e.kind()).isEqualTo(kind));
    assertThat(cloud.network().ownPorts()).hasSize(before);
  }

  private String networkId(String name) {
    return cloud.catalog().networks().stream()
        .filter(network -> network.name().equals(name))
        .findFirst()
        .orElseThrow()
        .id();
  }

  private Cidr cidr(String subnet) {
    return Cidr.parse(cloud.network().subnet(sandbox.subnet(cloud, subnet)).orElseThrow().cidr());
  }

  private static LoadBalancer lb(String id, Vip vip) {
    return Samples.loadBalancer(id, vip);
  }

  private static LoadBalancer lb(String id, Vip vip, Topology topology) {
    return Samples.loadBalancer(id, vip, topology);
  }
}
