package octavia.cloud.local.compute;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import octavia.cloud.CloudException;
import octavia.cloud.compute.BootFiles;
import octavia.cloud.host.Commands;
import octavia.cloud.host.HostNames;
import octavia.cloud.host.MountTable;
import octavia.cloud.host.Namespace;
import octavia.cloud.host.Processes;
import octavia.cloud.local.network.Bridges;
import octavia.cloud.local.network.LocalCloudSettings;
import octavia.cloud.local.network.Segment;
import octavia.cloud.network.Port;
import octavia.http.Json;
import tools.jackson.databind.JsonNode;

/**
 * Amphorae without an image: one network namespace for the agent and its management interface, one
 * for HAProxy and the VIP, and processes in a PID and a mount namespace.
 */
final class NamespaceMachines implements Machines {
  private static final String MANAGEMENT_INTERFACE = "eth0";

  private final HostNames names;
  private final LocalCloudSettings settings;
  private final Bridges bridges;
  private final Commands commands;
  private final AmphoraProcesses processes;
  private final AgentCommand agent;

  NamespaceMachines(
      HostNames names,
      LocalCloudSettings settings,
      Bridges bridges,
      Commands commands,
      AmphoraProcesses processes,
      AgentCommand agent) {
    this.names = names;
    this.settings = settings;
    this.bridges = bridges;
    this.commands = commands;
    this.processes = processes;
    this.agent = agent;
  }

  @Override
  public void check() {
    // The launcher has looked for what this program cannot do without.
  }

  @Override
  public void make(StoredInstance stored, Home home, BootFiles files) {
    String id = stored.amphoraId();
    home.prepare(files.files(Optional.of(stored.managementAddress())), MountTable.read(), agent);
    makeNamespaces(id, stored.managementAddress());
    List<String> words =
        new ArrayList<>(
            List.of(
                "unshare",
                "--mount",
                "--propagation",
                "private",
                "--pid",
                "--fork",
                "--kill-child",
                "--",
                "sh",
                home.init().toString(),
                home.directory().toString(),
                names.haproxy(id).name()));
    words.addAll(agent.words());
    processes.start(id, home, names.agent(id).enter(words), home::isStarted);
  }

  private void makeNamespaces(String id, String address) {
    String bridgeEnd = HostNames.management(id);
    commands.ip(
        "amphora",
        bridges.namespace(),
        List.of(
            "netns add " + names.agent(id).name(),
            "netns add " + names.haproxy(id).name(),
            "link add name "
                + bridgeEnd
                + " mtu "
                + settings.mtu()
                + " type veth peer name "
                + MANAGEMENT_INTERFACE
                + " mtu "
                + settings.mtu()
                + " address "
                + HostNames.macAddress(id)
                + " netns "
                + names.agent(id).name(),
            "link set dev " + bridgeEnd + " alias " + Machines.alias(id) + "management",
            "link set dev "
                + bridgeEnd
                + " master "
                + HostNames.bridge(Segment.MANAGEMENT)
                + " up"));
    commands.ip(
        "management",
        names.agent(id),
        List.of(
            "link set dev lo up",
            "address add "
                + address
                + "/"
                + settings.management().prefix()
                + " dev "
                + MANAGEMENT_INTERFACE,
            "link set dev " + MANAGEMENT_INTERFACE + " up"));
  }

  /**
   * True if the names still mean the namespaces that the processes are in, and the management
   * interface is there.
   */
  @Override
  public boolean isWhole(String id, Processes.Found first) {
    OptionalLong haproxyNamespace = names.haproxy(id).inode();
    Path inside = first.proc().resolve("root/run/netns/amphora-haproxy");
    return names.agent(id).holds(first)
        && haproxyNamespace.isPresent()
        && haproxyNamespace.equals(Namespace.inode(inside))
        && first.seesInterface(MANAGEMENT_INTERFACE);
  }

  @Override
  public void attach(String id, Home home, Port port) {
    String name = HostNames.port(port.id());
    List<String> lines =
        List.of(
            "link add name "
                + name
                + " mtu "
                + settings.mtu()
                + " type veth peer name "
                + name
                + " mtu "
                + settings.mtu()
                + " address "
                + port.macAddress()
                + " netns "
                + names.agent(id).name(),
            "link set dev " + name + " alias " + Machines.alias(id) + "port/" + port.id(),
            "link set dev " + name + " master " + HostNames.bridge(port.networkId()) + " up");
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
