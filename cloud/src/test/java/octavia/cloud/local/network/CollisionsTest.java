package octavia.cloud.local.network;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import octavia.cloud.network.Cidr;
import octavia.http.Json;
import org.junit.jupiter.api.Test;

final class CollisionsTest {
  private static final String ROUTES =
      """
      [{"dst":"default","gateway":"192.0.2.1","dev":"eth0","flags":[]},
       {"dst":"0.0.0.0/1","dev":"tun1","flags":[]},
       {"dst":"10.5.0.0/16","dev":"tun0","protocol":"static","flags":[]},
       {"dst":"10.6.0.7","dev":"tun0","flags":[]},
       {"dst":"10.7.0.0/24","dev":"o012345-abcdef","flags":[]},
       {"type":"blackhole","dst":"10.0.0.0/8","flags":[]},
       {"type":"broadcast","dst":"10.8.0.255","dev":"eth0","table":"local","flags":[]}]
      """;
  private static final String ADDRESSES =
      """
      [{"ifname":"eth0","addr_info":[{"family":"inet","local":"10.9.0.5","prefixlen":24},
        {"family":"inet6","local":"fd09::5","prefixlen":64}]},
       {}]
      """;

  @Test
  void whatTheHostUsesIsNamed() {
    assertThat(find("10.5.7.0/24"))
        .containsExactly(
            "10.5.7.0/24 of network n collides with the route 10.5.0.0/16 dev tun0 of this host");
    assertThat(find("10.6.0.0/24"))
        .containsExactly(
            "10.6.0.0/24 of network n collides with the route 10.6.0.7 dev tun0 of this host");
    assertThat(find("10.9.0.0/28", "fd09::/48"))
        .containsExactly(
            "10.9.0.0/28 of network n collides with the address 10.9.0.5/24 of eth0 of this host",
            "fd09::/48 of network n collides with the address fd09::5/64 of eth0 of this host");
  }

  @Test
  void defaultRoutesOurOwnAndThoseThatLeadNowhereAreNoCollision() {
    assertThat(find("10.7.0.0/24", "10.8.0.0/24", "10.10.0.0/16", "fd10::/64")).isEmpty();
  }

  private static List<String> find(String... cidrs) {
    List<Collisions.Used> used =
        new ArrayList<>(Collisions.addresses(Json.MAPPER.readTree(ADDRESSES)));
    used.addAll(Collisions.routes(Json.MAPPER.readTree(ROUTES)));
    return Collisions.find(
        List.of(new Segment("id", "n", List.of(cidrs).stream().map(Cidr::parse).toList(), 1500)),
        used,
        device -> device.startsWith("o012345-"));
  }
}
