package octavia.cloud.local.compute;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import octavia.cloud.compute.BootFiles;
import octavia.cloud.host.HostNames;
import octavia.cloud.host.MountTable;
import octavia.cloud.host.Processes;
import octavia.cloud.network.Port;

/**
 * Amphorae without an image: one network namespace for the agent and its management interface, one
 * for HAProxy and the VIP, and processes in a PID and a mount namespace.
 */
final class NamespaceMachines implements Machines {
  private final HostNames names;
  private final AmphoraInterfaces interfaces;
  private final AmphoraProcesses processes;
  private final AgentCommand agent;

  NamespaceMachines(
      HostNames names,
      AmphoraInterfaces interfaces,
      AmphoraProcesses processes,
      AgentCommand agent) {
    this.names = names;
    this.interfaces = interfaces;
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
    interfaces.manage(
        stored,
        List.of("netns add " + names.agent(id).name(), "netns add " + names.haproxy(id).name()));
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

  @Override
  public boolean isWhole(String id, Processes.Found first) {
    return interfaces.isWhole(id, first);
  }

  @Override
  public void attach(String id, Home home, Port port) {
    interfaces.attach(id, port);
  }
}
