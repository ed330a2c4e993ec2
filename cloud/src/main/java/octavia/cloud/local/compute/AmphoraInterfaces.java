package octavia.cloud.local.compute;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import octavia.cloud.CloudException;
import octavia.cloud.host.Commands;
import octavia.cloud.host.HostNames;
import octavia.cloud.host.Namespace;
import octavia.cloud.host.Processes;
import octavia.cloud.local.network.Bridges;
import octavia.cloud.local.network.LocalCloudSettings;
import octavia.cloud.local.network.Segment;
import octavia.cloud.network.Port;
import octavia.http.Json;
import tools.jackson.databind.JsonNode;

/**
 * Interfaces of amphorae that live on this host's kernel: pairs between the bridges and the
 * amphora's network namespaces, one for the agent and its management interface, one for HAProxy and
 * the VIP, which both have a name on the host.
 */
final class AmphoraInterfaces {
  private static final String MANAGEMENT_INTERFACE = "eth0";

  private final HostNames names;
  private final LocalCloudSettings settings;
  private final Bridges bridges;
  private final Commands commands;

  AmphoraInterfaces(
      HostNames names, LocalCloudSettings settings, Bridges bridges, Commands commands) {
    this.names = names;
    this.settings = settings;
    this.bridges = bridges;
    this.commands = commands;
  }

  /**
   * Makes an amphora's management interface; once it is up, it has its address.
   *
   * @param naming lines for iproute2, after which the agent's namespace has its name
   */
  void manage(StoredInstance stored, List<String> naming) {
    String id = stored.amphoraId();
    String bridgeEnd = HostNames.management(id);
    List<String> lines = new ArrayList<>(naming);
    lines.addAll(
        pair(
            id,
            bridgeEnd,
            MANAGEMENT_INTERFACE,
            HostNames.macAddress(id),
            Machines.alias(id) + "management",
            Segment.MANAGEMENT));
    commands.ip("amphora", bridges.namespace(), lines);
    commands.ip(
        "management",
        names.agent(id),
        List.of(
            "link set dev lo up",
            "address add "
                + stored.managementAddress()
                + "/"
                + settings.management().prefix()
                + " dev "
                + MANAGEMENT_INTERFACE,
            "link set dev " + MANAGEMENT_INTERFACE + " up"));
  }

  /** An interface among the bridges, and its other end in the agent's namespace. */
  private List<String> pair(
      String id, String name, String otherEnd, String macAddress, String alias, String networkId) {
    return List.of(
        "link add name "
            + name
            + " mtu "
            + settings.mtu()
            + " type veth peer name "
            + otherEnd
            + " mtu "
            + settings.mtu()
            + " address "
            + macAddress
            + " netns "
            + names.agent(id).name(),
        "link set dev " + name + " alias " + alias,
        "link set dev " + name + " master " + HostNames.bridge(networkId) + " up");
  }

  /**
   * True if the names still mean the namespaces that the processes are in, and the management
   * interface is there.
   */
  boolean isWhole(String id, Processes.Found first) {
    OptionalLong haproxyNamespace = names.haproxy(id).inode();
    Path inside = first.proc().resolve("root/run/netns/amphora-haproxy");
    return names.agent(id).holds(first)
        && haproxyNamespace.isPresent()
        && haproxyNamespace.equals(Namespace.inode(inside))
        && first.seesInterface(MANAGEMENT_INTERFACE);
  }

  /** Gives the amphora an interface; done already is done. */
  void attach(String id, Port port) {
    String name = HostNames.port(port.id());
    List<String> lines =
        pair(
            id,
            name,
            name,
            port.macAddress(),
            Machines.alias(id) + "port/" + port.id(),
            port.networkId());
    Commands.settle(() -> attach(id, port, name, lines));
  }

  private void attach(String id, Port port, String name, List<String> lines) {
    try {
      commands.ip("attach", bridges.namespace(), lines);
    } catch (CloudException e) {
      if (!bridges.links().containsKey(name)) {
        throw e;
      }
      List<String> rest = new ArrayList<>(lines);
      if (hasInterface(names.agent(id), port) || hasInterface(names.haproxy(id), port)) {
        rest.removeFirst(); // it was made already; what follows may be done again
      } else {
        rest.addFirst("link del dev " + name); // the other end's namespace has lost its name
      }
      commands.ip("attach", bridges.namespace(), rest);
    }
  }

  /** True if an interface in {@code namespace} has the port's hardware address. */
  private boolean hasInterface(Namespace namespace, Port port) {
    if (!namespace.exists()) {
      return false;
    }
    JsonNode links =
        Json.MAPPER.readTree(
            commands.run(
                "ip-show amphora", namespace.enter(List.of("ip", "-json", "link", "show"))));
    for (JsonNode link : links) {
      if (link.path("address").asString("").equalsIgnoreCase(port.macAddress())) {
        return true;
      }
    }
    return false;
  }
}
