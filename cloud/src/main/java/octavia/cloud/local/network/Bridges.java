package octavia.cloud.local.network;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import octavia.cloud.CloudException;
import octavia.cloud.host.Commands;
import octavia.cloud.host.HostNames;
import octavia.cloud.host.Namespace;
import octavia.cloud.network.Cidr;
import octavia.http.Json;
import tools.jackson.databind.JsonNode;

/**
 * The plumbing of the networks: one namespace that holds a bridge for each, and a pair of
 * interfaces from each bridge to the host, whose end there carries the gateways' addresses. Nothing
 * from a network of tenants reaches the management network: the host drops such packets where they
 * come in. For all threads.
 */
public final class Bridges {
  private static final Path SYSCTL = Path.of("/proc/sys/net");

  private final HostNames names;
  private final Commands commands;
  private final ReentrantLock lock = new ReentrantLock();
  private volatile List<Segment> segments = List.of();

  public Bridges(HostNames names, Commands commands) {
    this.names = names;
    this.commands = commands;
  }

  /** Where the bridges are. */
  public Namespace namespace() {
    return names.networks();
  }

  /** The interfaces among the bridges by their names. */
  public Map<String, JsonNode> links() {
    return byName(json("ip-show bridge", namespace(), "link", "show"));
  }

  /**
   * Makes what is missing of {@code wanted}, finds what is there, and removes networks that are not
   * wanted.
   *
   * @throws CloudException of kind INVALID if the host has another use for an address
   */
  public void start(List<Segment> wanted) {
    lock.lock();
    try {
      segments = List.copyOf(wanted);
      Commands.settle(this::ensure);
    } finally {
      lock.unlock();
    }
  }

  /** Makes what somebody has removed since {@link #start}. Costs next to nothing if all is well. */
  public void repair() {
    if (whole()) {
      return;
    }
    lock.lock();
    try {
      if (!whole()) {
        Commands.settle(this::ensure);
      }
    } finally {
      lock.unlock();
    }
  }

  /** The namespace is there, and so are both ends of each pair, since one does not live alone. */
  private boolean whole() {
    return namespace().exists()
        && segments.stream()
            .allMatch(segment ->
                Files.exists(Path.of("/sys/class/net", names.hostInterface(segment.id()))));
  }

  private void ensure() {
    JsonNode hostLinks = json("ip-show host", Namespace.HOST, "address", "show");
    Map<String, JsonNode> atHost = byName(hostLinks);
    refuseCollisions(hostLinks, segments.stream().filter(each -> !carried(each, atHost)).toList());
    ensureNamespace();
    Set<String> atBridges = links().keySet();

    commands.ip("host", Namespace.HOST, hostLines(atHost.keySet(), atBridges));
    commands.ip("bridge", namespace(), bridgeLines(atBridges));
    segments.forEach(this::configureHost);
    guard();
    commands.ip("gateway", Namespace.HOST, gatewayLines(atHost, atBridges));
  }

  /** True if the host has all addresses of the segment: then its routes are ours already. */
  private boolean carried(Segment segment, Map<String, JsonNode> atHost) {
    JsonNode link = atHost.get(names.hostInterface(segment.id()));
    return link != null && addresses(link).containsAll(segment.gateways());
  }

  private void refuseCollisions(JsonNode hostLinks, List<Segment> fresh) {
    List<Collisions.Used> used = new ArrayList<>(Collisions.addresses(hostLinks));
    for (int version : List.of(4, 6)) {
      if (fresh.stream().anyMatch(segment -> segment.hasVersion(version))) {
        used.addAll(
            Collisions.routes(
                json(
                    "ip-show routes",
                    Namespace.HOST,
                    "-" + version,
                    "route",
                    "show",
                    "table",
                    "all")));
      }
    }
    List<String> collisions =
        Collisions.find(fresh, used, device -> device.startsWith(names.hostInterfacePrefix()));
    if (!collisions.isEmpty()) {
      throw new CloudException(
          CloudException.Kind.INVALID,
          String.join("; ", collisions) + ": choose other ranges in [local_cloud]");
    }
  }

  private void ensureNamespace() {
    if (!namespace().exists()) {
      try {
        Files.deleteIfExists(namespace().path()); // a name without a namespace
      } catch (IOException e) {
        throw failed("remove " + namespace().path(), e);
      }
      commands.run("ip netns add", List.of("ip", "netns", "add", namespace().name()));
    }
    // Firewall rules are for routed packets: they must not see what a bridge forwards.
    write(
        "0",
        "bridge/bridge-nf-call-iptables",
        "bridge/bridge-nf-call-ip6tables",
        "bridge/bridge-nf-call-arptables");
    // Bridges have no addresses, not even of the link.
    write("1", "ipv6/conf/all/disable_ipv6", "ipv6/conf/default/disable_ipv6");
  }

  /** Sets what the kernel has of {@code sysctls} in the namespace of the bridges. */
  private void write(String value, String... sysctls) {
    List<String> words = new ArrayList<>(List.of("tee"));
    for (String sysctl : sysctls) {
      if (Files.exists(SYSCTL.resolve(sysctl))) {
        words.add(SYSCTL.resolve(sysctl).toString());
      }
    }
    if (words.size() > 1) {
      commands.run("sysctl bridge", namespace().enter(words), value);
    }
  }

  /** Pairs of interfaces that are missing or in halves, and those of networks that are gone. */
  private List<String> hostLines(Set<String> atHost, Set<String> atBridges) {
    List<String> lines = new ArrayList<>();
    Set<String> wanted = new HashSet<>();
    for (Segment segment : segments) {
      String name = names.hostInterface(segment.id());
      String uplink = HostNames.uplink(segment.id());
      wanted.add(name);
      if (atHost.contains(name) && atBridges.contains(uplink)) {
        continue;
      }
      if (atHost.contains(name)) {
        lines.add(
            "link del dev " + name); // its other half is in a namespace that has lost its name
      }
      lines.add(
          "link add name "
              + name
              + " type veth peer name "
              + uplink
              + " netns "
              + namespace().name());
      lines.add("link set dev " + name + " alias network/" + segment.id() + "/" + segment.name());
    }
    for (String name : atHost) {
      if (name.startsWith(names.hostInterfacePrefix()) && !wanted.contains(name)) {
        lines.add("link del dev " + name);
      }
    }
    return lines;
  }

  private List<String> bridgeLines(Set<String> atBridges) {
    List<String> lines = new ArrayList<>();
    Set<String> wanted = new HashSet<>();
    lines.add("link set dev lo up");
    for (Segment segment : segments) {
      String bridge = HostNames.bridge(segment.id());
      String uplink = HostNames.uplink(segment.id());
      String rest = " mtu " + segment.mtu() + " alias network/" + segment.id() + " up";
      wanted.add(bridge);
      if (!atBridges.contains(bridge)) {
        lines.add("link add name " + bridge + " type bridge");
      }
      lines.add("link set dev " + bridge + rest);
      lines.add("link set dev " + uplink + " master " + bridge + rest);
    }
    for (String name : atBridges) {
      if (name.startsWith("br") && !wanted.contains(name)) {
        lines.add("link del dev " + name);
      }
    }
    return lines;
  }

  /** The gateways' addresses; the interface comes up only now that it is guarded. */
  private List<String> gatewayLines(Map<String, JsonNode> atHost, Set<String> atBridges) {
    List<String> lines = new ArrayList<>();
    for (Segment segment : segments) {
      String name = names.hostInterface(segment.id());
      List<String> gateways = segment.gateways();
      JsonNode link = atHost.get(name);
      if (link != null && atBridges.contains(HostNames.uplink(segment.id()))) { // not made anew
        for (String address : addresses(link)) {
          if (!gateways.contains(address)) {
            lines.add("address del " + address + " dev " + name);
          }
        }
      }
      for (String gateway : gateways) {
        // No detection of duplicates: the address is ours, and it would hold IPv6 up for a second.
        String nodad = gateway.contains(":") ? " nodad" : "";
        lines.add("address replace " + gateway + " dev " + name + nodad);
      }
      lines.add("link set dev " + name + " mtu " + segment.mtu() + " up");
    }
    return lines;
  }

  /** The addresses of a link, with their prefixes, without those of the link alone. */
  private static Set<String> addresses(JsonNode link) {
    Set<String> addresses = new HashSet<>();
    for (JsonNode address : link.path("addr_info")) {
      if (address.path("scope").asString("").equals("global")) {
        addresses.add(
            address.path("local").asString("") + "/" + address.path("prefixlen").asInt(0));
      }
    }
    return addresses;
  }

  /**
   * The host forwards between the networks of tenants, not from or to management, and believes
   * nothing that is announced on them. IPv6 is forwarded only where the host does so anyway, since
   * its switch is for all interfaces at once.
   */
  private void configureHost(Segment segment) {
    String name = names.hostInterface(segment.id());
    try {
      Path version4 = SYSCTL.resolve("ipv4/conf").resolve(name);
      Files.writeString(version4.resolve("forwarding"), segment.isManagement() ? "0" : "1");
      Files.writeString(version4.resolve("accept_redirects"), "0");
      Path version6 = SYSCTL.resolve("ipv6/conf").resolve(name);
      if (Files.exists(version6)) {
        Files.writeString(version6.resolve("accept_ra"), "0");
        Files.writeString(version6.resolve("accept_redirects"), "0");
        Files.writeString(version6.resolve("disable_ipv6"), segment.hasVersion(6) ? "0" : "1");
      }
    } catch (IOException e) {
      throw failed("configure interface " + name, e);
    }
  }

  /**
   * Drops what tenants send to the management network. Routing cannot tell: the host's address on
   * it is the host's on every interface. A filter on the interface goes away with it, and no
   * firewall that is reloaded on the host forgets it.
   */
  private void guard() {
    Cidr management =
        segments.stream()
            .filter(Segment::isManagement)
            .map(segment -> segment.cidrs().getFirst())
            .findFirst()
            .orElseThrow();
    List<String> lines = new ArrayList<>();
    for (Segment segment : segments) {
      if (!segment.isManagement()) {
        String name = names.hostInterface(segment.id());
        lines.add("qdisc replace dev " + name + " ingress");
        lines.add(
            "filter replace dev "
                + name
                + " ingress protocol ip prio 1 handle 1 bpf direct-action bytecode \""
                + dropTo(management)
                + "\"");
      }
    }
    if (!lines.isEmpty()) {
      commands.run("tc-batch guard", List.of("tc", "-batch", "-"), String.join("\n", lines) + "\n");
    }
  }

  /**
   * A classic BPF program: number of instructions, then operation, jumps and operand of each. It
   * loads the IPv4 destination (16 bytes from the network header), masks it, compares, and returns
   * 2 to drop or -1 to go on.
   */
  static String dropTo(Cidr range) {
    long networkHeader = 0xfff0_0000L;
    BigInteger mask =
        range.last().value().xor(range.first().value()).xor(BigInteger.valueOf(0xffff_ffffL));
    return "5,32 0 0 "
        + (networkHeader + 16)
        + ",84 0 0 "
        + mask
        + ",21 0 1 "
        + range.first().value()
        + ",6 0 0 2,6 0 0 4294967295";
  }

  private JsonNode json(String name, Namespace namespace, String... words) {
    List<String> command = new ArrayList<>(List.of("ip", "-json"));
    command.addAll(List.of(words));
    return Json.MAPPER.readTree(commands.run(name, namespace.enter(command)));
  }

  private static Map<String, JsonNode> byName(JsonNode links) {
    Map<String, JsonNode> byName = new HashMap<>();
    for (JsonNode link : links) {
      byName.put(link.path("ifname").asString(""), link);
    }
    return byName;
  }

  private static CloudException failed(String what, IOException cause) {
    return new CloudException(
        CloudException.Kind.FAILED,
        "the local cloud cannot " + what,
        String.valueOf(cause.getMessage()),
        cause);
  }
}
