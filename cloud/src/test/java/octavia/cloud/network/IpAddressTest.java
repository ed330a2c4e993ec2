package octavia.cloud.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class IpAddressTest {

  @ParameterizedTest
  @CsvSource({
    "192.0.2.1, 192.0.2.1",
    "0.0.0.0, 0.0.0.0",
    "255.255.255.255, 255.255.255.255",
    "2001:DB8::1, 2001:db8::1",
    "2001:db8:0:0:0:0:0:1, 2001:db8::1",
    "::, ::",
    "::1, ::1",
    "fe80::, fe80::",
    "2001:db8:0:1:1:1:1:1, 2001:db8:0:1:1:1:1:1",
    "2001:0:0:1:0:0:0:1, 2001:0:0:1::1",
    "2001:db8:0:0:1:0:0:1, 2001:db8::1:0:0:1",
    "64:ff9b::192.0.2.1, 64:ff9b::c000:201",
  })
  void textIsCanonical(String text, String canonical) {
    assertThat(IpAddress.parse(text).orElseThrow()).hasToString(canonical);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "10",
        "10.1",
        "1.2.3",
        "1.2.3.4.5",
        "1.2.3.",
        "01.2.3.4",
        "256.1.1.1",
        "1.2.3.4/8",
        "0x10.1.1.1",
        "localhost",
        "::ffff:1.2.3.4",
        "fe80::1%eth0",
        "[::1]",
        "1::2::3",
        ":",
        "g::1",
        " 1.2.3.4",
        "1.2.3.4\n"
      })
  void everythingElseIsNone(String text) {
    assertThat(IpAddress.parse(text)).isEmpty();
  }

  @Test
  void rangesKnowTheirAddresses() {
    Cidr cidr = Cidr.parse("10.0.4.0/22");

    assertThat(cidr.last()).hasToString("10.0.7.255");
    assertThat(cidr.size()).isEqualTo(1024);
    assertThat(cidr.contains(IpAddress.parse("10.0.7.1").orElseThrow())).isTrue();
    assertThat(cidr.contains(IpAddress.parse("10.0.8.0").orElseThrow())).isFalse();
    assertThat(cidr.contains(IpAddress.parse("::1").orElseThrow())).isFalse();
    assertThat(Cidr.around(IpAddress.parse("10.0.6.9").orElseThrow(), 22)).isEqualTo(cidr);
    assertThat(Cidr.parse("fd00::/64").last()).hasToString("fd00::ffff:ffff:ffff:ffff");
  }

  @ParameterizedTest
  @CsvSource({
    "10.0.0.0/24, 10.0.0.0/16, true",
    "10.0.0.0/16, 10.0.255.0/24, true",
    "10.0.0.0/24, 10.0.1.0/24, false",
    "0.0.0.0/0, 10.0.1.0/24, true",
    "fd00::/64, fd00:0:0:1::/64, false",
    "fd00::/64, 10.0.0.0/8, false",
  })
  void rangesOverlapOrNot(String one, String other, boolean overlap) {
    assertThat(Cidr.parse(one).overlaps(Cidr.parse(other))).isEqualTo(overlap);
    assertThat(Cidr.parse(other).overlaps(Cidr.parse(one))).isEqualTo(overlap);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"10.0.0.0", "10.0.0.1/24", "10.0.0.0/33", "fd00::/129", "x/8", "10.0.0.0/-1"})
  void whatIsNoRangeIsRefused(String text) {
    assertThatThrownBy(() -> Cidr.parse(text)).isInstanceOf(IllegalArgumentException.class);
  }
}
