package octavia.cloud.local.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import java.util.ArrayList;
import java.util.List;
import octavia.cloud.network.Cidr;
import octavia.config.ConfigException;
import octavia.config.IniFile;
import octavia.config.Options;
import org.junit.jupiter.api.Test;

final class LocalCloudSettingsTest {

  @Test
  void theDefaultsAreOneNetworkWithOneSubnet() {
    Options options = new Options(IniFile.empty());

    assertThat(LocalCloudSettings.from(options))
        .isEqualTo(
            new LocalCloudSettings(
                Cidr.parse("10.77.0.0/20"),
                List.of(network("demo", "demo-subnet", "10.77.16.0/24")),
                1500));
    assertThat(options.declared())
        .extracting(Options.Declared::section, Options.Declared::name)
        .containsExactly(
            tuple("local_cloud", "management_cidr"),
            tuple("local_cloud", "networks"),
            tuple("local_cloud", "mtu"));
  }

  @Test
  void networksHaveSubnetsOfBothVersions() {
    LocalCloudSettings settings =
        from("networks = a/a4=10.1.0.0/24, a/a6=fd01::/64, b/b4=10.2.0.0/24\nmtu = 9000");

    assertThat(settings.networks())
        .containsExactly(
            new LocalCloudSettings.Network(
                "a",
                List.of(
                    new LocalCloudSettings.Subnet("a4", Cidr.parse("10.1.0.0/24")),
                    new LocalCloudSettings.Subnet("a6", Cidr.parse("fd01::/64")))),
            network("b", "b4", "10.2.0.0/24"));
    assertThat(settings.mtu()).isEqualTo(9000);
  }

  @Test
  void everyErrorIsTold() {
    assertThat(
            errors("management_cidr = 10.1.0.1/24\nnetworks = a=10.1.0.0/24, a/b=c, a/x y=::/64"))
        .hasSize(4)
        .allMatch(error -> error.startsWith("[local_cloud] "));
    assertThat(
            errors(
                "management_cidr = 10.1.0.0/16\n"
                    + "networks = a/b=10.1.7.0/24, a/b=10.2.0.0/31, c/d=127.0.0.0/24, e/f=fe80::/64"))
        .containsExactly(
            "[local_cloud] networks: a/b is there twice",
            "[local_cloud] a/b = 10.2.0.0/31: the prefix is not in 8..29",
            "[local_cloud] c/d = 127.0.0.0/24: is not a range for hosts",
            "[local_cloud] e/f = fe80::/64: is not a range for hosts");
    assertThat(errors("networks = a/b=10.77.7.0/24"))
        .containsExactly(
            "[local_cloud] a/b = 10.77.7.0/24: overlaps management_cidr = 10.77.0.0/20");
    assertThat(errors("management_cidr = fd00::/64"))
        .containsExactly("[local_cloud] management_cidr = fd00::/64: is not IPv4");
  }

  private static List<String> errors(String section) {
    List<String> errors = new ArrayList<>();
    assertThatThrownBy(() -> from(section))
        .isInstanceOfSatisfying(ConfigException.class, e -> errors.addAll(e.errors()));
    return errors;
  }

  private static LocalCloudSettings from(String section) {
    return LocalCloudSettings.from(
        new Options(IniFile.parse("octavia.conf", "[local_cloud]\n" + section + "\n")));
  }

  private static LocalCloudSettings.Network network(String name, String subnet, String cidr) {
    return new LocalCloudSettings.Network(
        name, List.of(new LocalCloudSettings.Subnet(subnet, Cidr.parse(cidr))));
  }
}
