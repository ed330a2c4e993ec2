package octavia.image.content;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an image makes of the network that its config drive describes. */
class NetworkTest {
  @TempDir private Path directory;

  @BeforeEach
  void needsJq() {
    assumeTrue(Files.isExecutable(Path.of("/usr/bin/jq")), "./octavia test installs jq");
  }

  private List<String> made(String networkData) throws IOException, InterruptedException {
    Path filter = directory.resolve("network.jq");
    Files.writeString(filter, Description.text("files/usr/local/lib/amphora/network.jq"));
    Path data = Files.writeString(directory.resolve("network_data.json"), networkData);
    Path output = directory.resolve("output");
    Process jq =
        new ProcessBuilder("jq", "-r", "-f", filter.toString(), data.toString())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    assertThat(jq.waitFor(30, TimeUnit.SECONDS)).isTrue();
    assertThat(jq.exitValue()).as(Files.readString(output)).isZero();
    List<String> texts = new ArrayList<>();
    for (String line : Files.readAllLines(output)) {
      String[] words = line.split("\t");
      texts.add(
          words[0]
              + ":\n"
              + new String(Base64.getDecoder().decode(words[1]), StandardCharsets.UTF_8));
    }
    return texts;
  }

  @Test
  void addressesAndRoutesOfBothFamilies() throws IOException, InterruptedException {
    assertThat(
            made(
                """
                {"links": [{"id": "tap1", "ethernet_mac_address": "fa:16:3e:00:00:01", "mtu": 1450}],
                 "networks": [
                   {"type": "ipv4", "link": "tap1", "ip_address": "172.31.0.10",
                    "netmask": "255.255.252.0",
                    "routes": [{"network": "0.0.0.0", "netmask": "0.0.0.0",
                                "gateway": "172.31.0.1"}]},
                   {"type": "ipv6", "link": "tap1", "ip_address": "2001:db8::5",
                    "netmask": "ffff:ffff:ffff:FFF8::",
                    "routes": [{"network": "::", "netmask": "::", "gateway": "2001:db8::1"},
                               {"network": "fd00::/8", "gateway": "2001:db8::2"}]}]}
                """))
        .containsExactly(
            """
            tap1:
            [Match]
            MACAddress=fa:16:3e:00:00:01
            [Link]
            MTUBytes=1450
            [Network]
            LinkLocalAddressing=ipv6
            DHCP=no
            IPv6AcceptRA=no
            Address=172.31.0.10/22
            Address=2001:db8::5/61
            [Route]
            Gateway=172.31.0.1
            Destination=0.0.0.0/0
            GatewayOnLink=yes
            [Route]
            Gateway=2001:db8::1
            Destination=::/0
            GatewayOnLink=yes
            [Route]
            Gateway=2001:db8::2
            Destination=fd00::/8
            GatewayOnLink=yes
            """);
  }

  @Test
  void whoAsksForAddressesAndWhoHasNone() throws IOException, InterruptedException {
    assertThat(
            made(
                """
                {"links": [{"id": "a", "ethernet_mac_address": "fa:16:3e:00:00:01"},
                           {"id": "b", "ethernet_mac_address": "fa:16:3e:00:00:02"},
                           {"id": "none", "ethernet_mac_address": "fa:16:3e:00:00:03"}],
                 "networks": [{"type": "ipv4_dhcp", "link": "a"},
                              {"type": "ipv6_dhcpv6-stateful", "link": "a"},
                              {"type": "ipv6_slaac", "link": "b"}]}
                """))
        .containsExactly(
            """
            a:
            [Match]
            MACAddress=fa:16:3e:00:00:01
            [Network]
            LinkLocalAddressing=ipv6
            DHCP=yes
            IPv6AcceptRA=yes
            """,
            """
            b:
            [Match]
            MACAddress=fa:16:3e:00:00:02
            [Network]
            LinkLocalAddressing=ipv6
            DHCP=no
            IPv6AcceptRA=yes
            """);
  }
}
