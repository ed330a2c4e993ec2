package octavia.agent.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import octavia.agent.network.Interface.Route;
import octavia.agent.network.Link.Address;
import octavia.amphora.api.HostRoute;
import octavia.amphora.api.PlugVip;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class InterfaceTest {
  private static final String MAC = "02:00:00:00:00:01";

  @Test
  void theVipIsOneHostBesideTheAmphorasOwnAddress() {
    Interface wanted =
        Interface.ofVip(
            ip("10.0.0.10"),
            new PlugVip(
                "10.0.0.0/24",
                "10.0.0.1",
                "02:00:00:00:00:0A",
                1450,
                "10.0.0.11",
                List.of(new HostRoute("10.9.0.0/16", "10.0.0.2")),
                List.of(
                    new PlugVip.AdditionalVip(
                        "2001:db8::/64", "2001:db8::10", "2001:db8::1", List.of()),
                    new PlugVip.AdditionalVip("10.1.0.0/24", "10.1.0.10", "10.1.0.1", List.of())),
                false));

    assertThat(wanted)
        .isEqualTo(
            new Interface(
                "02:00:00:00:00:0a",
                Optional.of(1450),
                List.of(
                    new Address(ip("10.0.0.11"), 24),
                    new Address(ip("10.0.0.10"), 32),
                    new Address(ip("2001:db8::10"), 64),
                    new Address(ip("10.1.0.10"), 24)),
                List.of(
                    new Route(Optional.empty(), ip("10.0.0.1")),
                    new Route(Optional.of(new Address(ip("10.9.0.0"), 16)), ip("10.0.0.2")),
                    new Route(Optional.empty(), ip("2001:db8::1")))));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "localhost",
        "10.0.0",
        "1",
        "10.0.0.1 dev lo",
        "10.0.0.1\nlink delete eth1",
        "10.0.0.256",
        "fe80::1%lo",
        "::g",
        "0x7f.1",
        "10.0.0.1/24"
      })
  void refusesWhatIsNoAddress(String text) {
    assertThatThrownBy(() -> IpText.address(text)).isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"10.0.0.0", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/24 ", "::/129", "/24"})
  void refusesWhatIsNoNetwork(String text) {
    assertThatThrownBy(() -> IpText.network(text)).isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, -1, 575, 65_536})
  void refusesWhatIsNoMtu(int mtu) {
    PlugVip plug = new PlugVip("10.0.0.0/24", null, MAC, mtu, null, List.of(), List.of(), false);
    assertThatThrownBy(() -> Interface.ofVip(ip("10.0.0.10"), plug))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static InetAddress ip(String literal) {
    return InetAddress.ofLiteral(literal);
  }
}
