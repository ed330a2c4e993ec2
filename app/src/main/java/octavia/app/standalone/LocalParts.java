package octavia.app.standalone;

import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import octavia.amphora.conf.AgentConf;
import octavia.cloud.local.LocalCloud;
import octavia.cloud.local.StateLock;
import octavia.cloud.local.compute.AgentCommand;
import octavia.cloud.local.compute.AmphoraKind;
import octavia.cloud.local.compute.ContainerSettings;
import octavia.cloud.local.compute.VirtualMachineSettings;
import octavia.cloud.local.network.LocalCloudSettings;
import octavia.config.Options;

/** What of a standalone service lies on this host: its state directory and its local cloud. */
final class LocalParts {
  private final LocalCloud cloud;
  private final Path stateDirectory;

  private LocalParts(LocalCloud cloud, Path stateDirectory) {
    this.cloud = cloud;
    this.stateDirectory = stateDirectory;
  }

  /** What octavia.conf says of it. */
  record Read(
      LocalCloudSettings networks, VirtualMachineSettings machines, ContainerSettings containers) {
    static Read from(Options options) {
      return new Read(
          LocalCloudSettings.from(options),
          VirtualMachineSettings.from(options),
          ContainerSettings.from(options));
    }

    /** What amphorae are. */
    private AmphoraKind kind(ServiceConfiguration configuration, AgentProgram agent) {
      if (configuration.usesVirtualMachines()) {
        return machines;
      }
      return configuration.usesContainers() ? containers : command(agent);
    }
  }

  /** As the configuration says; nothing is touched. */
  static LocalParts of(Read read, ServiceConfiguration configuration, ServiceSettings settings) {
    LocalCloud cloud =
        new LocalCloud(
            settings.stateDirectory(),
            read.networks(),
            read.kind(configuration, settings.agent()),
            settings.crossing());
    return new LocalParts(cloud, settings.stateDirectory());
  }

  /** The agent, with the directories that it must see inside an amphora. */
  private static AgentCommand command(AgentProgram agent) {
    return new AgentCommand(
        agent.line(List.of("--config-file", AgentConf.FILE)), agent.directories());
  }

  /** Takes the state directory for this process alone; does not wait for another that has it. */
  StateLock lock() {
    return StateLock.acquire(stateDirectory, Duration.ZERO);
  }

  LocalCloud cloud() {
    return cloud;
  }

  /** Where agents find this service. */
  InetAddress managementAddress() {
    return InetAddress.ofLiteral(cloud.managementAddress());
  }
}
