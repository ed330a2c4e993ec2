package octavia.cloud.local;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import octavia.cloud.compute.ComputeDriver;
import octavia.cloud.host.Commands;
import octavia.cloud.host.HostNames;
import octavia.cloud.host.Ledger;
import octavia.cloud.local.compute.AmphoraKind;
import octavia.cloud.local.compute.LocalComputeDriver;
import octavia.cloud.local.compute.StoredInstance;
import octavia.cloud.local.network.AddressPool;
import octavia.cloud.local.network.Bridges;
import octavia.cloud.local.network.LocalCloudSettings;
import octavia.cloud.local.network.LocalNetworkDriver;
import octavia.cloud.local.network.StoredNetwork;
import octavia.cloud.network.NetworkCatalog;
import octavia.cloud.network.NetworkDriver;
import octavia.cloud.network.Port;
import octavia.model.Crossing;

/**
 * Networks and amphorae on this very host, with their ledger in a state directory. Only the holder
 * of the directory's {@link StateLock} may have one. Ending the service changes nothing here:
 * networks and amphorae stay, and the next {@link #start} finds them. For all threads.
 */
public final class LocalCloud {
  private static final Duration COMMAND_LIMIT = Duration.ofSeconds(20);

  private final LocalCloudSettings settings;
  private final Bridges bridges;
  private final LocalNetworkDriver network;
  private final LocalComputeDriver compute;
  private final LocalInventory inventory;

  /**
   * A local cloud with its ledger in {@code stateDirectory}.
   *
   * @param amphorae what they are
   */
  public LocalCloud(
      Path stateDirectory, LocalCloudSettings settings, AmphoraKind amphorae, Crossing crossing) {
    this(
        stateDirectory,
        settings,
        amphorae,
        crossing,
        () -> UUID.randomUUID().toString(),
        new SecureRandom());
  }

  /** As above, with the makers of ids and of choices among addresses; both for all threads. */
  public LocalCloud(
      Path stateDirectory,
      LocalCloudSettings settings,
      AmphoraKind amphorae,
      Crossing crossing,
      Supplier<String> ids,
      RandomGenerator random) {
    StateDirectory state = new StateDirectory(stateDirectory);
    HostNames names = state.names();
    Commands commands = new Commands(crossing, COMMAND_LIMIT);
    this.settings = settings;
    this.bridges = new Bridges(names, commands);
    this.network =
        new LocalNetworkDriver(
            settings,
            new Ledger<>(state.networks(), "network", StoredNetwork.class, crossing),
            new Ledger<>(state.ports(), "port", Port.class, crossing),
            bridges,
            ids,
            random);
    this.compute =
        new LocalComputeDriver(
            names,
            state.amphorae(),
            settings,
            bridges,
            commands,
            new Ledger<>(state.instances(), "instance", StoredInstance.class, crossing),
            amphorae,
            random);
    this.inventory = new LocalInventory(stateDirectory, crossing);
  }

  /**
   * Makes the networks, or finds those of an earlier start and repairs them.
   *
   * @throws octavia.cloud.CloudException of kind INVALID if a range collides with the host's own
   *     use, or with addresses that the ledger has given out, or if the host lacks what amphorae
   *     need; FAILED if the host refuses
   */
  public void start() {
    compute.check();
    network.start();
  }

  /**
   * Makes anew what somebody has removed of the networks. A look at a few files if nothing is
   * missing, so it may be called every few seconds.
   */
  public void repair() {
    bridges.repair();
  }

  /** VIPs and ports. */
  public NetworkDriver network() {
    return network;
  }

  /** What there is, for those who look names up. */
  public NetworkCatalog catalog() {
    return network;
  }

  /** Amphorae. */
  public ComputeDriver compute() {
    return compute;
  }

  /** The host's address on the management network, where agents send heartbeats to. */
  public String managementAddress() {
    return new AddressPool(settings.management()).gateway().toString();
  }

  /** What there is of it on this host. */
  public LocalInventory inventory() {
    return inventory;
  }

  /**
   * Removes all of it from this host; ids and addresses stay in the ledger. To be started again
   * before further use.
   */
  public void removeAll() {
    inventory.removeAll();
  }
}
