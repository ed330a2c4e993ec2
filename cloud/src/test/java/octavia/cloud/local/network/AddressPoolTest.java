package octavia.cloud.local.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import java.util.random.RandomGenerator;
import octavia.cloud.CloudException;
import octavia.cloud.network.Cidr;
import octavia.cloud.network.IpAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class AddressPoolTest {
  private static final long SEED = 20_261_121;

  private final RandomGenerator random = new Random(SEED);

  @Test
  void everyHostsAddressIsGivenOutOnceAndNoOther() {
    AddressPool pool = pool("10.0.0.0/28");
    Set<IpAddress> used = new HashSet<>();
    for (int i = 0; i < 13; i++) {
      assertThat(pool.hasFree(13 - i, used)).isTrue();
      assertThat(pool.hasFree(14 - i, used)).isFalse();
      assertThat(used.add(pool.pick(used, random))).isTrue();
    }

    assertThat(used).allMatch(pool.cidr()::contains);
    assertThat(used)
        .extracting(IpAddress::toString)
        .doesNotContain("10.0.0.0", "10.0.0.1", "10.0.0.15")
        .contains("10.0.0.2", "10.0.0.14");
    assertThatThrownBy(() -> pool.pick(used, random))
        .isInstanceOfSatisfying(
            CloudException.class,
            e -> assertThat(e.kind()).isEqualTo(CloudException.Kind.EXHAUSTED));
  }

  @Test
  void addressesOfIpv6ArePickedAtTheBeginning() {
    AddressPool pool = pool("fd00::/64");

    for (int i = 0; i < 100; i++) {
      assertThat(pool.pick(Set.of(), random)).isBetween(address("fd00::2"), address("fd00::1:1"));
    }
  }

  @Test
  void anAddressThatWasFreedIsNotSoonGivenToSomebodyElse() {
    AddressPool pool = pool("10.0.0.0/16");
    IpAddress freed = pool.pick(Set.of(), random);

    for (int i = 0; i < 20; i++) {
      assertThat(pool.pick(Set.of(), random)).isNotEqualTo(freed);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "10.0.0.0/24, 10.0.0.7, ",
    "10.0.0.0/24, 10.0.0.1, CONFLICT",
    "10.0.0.0/24, 10.0.0.9, CONFLICT",
    "10.0.0.0/24, 10.0.0.0, INVALID",
    "10.0.0.0/24, 10.0.0.255, INVALID",
    "10.0.0.0/24, 10.0.1.7, INVALID",
    "10.0.0.0/24, fd00::7, INVALID",
    "10.0.0.0/24, seven, INVALID",
    "fd00::/64, fd00::FFFF:FFFF:FFFF:FFFF, ",
    "fd00::/64, fd00::, INVALID",
    "fd00::/64, fd00::1, CONFLICT",
  })
  void anAddressThatWasAskedForIsGivenOrRefused(
      String cidr, String requested, CloudException.Kind refusal) {
    Set<IpAddress> used = Set.of(address("10.0.0.9"));
    if (refusal == null) {
      assertThat(pool(cidr).claim(requested, used)).isEqualTo(address(requested));
    } else {
      assertThatThrownBy(() -> pool(cidr).claim(requested, used))
          .isInstanceOfSatisfying(
              CloudException.class, e -> assertThat(e.kind()).isEqualTo(refusal));
    }
  }

  private static AddressPool pool(String cidr) {
    return new AddressPool(Cidr.parse(cidr));
  }

  private static IpAddress address(String text) {
    return IpAddress.parse(text).orElseThrow();
  }
}
