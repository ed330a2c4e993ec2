package octavia.control.amphora;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import octavia.amphora.haproxy.HaproxySettings;
import octavia.cloud.network.Network;
import octavia.cloud.network.Port;
import octavia.cloud.network.Subnet;
import octavia.cloud.noop.NoopComputeDriver;
import octavia.cloud.noop.NoopNetworkDriver;
import octavia.control.Samples;
import octavia.model.Amphora;
import octavia.model.AmphoraStatus;
import octavia.model.Graph;
import octavia.model.LoadBalancer;
import octavia.model.ProvisioningStatus;
import octavia.model.Topology;
import octavia.provider.LostLeaseException;
import octavia.provider.Outcome;
import octavia.provider.Pass;
import octavia.provider.ProviderException;
import octavia.store.Store;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AmphoraProviderTest {
  /** A pass that knows nothing but its fence. */
  private record FencedPass(long fence) implements Pass {
    @Override
    public void step(String name, Duration limit) {}

    @Override
    public void event(String text, String detail) {}
  }

  @TempDir Path directory;

  @Test
  void aPairHasAMasterAndABackupAlsoAfterOneIsReplaced() {
    try (Store store = Samples.store(directory, InstantSource.fixed(Samples.T0))) {
      AtomicInteger made = new AtomicInteger();
      AmphoraProvider provider = provider(store, () -> "a" + made.incrementAndGet());
      Graph graph = wanted(store, Topology.ACTIVE_STANDBY);
      Pass pass = claimed(store);

      provider.reconcile(graph, pass);

      assertThat(roles(store)).containsExactly("a1 MASTER 100", "a2 BACKUP 90");
      store.transaction(
          "test",
          tx -> {
            tx.amphorae().status("a1", AmphoraStatus.PENDING_DELETE);
            return true;
          });

      provider.reconcile(graph, pass);

      assertThat(roles(store)).containsExactly("a2 BACKUP 90", "a3 MASTER 100");
    }
  }

  private static List<String> roles(Store store) {
    return store.read(tx -> tx.amphorae().of("lb")).stream()
        .map(amphora -> amphora.id() + " " + amphora.role() + " " + amphora.vrrpPriority())
        .toList();
  }

  @Test
  void nobodyWaitsForHeartbeatsOfAnAmphoraThatSendsNone() {
    try (Store store = Samples.store(directory, InstantSource.fixed(Samples.T0))) {
      Graph graph = wanted(store, Topology.SINGLE);

      Outcome outcome = provider(store, () -> "a").reconcile(graph, claimed(store));

      assertThat(outcome).isEqualTo(Outcome.DONE);
      Optional<AmphoraStatus> status =
          store.read(tx -> tx.amphorae().find("a")).map(amphora -> amphora.status());
      assertThat(status).contains(AmphoraStatus.ALLOCATED);
      var silent = store.read(tx -> tx.amphoraHealth().silentSince(Samples.T0.plusSeconds(86_400)));
      assertThat(silent).isEmpty();
    }
  }

  @Test
  void aPassThatWasTakenOverWritesNothing() {
    try (Store store = Samples.store(directory, InstantSource.fixed(Samples.T0))) {
      Graph graph = wanted(store, Topology.SINGLE);
      Pass former = claimed(store);
      store.transaction("test", tx -> tx.workOrders().voidLeases());
      claimed(store);

      assertThatThrownBy(() -> provider(store, () -> "a").reconcile(graph, former))
          .isInstanceOf(LostLeaseException.class);

      var amphorae = store.read(tx -> tx.amphorae().all());
      assertThat(amphorae).isEmpty();
    }
  }

  @Test
  void anAgentIsGivenItsConfigurationWhenThatIsWantedAndOnlyThen() {
    try (Store store = Samples.store(directory, InstantSource.fixed(Samples.T0))) {
      TellingDriver driver = new TellingDriver();
      AtomicInteger made = new AtomicInteger();
      AmphoraProvider provider = provider(store, driver, () -> "a" + made.incrementAndGet());
      Graph graph = wanted(store, Topology.ACTIVE_STANDBY);
      Pass pass = claimed(store);
      provider.reconcile(graph, pass);
      assertThat(driver.told).isEmpty();

      want(store, "a2");
      provider.reconcile(graph, pass);
      provider.reconcile(graph, pass);

      assertThat(driver.told).containsExactly("a2");
      var event = store.read(tx -> tx.events().page("lb", Optional.empty(), 1)).getFirst();
      assertThat(event.code()).isEqualTo("configure-agent");
      assertThat(event.text()).isEqualTo("told");
      assertThat(event.detail()).isEqualTo("amphora a2 in full");
    }
  }

  @Test
  void anAgentThatCouldNotBeToldIsToldByTheNextPass() {
    try (Store store = Samples.store(directory, InstantSource.fixed(Samples.T0))) {
      TellingDriver driver = new TellingDriver();
      Runnable reconcile = oneWantedTold(store, driver);
      driver.meanwhile =
          () -> {
            throw new ProviderException("the amphora does not answer", "");
          };
      assertThatThrownBy(reconcile::run).isInstanceOf(ProviderException.class);

      driver.meanwhile = () -> {};
      reconcile.run();
      reconcile.run();

      assertThat(driver.told).containsExactly("a");
    }
  }

  @Test
  void aWishThatComesWhileTheAgentIsToldHasItToldAgain() {
    try (Store store = Samples.store(directory, InstantSource.fixed(Samples.T0))) {
      TellingDriver driver = new TellingDriver();
      Runnable reconcile = oneWantedTold(store, driver);
      driver.meanwhile = () -> want(store, "a");
      reconcile.run();

      driver.meanwhile = () -> {};
      reconcile.run();
      reconcile.run();

      assertThat(driver.told).containsExactly("a", "a");
    }
  }

  @Test
  void aWishForAnAmphoraThatIsGoneIsForgotten() {
    try (Store store = Samples.store(directory, InstantSource.fixed(Samples.T0))) {
      TellingDriver driver = new TellingDriver();
      Graph graph = wanted(store, Topology.SINGLE);
      want(store, "gone");

      provider(store, driver, () -> "a").reconcile(graph, claimed(store));

      assertThat(driver.told).isEmpty();
      Map<String, Long> left = store.read(tx -> tx.agentConfigs().of("lb"));
      assertThat(left).isEmpty();
    }
  }

  /** What reconciles a load balancer whose one agent, {@code a}, is wanted told. */
  private Runnable oneWantedTold(Store store, AmphoraDriver driver) {
    AmphoraProvider provider = provider(store, driver, () -> "a");
    Graph graph = wanted(store, Topology.SINGLE);
    Pass pass = claimed(store);
    want(store, "a");
    return () -> provider.reconcile(graph, pass);
  }

  private static void want(Store store, String amphoraId) {
    store.transaction(
        "test",
        tx -> {
          tx.agentConfigs().want(amphoraId, "lb");
          return true;
        });
  }

  /** As the one that talks to nobody, and remembers which agents it has told. */
  private static final class TellingDriver implements AmphoraDriver {
    private final AmphoraDriver others = new NoopAmphoraDriver();
    private final List<String> told = new ArrayList<>();
    private Runnable meanwhile = () -> {};

    @Override
    public boolean answers(Amphora amphora) {
      return others.answers(amphora);
    }

    @Override
    public void plugVip(Amphora amphora, String vip, Port port, Subnet subnet, Network network) {}

    @Override
    public boolean sendsHeartbeats() {
      return others.sendsHeartbeats();
    }

    @Override
    public Map<String, String> apply(Amphora amphora, Graph graph) {
      return others.apply(amphora, graph);
    }

    @Override
    public Told configure(Amphora amphora) {
      meanwhile.run();
      told.add(amphora.id());
      return new Told("told", "in full");
    }
  }

  private final NoopNetworkDriver network = new NoopNetworkDriver();

  private AmphoraProvider provider(Store store, Supplier<String> ids) {
    return provider(store, new NoopAmphoraDriver(), ids);
  }

  private AmphoraProvider provider(Store store, AmphoraDriver driver, Supplier<String> ids) {
    return new AmphoraProvider(
        new AmphoraSettings(
            Duration.ofSeconds(30), Duration.ofMillis(1), "haproxy", HaproxySettings.DEFAULT),
        store,
        new NoopComputeDriver(),
        network,
        driver,
        _ -> new AmphoraBoot.Content(_ -> Map.of(), Samples.T0),
        ids);
  }

  private Graph wanted(Store store, Topology topology) {
    return store.transaction(
        "test",
        tx -> {
          LoadBalancer sample = Samples.loadBalancer("lb", ProvisioningStatus.PENDING_CREATE);
          LoadBalancer row =
              new LoadBalancer(
                  sample.id(),
                  sample.projectId(),
                  sample.name(),
                  sample.description(),
                  sample.adminStateUp(),
                  sample.provisioningStatus(),
                  sample.operatingStatus(),
                  sample.provider(),
                  topology,
                  null,
                  null,
                  sample.vip(),
                  sample.tags(),
                  sample.createdAt(),
                  null);
          tx.loadBalancers().insert(row);
          tx.loadBalancers().updateVip("lb", network.allocateVip(row));
          tx.workOrders().want("lb", "create-loadbalancer", Duration.ofMinutes(1));
          return tx.graphs().find("lb").orElseThrow();
        });
  }

  private static Pass claimed(Store store) {
    return new FencedPass(
        store
            .transaction(
                "test", tx -> tx.workOrders().claim("worker", Set.of(), 1, Duration.ofMinutes(1)))
            .getFirst()
            .fence());
  }
}
