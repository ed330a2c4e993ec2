package octavia.agent.network;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * An interface, as {@code ip -json address show} describes it.
 *
 * @param mac lower case
 * @param addresses of global scope
 */
record Link(String name, String mac, boolean up, int mtu, List<Address> addresses) {
  private static final JsonMapper JSON = JsonMapper.shared();

  /** An address and the length of its prefix. */
  record Address(InetAddress ip, int prefix) {
    String cidr() {
      return ip.getHostAddress() + "/" + prefix;
    }
  }

  /** True if one of its addresses is this. */
  boolean has(InetAddress ip) {
    return addresses.stream().anyMatch(address -> address.ip().equals(ip));
  }

  /**
   * Reads the command's output.
   *
   * @throws IllegalArgumentException if it is something else
   */
  static List<Link> parse(String json) {
    try {
      List<Link> links = new ArrayList<>();
      for (JsonNode node : JSON.readTree(json)) {
        if (node.has("ifname")) {
          links.add(link(node));
        }
      }
      return links;
    } catch (JacksonException e) {
      throw new IllegalArgumentException("ip did not answer in JSON", e);
    }
  }

  private static Link link(JsonNode node) {
    List<Address> addresses = new ArrayList<>();
    for (JsonNode address : node.path("addr_info")) {
      if (address.path("scope").asString("").equals("global")) {
        addresses.add(
            new Address(
                InetAddress.ofLiteral(address.path("local").asString()),
                address.path("prefixlen").asInt()));
      }
    }
    boolean up = false;
    for (JsonNode flag : node.path("flags")) {
      up |= flag.asString("").equals("UP");
    }
    return new Link(
        node.path("ifname").asString(),
        node.path("address").asString(""),
        up,
        node.path("mtu").asInt(0),
        List.copyOf(addresses));
  }
}
