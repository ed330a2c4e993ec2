package octavia.agent;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import octavia.agent.exec.Commands;
import octavia.agent.exec.Namespace;

/**
 * A small real network. The amphora has two namespaces: {@code outside}, where its interfaces
 * appear, and {@code inside}, HAProxy's. Two virtual cables lead from here into {@code outside}:
 * the VIP's, and a member network's. Closing removes all of it.
 */
public final class Lab implements AutoCloseable {
  private static final Commands COMMANDS = new Commands(Duration.ofSeconds(10));

  private final String id;
  private final int subnet;

  public Lab() {
    assumeTrue("root".equals(System.getProperty("user.name")), "namespaces need root");
    byte[] random = new byte[3];
    new Random().nextBytes(random);
    id = HexFormat.of().formatHex(random);
    subnet = random[0] & 0xff;
    need("ip", "netns", "add", name("outside"));
    need("ip", "netns", "add", name("inside"));
    cable("v", vipMac(), gateway() + "/24", gateway6() + "/64");
    cable("m", memberMac(), memberGateway() + "/24", null);
  }

  private void cable(String kind, String mac, String address, String address6) {
    String here = "ot" + id + kind;
    need(
        "ip",
        "link",
        "add",
        here,
        "type",
        "veth",
        "peer",
        "name",
        "far" + kind,
        "address",
        mac,
        "netns",
        name("outside"));
    need("ip", "address", "add", address, "dev", here);
    if (address6 != null) {
      need("ip", "address", "add", address6, "dev", here, "nodad");
    }
    need("ip", "link", "set", here, "up");
  }

  public Namespace outside() {
    return Namespace.at(path("outside"));
  }

  public Namespace inside() {
    return Namespace.at(path("inside"));
  }

  public Path insidePath() {
    return path("inside");
  }

  String vipMac() {
    return "02:00:00:" + id.substring(0, 2) + ":" + id.substring(2, 4) + ":01";
  }

  String memberMac() {
    return "02:00:00:" + id.substring(0, 2) + ":" + id.substring(2, 4) + ":02";
  }

  /** The VIP's subnet, out of the block for tests of networks (RFC 2544). */
  String cidr() {
    return "198.18." + subnet + ".0/24";
  }

  /** This machine's address in the VIP's subnet. */
  String gateway() {
    return "198.18." + subnet + ".1";
  }

  String vip() {
    return "198.18." + subnet + ".10";
  }

  /** The amphora's own address beside the VIP. */
  String own() {
    return "198.18." + subnet + ".11";
  }

  String cidr6() {
    return "fd00:0:0:" + id.substring(0, 4) + "::/64";
  }

  String gateway6() {
    return "fd00:0:0:" + id.substring(0, 4) + "::1";
  }

  String vip6() {
    return "fd00:0:0:" + id.substring(0, 4) + "::10";
  }

  String own6() {
    return "fd00:0:0:" + id.substring(0, 4) + "::11";
  }

  String memberCidr() {
    return "198.19." + subnet + ".0/24";
  }

  String memberGateway() {
    return "198.19." + subnet + ".1";
  }

  String memberAddress() {
    return "198.19." + subnet + ".20";
  }

  /** Makes this machine believe that an address of the VIP's network is at a hardware address. */
  void believe(String address, String mac) {
    need(
        "ip",
        "neighbour",
        "replace",
        address,
        "lladdr",
        mac,
        "nud",
        "stale",
        "dev",
        "ot" + id + "v");
  }

  /** Where this machine believes an address to be. */
  String believed(String address) {
    return COMMANDS.need(List.of("ip", "neighbour", "show", address, "dev", "ot" + id + "v"), "");
  }

  /** What {@code ip} says in HAProxy's namespace. */
  String ipInside(String... arguments) {
    List<String> command = new java.util.ArrayList<>(List.of("ip"));
    command.addAll(List.of(arguments));
    return COMMANDS.need(inside().enter(command), "");
  }

  @Override
  public void close() {
    COMMANDS.run(List.of("ip", "netns", "delete", name("inside")));
    COMMANDS.run(List.of("ip", "netns", "delete", name("outside")));
    // Gone with its far end, unless that never left.
    COMMANDS.run(List.of("ip", "link", "delete", "ot" + id + "v"));
    COMMANDS.run(List.of("ip", "link", "delete", "ot" + id + "m"));
  }

  private String name(String what) {
    return "octavia-test-" + id + "-" + what;
  }

  private Path path(String what) {
    return Path.of("/run/netns", name(what));
  }

  private static void need(String... command) {
    COMMANDS.need(List.of(command), "");
  }
}
