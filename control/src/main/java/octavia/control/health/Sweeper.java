package octavia.control.health;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import octavia.cloud.CloudException;
import octavia.cloud.compute.ComputeDriver;
import octavia.cloud.compute.Instance;
import octavia.cloud.network.NetworkDriver;
import octavia.cloud.network.Port;
import octavia.model.Amphora;
import octavia.model.AmphoraStatus;
import octavia.model.LoadBalancer;
import octavia.model.OperatingStatus;
import octavia.model.ProvisioningStatus;
import octavia.model.Topology;
import octavia.model.Vip;
import octavia.store.Store;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Removes machines, amphorae and ports of ours that nobody knows. A row is always written before
 * what is made for it and outlives it, so they were left by somebody who changed the database by
 * hand, or by a call that was taken for dead and was not. Of the checking thread only.
 */
public final class Sweeper {
  private static final Logger LOG = LoggerFactory.getLogger(Sweeper.class);

  /** Between looks for what is rare and costs nobody anything meanwhile. */
  private static final Duration SLOW_INTERVAL = Duration.ofSeconds(30);

  private static final String VIP_DEVICE = "lb-";
  private static final String VIP_PORT = "octavia-";
  private static final String VRRP_PORT = "octavia-lb-vrrp-";

  private final Store store;
  private final ComputeDriver compute;
  private final NetworkDriver network;
  private final InstantSource clock;
  private Instant slowSweep = Instant.EPOCH;

  public Sweeper(Store store, ComputeDriver compute, NetworkDriver network, InstantSource clock) {
    this.store = store;
    this.compute = compute;
    this.network = network;
    this.clock = clock;
  }

  /** Looks once and removes what it finds. */
  public void sweep() {
    sweepMachines();
    Instant now = clock.instant();
    if (Duration.between(slowSweep, now).abs().compareTo(SLOW_INTERVAL) >= 0) {
      slowSweep = now;
      sweepAmphorae();
      sweepPorts();
    }
  }

  private void sweepMachines() {
    List<Instance> instances = compute.list();
    if (instances.isEmpty()) {
      return;
    }
    // Read after the machines were seen: a row that is missing now was never there.
    Set<String> known = amphoraIds();
    for (Instance instance : instances) {
      if (known.contains(instance.amphoraId())) {
        continue;
      }
      LOG.warn("machine of amphora {} has no row; removing it", instance.amphoraId());
      remove(() ->
          compute.delete(
              amphora(instance.amphoraId(), instance.computeId(), instance.lbNetworkIp())));
    }
  }

  /**
   * Amphorae of load balancers that are gone, where no pass can be under way any more, and those
   * without one that an operator deleted.
   */
  private void sweepAmphorae() {
    List<Amphora> amphorae = store.read(tx -> tx.amphorae().all());
    Set<String> gone =
        gone(amphorae.stream().map(Amphora::loadBalancerId).filter(Objects::nonNull).toList());
    for (Amphora amphora : amphorae) {
      @Nullable String loadBalancerId = amphora.loadBalancerId();
      if (loadBalancerId == null
          ? amphora.status() != AmphoraStatus.PENDING_DELETE
          : !gone.contains(loadBalancerId)) {
        continue;
      }
      LOG.warn(
          "amphora {} is of load balancer {}, which is gone; removing it",
          amphora.id(),
          loadBalancerId);
      remove(() -> {
        compute.delete(amphora);
        network.deleteVrrpPort(amphora);
        store.transaction(
            "sweep-amphora",
            tx -> {
              tx.amphorae().status(amphora.id(), AmphoraStatus.DELETED);
              tx.amphoraHealth().forget(amphora.id());
              return true;
            });
      });
    }
  }

  /** Ports that their names and devices say to be an amphora's or a VIP's; others are left. */
  private void sweepPorts() {
    List<Port> ports = network.ownPorts();
    Set<String> amphorae = amphoraIds(); // after the ports were seen
    Set<String> gone =
        gone(
            ports.stream()
                .filter(Sweeper::isVip)
                .map(port -> port.deviceId().substring(VIP_DEVICE.length()))
                .toList());
    for (Port port : ports) {
      String device = port.deviceId();
      if (port.name().equals(VRRP_PORT + device) && !amphorae.contains(device)) {
        LOG.warn("port {} is of amphora {}, which is gone; removing it", port.id(), device);
        remove(() -> network.deleteVrrpPort(amphora(device, null, null)));
      } else if (isVip(port)) {
        String loadBalancerId = device.substring(VIP_DEVICE.length());
        if (gone.contains(loadBalancerId)) {
          LOG.warn(
              "port {} is of load balancer {}, which is gone; removing it",
              port.id(),
              loadBalancerId);
          remove(() -> network.deallocateVip(loadBalancer(loadBalancerId, port)));
        }
      }
    }
  }

  private static boolean isVip(Port port) {
    return port.deviceId().startsWith(VIP_DEVICE) && port.name().equals(VIP_PORT + port.deviceId());
  }

  /** Which of these load balancers are gone and have nothing left to do. */
  private Set<String> gone(Collection<String> loadBalancerIds) {
    Set<String> gone = new HashSet<>(loadBalancerIds);
    if (!gone.isEmpty()) {
      store.read(tx -> {
        gone.removeAll(tx.loadBalancers().living(loadBalancerIds));
        gone.removeAll(tx.workOrders().waiting(loadBalancerIds));
        return true;
      });
    }
    return gone;
  }

  private Set<String> amphoraIds() {
    return store.read(tx -> tx.amphorae().ids());
  }

  private static void remove(Runnable removal) {
    try {
      removal.run();
    } catch (CloudException e) {
      LOG.warn("it could not be removed, trying again later: {}", e.getMessage());
    }
  }

  private static Amphora amphora(
      String id, @Nullable String computeId, @Nullable String lbNetworkIp) {
    return new Amphora(
        id,
        null,
        computeId,
        lbNetworkIp,
        null,
        null,
        null,
        null,
        null,
        false,
        null,
        AmphoraStatus.PENDING_DELETE,
        null,
        null,
        null,
        null,
        null,
        null,
        Instant.EPOCH,
        null);
  }

  private static LoadBalancer loadBalancer(String id, Port port) {
    return new LoadBalancer(
        id,
        port.projectId(),
        "",
        "",
        false,
        ProvisioningStatus.PENDING_DELETE,
        OperatingStatus.OFFLINE,
        null,
        Topology.SINGLE,
        null,
        null,
        new Vip(null, port.id(), null, port.networkId(), null, true, "normal"),
        List.of(),
        Instant.EPOCH,
        null);
  }
}
