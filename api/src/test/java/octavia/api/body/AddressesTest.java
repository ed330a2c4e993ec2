package octavia.api.body;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Addresses and networks as texts. */
class AddressesTest {

  @ParameterizedTest
  @ValueSource(strings = {"192.0.2.1", "0.0.0.0", "::", "::1", "2001:DB8::0:10", "::ffff:1.2.3.4"})
  void takesAddresses(String text) {
    assertThat(Addresses.isAddress(text)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " 192.0.2.1",
        "1.2.3",
        "192.0.2.010",
        "192.0.2.256",
        "0x7f.0.0.1",
        "2001:db8::zz",
        "fe80::1%lo",
        "[::1]",
        "1::2::3",
        "localhost",
        "192.0.2.1/24"
      })
  void refusesWhatIsNone(String text) {
    assertThat(Addresses.isAddress(text)).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "192.0.2.5/24, 192.0.2.0/24",
    "192.0.2.5, 192.0.2.5/32",
    "192.0.2.5/255.255.255.0, 192.0.2.0/24",
    "0.0.0.0/0, 0.0.0.0/0",
    "2001:DB8:0:0:1::1/64, 2001:db8::/64",
    "::1, ::1/128",
    "2001:0:0:1:0:0:0:1/127, 2001:0:0:1::/127",
    "1:0:0:2:3:0:0:4, 1::2:3:0:0:4/128",
  })
  void writesNetworksInTheirUsualForm(String text, String network) {
    assertThat(Addresses.network(text)).contains(network);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"192.0.2.0/33", "192.0.2.0/-1", "192.0.2.0/", "::/129", "192.0.2.0/255.0.255.0"})
  void refusesNetworksThatAreNone(String text) {
    assertThat(Addresses.network(text)).isEqualTo(Optional.empty());
  }

  @Test
  void knowsWhatIsInANetwork() {
    assertThat(Addresses.contains("198.51.100.0/24", "198.51.100.7")).isTrue();
    assertThat(Addresses.contains("198.51.100.0/24", "198.51.101.7")).isFalse();
    assertThat(Addresses.contains("2001:db8::/32", "2001:DB8::7")).isTrue();
    assertThat(Addresses.contains("198.51.100.0/24", "::1")).isFalse();
  }

  @Test
  void knowsTheSameAddressInAnotherSpelling() {
    assertThat(Addresses.same("2001:DB8::0:10", "2001:db8::10")).isTrue();
    assertThat(Addresses.same("192.0.2.1", "192.0.2.2")).isFalse();
  }
}
