package octavia.cloud.local.compute;

/** What the amphorae of a local cloud are. */
public sealed interface AmphoraKind
    permits AgentCommand, ContainerSettings, VirtualMachineSettings {}
