package octavia.cloud.local.compute;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import octavia.cloud.network.Cidr;
import octavia.http.Json;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.annotation.JsonNaming;

/**
 * What a virtual machine reads at its boot, laid out as Nova does it, for cloud-init and for the
 * slim image's reader: who it is, its files, and its management interface. Pure.
 */
record ConfigDrive(
    String amphoraId,
    String macAddress,
    String address,
    Cidr network,
    int mtu,
    Map<String, String> bootFiles) {
  /** What the drive's file system is called; readers look for it. */
  static final String LABEL = "config-2";

  private static final String MANAGEMENT = "management";

  /** The files of the drive by their paths in it. */
  Map<String, String> files() {
    Map<String, String> files = new LinkedHashMap<>();
    List<FileEntry> entries = new ArrayList<>();
    for (Map.Entry<String, String> file : new TreeMap<>(bootFiles).entrySet()) {
      String place = "/content/%04d".formatted(entries.size());
      entries.add(new FileEntry(file.getKey(), place));
      files.put("openstack" + place, file.getValue());
    }
    String name = "amphora-" + amphoraId;
    files.put(
        "openstack/latest/meta_data.json",
        Json.MAPPER.writeValueAsString(new MetaData(amphoraId, name, name, entries)));
    files.put("openstack/latest/network_data.json", Json.MAPPER.writeValueAsString(networkData()));
    return files;
  }

  private NetworkData networkData() {
    return new NetworkData(
        List.of(new Link(MANAGEMENT, "phy", macAddress, mtu)),
        List.of(
            new Network(
                MANAGEMENT,
                "ipv4",
                MANAGEMENT,
                address,
                netmask(network.prefix()),
                MANAGEMENT,
                List.of())),
        List.of());
  }

  private static String netmask(int prefix) {
    long mask = 0xffff_ffffL << (32 - prefix);
    return "%d.%d.%d.%d"
        .formatted(mask >> 24 & 0xff, mask >> 16 & 0xff, mask >> 8 & 0xff, mask & 0xff);
  }

  private record MetaData(String uuid, String name, String hostname, List<FileEntry> files) {}

  @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
  private record FileEntry(String path, String contentPath) {}

  private record NetworkData(List<Link> links, List<Network> networks, List<String> services) {}

  @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
  private record Link(String id, String type, String ethernetMacAddress, int mtu) {}

  @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
  private record Network(
      String id,
      String type,
      String link,
      String ipAddress,
      String netmask,
      String networkId,
      List<String> routes) {}
}
