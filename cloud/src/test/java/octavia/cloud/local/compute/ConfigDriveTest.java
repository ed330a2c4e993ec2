package octavia.cloud.local.compute;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import octavia.cloud.network.Cidr;
import octavia.http.Json;
import org.junit.jupiter.api.Test;

final class ConfigDriveTest {
  private static final String ID = "11111111-2222-4333-8444-555555555555";

  @Test
  void itSaysWhoTheAmphoraIsAndHasItsFilesAndItsNetwork() {
    Map<String, String> files =
        new ConfigDrive(
                ID,
                "02:00:00:00:00:01",
                "10.77.3.4",
                Cidr.parse("10.77.0.0/20"),
                1450,
                Map.of(
                    "/etc/octavia/certs/server.pem",
                    "secret",
                    "/etc/octavia/amphora-agent.conf",
                    "[DEFAULT]\n"))
            .files();

    assertThat(files)
        .containsOnlyKeys(
            "openstack/content/0000",
            "openstack/content/0001",
            "openstack/latest/meta_data.json",
            "openstack/latest/network_data.json")
        .containsEntry("openstack/content/0000", "[DEFAULT]\n")
        .containsEntry("openstack/content/0001", "secret");
    assertJson(
        files,
        "openstack/latest/meta_data.json",
        """
        {"uuid": "ID", "name": "amphora-ID", "hostname": "amphora-ID", "files": [
          {"path": "/etc/octavia/amphora-agent.conf", "content_path": "/content/0000"},
          {"path": "/etc/octavia/certs/server.pem", "content_path": "/content/0001"}]}
        """);
    assertJson(
        files,
        "openstack/latest/network_data.json",
        """
        {"links": [{"id": "management", "type": "phy",
           "ethernet_mac_address": "02:00:00:00:00:01", "mtu": 1450}],
         "networks": [{"id": "management", "type": "ipv4", "link": "management",
           "ip_address": "10.77.3.4", "netmask": "255.255.240.0",
           "network_id": "management", "routes": []}],
         "services": []}
        """);
  }

  private static void assertJson(Map<String, String> files, String name, String wanted) {
    assertThat(Json.MAPPER.readTree(files.get(name)))
        .isEqualTo(Json.MAPPER.readTree(wanted.replace("ID", ID)));
  }
}
