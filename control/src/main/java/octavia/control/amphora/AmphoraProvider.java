package octavia.control.amphora;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import octavia.cloud.compute.ComputeDriver;
import octavia.cloud.compute.Instance;
import octavia.cloud.network.Network;
import octavia.cloud.network.NetworkDriver;
import octavia.cloud.network.Port;
import octavia.cloud.network.Subnet;
import octavia.control.amphora.AmphoraDriver.Told;
import octavia.model.Amphora;
import octavia.model.AmphoraRole;
import octavia.model.AmphoraStatus;
import octavia.model.Graph;
import octavia.model.L7Policy;
import octavia.model.LbAlgorithm;
import octavia.model.Listener;
import octavia.model.ListenerProtocol;
import octavia.model.LoadBalancer;
import octavia.model.Member;
import octavia.model.Pool;
import octavia.model.Vip;
import octavia.provider.Capabilities;
import octavia.provider.Capability;
import octavia.provider.LostLeaseException;
import octavia.provider.Outcome;
import octavia.provider.Pass;
import octavia.provider.Provider;
import octavia.provider.ProviderException;
import octavia.provider.UnsupportedOptionException;
import octavia.store.Store;
import octavia.store.Transaction;
import org.jspecify.annotations.Nullable;

/**
 * Carries load balancers on amphorae: ensures, in order, what is missing — rows, instances, ports,
 * the plugged VIP, the configuration — and removes what is not wanted any more. Every step finds
 * what an earlier pass left, so a pass may end anywhere.
 */
public final class AmphoraProvider implements Provider {
  private static final Duration BUILD_LIMIT = Duration.ofSeconds(60);
  private static final Duration PLUG_LIMIT = Duration.ofSeconds(30);

  /** Three calls of the agent, each with its own limit of 20 seconds. */
  private static final Duration CONFIGURE_LIMIT = Duration.ofSeconds(60);

  /** One call of the agent. */
  private static final Duration TELL_LIMIT = Duration.ofSeconds(20);

  /** Each pair has a network of its own, so that all may have the same. */
  private static final Integer VRRP_ID = 1;

  private final AmphoraSettings settings;
  private final Store store;
  private final ComputeDriver compute;
  private final NetworkDriver network;
  private final AmphoraDriver driver;
  private final AmphoraBoot boot;
  private final Supplier<String> ids;

  /**
   * A provider.
   *
   * @param ids makes an id for each new amphora (UUID version 4)
   */
  public AmphoraProvider(
      AmphoraSettings settings,
      Store store,
      ComputeDriver compute,
      NetworkDriver network,
      AmphoraDriver driver,
      AmphoraBoot boot,
      Supplier<String> ids) {
    this.settings = settings;
    this.store = store;
    this.compute = compute;
    this.network = network;
    this.driver = driver;
    this.boot = boot;
    this.ids = ids;
  }

  @Override
  public String name() {
    return "amphora";
  }

  @Override
  public String description() {
    return "The Octavia Amphora driver.";
  }

  @Override
  public List<Capability> getSupportedFlavorMetadata() {
    return AmphoraMetadata.FLAVOR;
  }

  @Override
  public void validateFlavor(@Nullable Object data) {
    Capabilities.check(AmphoraMetadata.FLAVOR, data);
  }

  @Override
  public List<Capability> getSupportedAvailabilityZoneMetadata() {
    return AmphoraMetadata.AVAILABILITY_ZONE;
  }

  @Override
  public void validateAvailabilityZone(@Nullable Object data) {
    Capabilities.check(AmphoraMetadata.AVAILABILITY_ZONE, data);
  }

  @Override
  public void validate(Pool pool) {
    if (pool.lbAlgorithm() == LbAlgorithm.SOURCE_IP_PORT) {
      throw new UnsupportedOptionException(
          "Amphora provider does not support SOURCE_IP_PORT algorithm.");
    }
  }

  @Override
  public void validate(Member member, Pool pool, LoadBalancer loadBalancer) {
    if (!pool.protocol().isDatagram()) {
      return;
    }
    boolean shared =
        loadBalancer.vip().addresses().stream()
            .anyMatch(address -> address.contains(":") == member.address().contains(":"));
    if (!shared) {
      throw new UnsupportedOptionException(
          "This provider doesn't support mixing IPv4 and IPv6 addresses for its VIP and members in "
              + pool.protocol()
              + " load balancers.");
    }
  }

  @Override
  public void validate(L7Policy policy, Listener listener) {
    if (listener.protocol() != ListenerProtocol.HTTP
        && listener.protocol() != ListenerProtocol.TERMINATED_HTTPS) {
      throw new UnsupportedOptionException(
          listener.protocol() + " protocol listeners do not support L7 policies");
    }
  }

  @Override
  public Outcome reconcile(Graph graph, Pass pass) {
    LoadBalancer loadBalancer = graph.loadBalancer();
    Found found =
        store.read(tx ->
            new Found(
                tx.amphorae().of(loadBalancer.id()), tx.agentConfigs().of(loadBalancer.id())));
    if (graph.isDeleting(loadBalancer.id())) {
      found.amphorae().forEach(amphora -> remove(amphora, pass));
      return Outcome.DONE;
    }
    driver.check(loadBalancer);
    List<Amphora> kept = new ArrayList<>();
    List<Amphora> unwanted = new ArrayList<>();
    for (Amphora amphora : found.amphorae()) {
      (isUsable(amphora, pass) ? kept : unwanted).add(amphora);
    }
    while (kept.size() > wanted(loadBalancer)) {
      unwanted.add(kept.removeLast());
    }
    while (kept.size() < wanted(loadBalancer)) {
      kept.add(create(loadBalancer, nextRole(loadBalancer, kept), pass));
    }
    // The new machine starts while the old one is taken away: both are slow.
    kept.replaceAll(amphora -> built(amphora, pass));
    unwanted.forEach(amphora -> remove(amphora, pass));
    for (int i = 0; i < kept.size(); i++) {
      if (kept.get(i).status() != AmphoraStatus.ALLOCATED) {
        Amphora attached = attached(kept.get(i), loadBalancer, pass);
        pass.step("wait-for-amphora", PLUG_LIMIT);
        if (!driver.answers(attached)) {
          return giveUpOrWait(attached, pass);
        }
        kept.set(i, plugged(attached, loadBalancer, pass));
      }
    }
    Map<String, String> uncarried = new HashMap<>();
    for (Amphora amphora : kept) {
      pass.step("configure", CONFIGURE_LIMIT);
      uncarried.putAll(driver.apply(amphora, graph));
    }
    tell(found.tellings(), kept, loadBalancer, pass);
    return new Outcome.Done(uncarried);
  }

  /**
   * What the database has of a load balancer beside its graph.
   *
   * @param tellings which agents are to be given their configuration, and how often it was asked
   *     for; whoever asks later counts the revision, and this pass is not the last
   */
  private record Found(List<Amphora> amphorae, Map<String, Long> tellings) {}

  /** Gives agents their configuration where that is wanted; a new amphora has it already. */
  private void tell(
      Map<String, Long> wanted, List<Amphora> amphorae, LoadBalancer loadBalancer, Pass pass) {
    if (wanted.isEmpty()) {
      return;
    }
    Map<String, Told> told = new HashMap<>();
    for (Amphora amphora : amphorae) {
      if (wanted.containsKey(amphora.id())) {
        pass.step("configure-agent", TELL_LIMIT);
        told.put(amphora.id(), driver.configure(amphora));
      }
    }
    leased(
        "agents-told",
        loadBalancer.id(),
        pass,
        tx -> {
          wanted.forEach(tx.agentConfigs()::given);
          told.forEach((id, each) ->
              tx.events()
                  .add(
                      loadBalancer.id(),
                      "configure-agent",
                      null,
                      each.text(),
                      ("amphora " + id + " " + each.detail()).strip()));
          return true;
        });
  }

  private static int wanted(LoadBalancer loadBalancer) {
    return switch (loadBalancer.topology()) {
      case SINGLE -> 1;
      case ACTIVE_STANDBY -> 2;
    };
  }

  /** The role that those who are there leave to the next one. */
  private static AmphoraRole nextRole(LoadBalancer loadBalancer, List<Amphora> there) {
    return switch (loadBalancer.topology()) {
      case SINGLE -> AmphoraRole.STANDALONE;
      case ACTIVE_STANDBY ->
          there.stream().anyMatch(amphora -> amphora.role() == AmphoraRole.MASTER)
              ? AmphoraRole.BACKUP
              : AmphoraRole.MASTER;
    };
  }

  /** In keepalived's words; null for an amphora that stands alone. */
  private static @Nullable Integer vrrpPriority(AmphoraRole role) {
    return switch (role) {
      case STANDALONE -> null;
      case MASTER -> 100;
      case BACKUP -> 90;
    };
  }

  /** True unless the amphora is to be replaced, or has lost its machine. */
  private boolean isUsable(Amphora amphora, Pass pass) {
    boolean condemned =
        switch (amphora.status()) {
          case PENDING_DELETE, DELETED, ERROR -> true;
          case PENDING_CREATE, BOOTING, ALLOCATED, FAILOVER_STOPPED -> false;
        };
    if (condemned) {
      return false;
    }
    if (amphora.status() == AmphoraStatus.PENDING_CREATE) {
      return true; // what is there of its machine, build() finds
    }
    pass.step("find-instance", BUILD_LIMIT);
    Optional<Instance> instance = compute.find(amphora);
    if (instance.isPresent() && instance.get().state() != Instance.State.BROKEN) {
      return true;
    }
    condemn(amphora, pass);
    pass.event("The amphora's machine is gone; it is being replaced.", "amphora " + amphora.id());
    return false;
  }

  private Amphora create(LoadBalancer loadBalancer, AmphoraRole role, Pass pass) {
    return leased(
        "create-amphora",
        loadBalancer.id(),
        pass,
        tx -> {
          Amphora amphora =
              new Amphora(
                  ids.get(),
                  loadBalancer.id(),
                  null,
                  null,
                  null,
                  null,
                  null,
                  null,
                  null,
                  false,
                  role,
                  AmphoraStatus.PENDING_CREATE,
                  null,
                  role == AmphoraRole.STANDALONE ? null : VRRP_ID,
                  vrrpPriority(role),
                  null,
                  null,
                  null,
                  tx.now(),
                  null);
          tx.amphorae().insert(amphora);
          return amphora;
        });
  }

  /** The amphora with a machine under it. */
  private Amphora built(Amphora amphora, Pass pass) {
    if (amphora.status() != AmphoraStatus.PENDING_CREATE) {
      return amphora;
    }
    pass.step("build-instance", BUILD_LIMIT);
    AmphoraBoot.Content content = boot.prepare(amphora.id());
    Instance instance = compute.build(amphora, content.files());
    return write(
        "boot-amphora",
        amphora,
        pass,
        row ->
            with(
                row,
                AmphoraStatus.BOOTING,
                instance.computeId(),
                instance.lbNetworkIp(),
                content.certificateExpires()));
  }

  /** The amphora with its port on the VIP's network attached to its machine. */
  private Amphora attached(Amphora amphora, LoadBalancer loadBalancer, Pass pass) {
    pass.step("attach-vip-port", PLUG_LIMIT);
    Port port = network.ensureVrrpPort(amphora, loadBalancer);
    compute.attach(amphora, port);
    Vip vip = loadBalancer.vip();
    @Nullable String vrrpIp =
        port.fixedIps().isEmpty() ? null : port.fixedIps().getFirst().ipAddress();
    if (port.id().equals(amphora.vrrpPortId())) {
      return amphora;
    }
    return write(
        "attach-amphora",
        amphora,
        pass,
        row ->
            new Amphora(
                row.id(),
                row.loadBalancerId(),
                row.computeId(),
                row.lbNetworkIp(),
                vrrpIp,
                vip.ipAddress(),
                port.id(),
                vip.portId(),
                row.certExpiration(),
                row.certBusy(),
                row.role(),
                row.status(),
                row.vrrpInterface(),
                row.vrrpId(),
                row.vrrpPriority(),
                row.cachedZone(),
                row.imageId(),
                row.computeFlavor(),
                row.createdAt(),
                row.updatedAt()));
  }

  private Outcome giveUpOrWait(Amphora amphora, Pass pass) {
    // Since it boots or has its port, not since its row was made: building may have had to wait.
    Instant since = Objects.requireNonNullElse(amphora.updatedAt(), amphora.createdAt());
    Instant now = store.read(tx -> tx.now());
    if (amphora.status() == AmphoraStatus.BOOTING
        && now.isAfter(since.plus(settings.bootLimit()))) {
      condemn(amphora, pass);
      throw new ProviderException(
          "the amphora did not answer in time after its boot; it is being replaced",
          "amphora "
              + amphora.id()
              + ", limit "
              + settings.bootLimit()
              + ", its last words: "
              + compute.lastWords(amphora));
    }
    return Outcome.waitFor(settings.bootRetry(), "wait-for-amphora", "the amphora to answer");
  }

  /** The amphora with the VIP on its interface, in use. */
  private Amphora plugged(Amphora amphora, LoadBalancer loadBalancer, Pass pass) {
    pass.step("plug-vip", PLUG_LIMIT);
    Vip vip = loadBalancer.vip();
    Port port = network.ensureVrrpPort(amphora, loadBalancer);
    Subnet subnet =
        Optional.ofNullable(vip.subnetId())
            .flatMap(network::subnet)
            .orElseThrow(() -> missing("subnet", vip.subnetId()));
    Network net =
        network.network(subnet.networkId()).orElseThrow(() -> missing("network", vip.networkId()));
    @Nullable String address = vip.ipAddress();
    if (address == null) {
      throw missing("address", vip.portId());
    }
    driver.plugVip(amphora, address, port, subnet, net);
    return leased(
        "allocate-amphora",
        loadBalancer.id(),
        pass,
        tx -> {
          tx.amphorae().status(amphora.id(), AmphoraStatus.ALLOCATED);
          if (driver.sendsHeartbeats()) {
            tx.amphoraHealth().expect(amphora.id(), tx.now());
          }
          return tx.amphorae().find(amphora.id()).orElse(amphora);
        });
  }

  private static ProviderException missing(String what, @Nullable String id) {
    return new ProviderException("the VIP's " + what + " does not exist", String.valueOf(id));
  }

  private void condemn(Amphora amphora, Pass pass) {
    leased(
        "condemn-amphora",
        amphora.loadBalancerId(),
        pass,
        tx -> {
          tx.amphorae().status(amphora.id(), AmphoraStatus.PENDING_DELETE);
          return true;
        });
  }

  /** Takes the amphora away, with all that was made for it. */
  private void remove(Amphora amphora, Pass pass) {
    pass.step("remove-amphora", BUILD_LIMIT);
    compute.delete(amphora);
    network.deleteVrrpPort(amphora);
    leased(
        "remove-amphora",
        amphora.loadBalancerId(),
        pass,
        tx -> {
          tx.amphorae().status(amphora.id(), AmphoraStatus.DELETED);
          tx.amphoraHealth().forget(amphora.id());
          return true;
        });
  }

  private Amphora write(
      String name, Amphora amphora, Pass pass, Function<Amphora, Amphora> change) {
    String id = amphora.id();
    return leased(
        name,
        amphora.loadBalancerId(),
        pass,
        tx -> {
          Amphora row =
              tx.amphorae()
                  .find(id)
                  .orElseThrow(
                      () -> new ProviderException("the amphora's row is gone", "amphora " + id));
          Amphora changed = change.apply(row);
          tx.amphorae().update(changed);
          return tx.amphorae().find(id).orElse(changed); // with the time of the change
        });
  }

  /**
   * A transaction that ends only while this pass has the lease.
   *
   * @throws LostLeaseException if another process has taken over; nothing is written then
   */
  private <T> T leased(
      String name, @Nullable String loadBalancerId, Pass pass, Function<Transaction, T> work) {
    String id = Objects.requireNonNull(loadBalancerId);
    return store.transaction(
        name,
        tx -> {
          T result = work.apply(tx);
          if (!tx.workOrders().confirm(id, pass.fence())) {
            throw new LostLeaseException(id);
          }
          return result;
        });
  }

  private static Amphora with(
      Amphora row,
      AmphoraStatus status,
      String computeId,
      @Nullable String lbNetworkIp,
      @Nullable Instant certificateExpires) {
    return new Amphora(
        row.id(),
        row.loadBalancerId(),
        computeId,
        lbNetworkIp,
        row.vrrpIp(),
        row.haIp(),
        row.vrrpPortId(),
        row.haPortId(),
        certificateExpires,
        row.certBusy(),
        row.role(),
        status,
        row.vrrpInterface(),
        row.vrrpId(),
        row.vrrpPriority(),
        row.cachedZone(),
        row.imageId(),
        row.computeFlavor(),
        row.createdAt(),
        row.updatedAt());
  }
}
