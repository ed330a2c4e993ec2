package octavia.cloud.network;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.UUID;
import octavia.cloud.Samples;
import octavia.model.Amphora;
import octavia.model.LoadBalancer;
import octavia.model.Vip;
import org.junit.jupiter.api.Test;

/** What every network driver promises. */
public abstract class NetworkDriverContract {
  private final String id = UUID.randomUUID().toString();
  private final Amphora amphora = Samples.amphora(UUID.randomUUID().toString());

  /** The driver, or a successor of it after a restart: the state outside is the same. */
  protected abstract NetworkDriver driver();

  /** The id of a subnet that is there. */
  protected abstract String subnetId();

  /** An address of that subnet which nobody has. */
  protected abstract String freeAddress();

  @Test
  void aVipIsFilledInAndFoundAgain() {
    LoadBalancer asked = Samples.loadBalancer(id, Samples.onSubnet(subnetId()));

    Vip vip = driver().allocateVip(asked);

    assertThat(vip.ipAddress()).isNotNull();
    assertThat(vip.subnetId()).isEqualTo(subnetId());
    assertThat(vip.networkId()).isEqualTo(driver().subnet(subnetId()).orElseThrow().networkId());
    assertThat(vip.octaviaOwned()).isTrue();
    assertThat(vip.vnicType()).isEqualTo("normal");
    assertThat(driver().allocateVip(asked)).isEqualTo(vip);
    assertThat(driver().allocateVip(Samples.loadBalancer(id, vip))).isEqualTo(vip);
  }

  @Test
  void anAddressThatWasAskedForIsGiven() {
    LoadBalancer asked =
        Samples.loadBalancer(id, Samples.vip(freeAddress(), null, subnetId(), null));

    assertThat(driver().allocateVip(asked).ipAddress()).isEqualTo(freeAddress());
  }

  @Test
  void aNetworkAloneIsEnough() {
    String network = driver().subnet(subnetId()).orElseThrow().networkId();

    Vip vip =
        driver().allocateVip(Samples.loadBalancer(id, Samples.vip(null, null, null, network)));

    assertThat(vip.networkId()).isEqualTo(network);
    assertThat(vip.subnetId()).isIn(driver().network(network).orElseThrow().subnetIds().toArray());
  }

  @Test
  void anAmphoraHasAPortOfItsOwnOnTheVipsNetwork() {
    Vip vip = driver().allocateVip(Samples.loadBalancer(id, Samples.onSubnet(subnetId())));
    LoadBalancer loadBalancer = Samples.loadBalancer(id, vip);

    Port port = driver().ensureVrrpPort(amphora, loadBalancer);

    assertThat(port.name()).isEqualTo("octavia-lb-vrrp-" + amphora.id());
    assertThat(port.networkId()).isEqualTo(vip.networkId());
    assertThat(port.id()).isNotEqualTo(vip.portId());
    assertThat(port.macAddress()).matches("([0-9a-f]{2}:){5}[0-9a-f]{2}");
    assertThat(port.fixedIps()).hasSize(1);
    assertThat(port.fixedIps().getFirst().ipAddress()).isNotEqualTo(vip.ipAddress());
    assertThat(driver().ensureVrrpPort(amphora, loadBalancer)).isEqualTo(port);
    assertThat(driver().ownPorts())
        .extracting(Port::name)
        .contains("octavia-lb-" + id, "octavia-lb-vrrp-" + amphora.id());
    assertThat(driver().port(port.id())).contains(port);
  }

  @Test
  void portsAreRemovedAndRemovingThemAgainIsDone() {
    Vip vip = driver().allocateVip(Samples.loadBalancer(id, Samples.onSubnet(subnetId())));
    LoadBalancer loadBalancer = Samples.loadBalancer(id, vip);
    driver().ensureVrrpPort(amphora, loadBalancer);

    for (int i = 0; i < 2; i++) {
      driver().deleteVrrpPort(amphora);
      driver().deallocateVip(loadBalancer);
      assertThat(driver().ownPorts())
          .extracting(Port::name)
          .doesNotContain("octavia-lb-" + id, "octavia-lb-vrrp-" + amphora.id());
    }
  }
}
