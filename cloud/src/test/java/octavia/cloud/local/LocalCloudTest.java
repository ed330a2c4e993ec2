package octavia.cloud.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import octavia.cloud.CloudException;
import octavia.cloud.Samples;
import octavia.cloud.compute.BootFiles;
import octavia.cloud.compute.Instance;
import octavia.cloud.host.HostNames;
import octavia.cloud.host.Namespace;
import octavia.cloud.host.Processes;
import octavia.cloud.local.compute.AgentCommand;
import octavia.cloud.network.Port;
import octavia.model.Amphora;
import octavia.model.Crossing;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class LocalCloudTest {
  @TempDir Path directory;

  private Sandbox sandbox;
  private final Amphora amphora = Samples.amphora(UUID.randomUUID().toString());

  @BeforeEach
  void open() {
    sandbox = new Sandbox(directory.resolve("state"));
  }

  @AfterEach
  void close() throws IOException {
    sandbox.close();
    assertThat(sandbox.remains()).isEmpty();
  }

  @Test
  void anAmphoraIsBuiltFoundAndDeletedAndEachMayBeRepeated() throws Exception {
    LocalCloud cloud = sandbox.started();
    assertThat(cloud.compute().find(amphora)).isEmpty();

    Instance built = cloud.compute().build(amphora, Sandbox.FILES);

    assertThat(built.state()).isEqualTo(Instance.State.ACTIVE);
    assertThat(built.computeId()).isEqualTo(amphora.id());
    assertThat(cloud.compute().build(amphora, Sandbox.FILES)).isEqualTo(built);
    assertThat(cloud.compute().find(amphora)).contains(built);
    assertThat(cloud.compute().list()).containsExactly(built);
    assertThat(Namespace.names()).contains(agent().name(), haproxy().name());
    assertThat(sandbox.in(agent(), "ip", "-brief", "address", "show", "dev", "eth0"))
        .contains(built.lbNetworkIp() + "/24")
        .contains("UP");
    sandbox.in(Namespace.HOST, "ping", "-c1", "-W2", String.valueOf(built.lbNetworkIp()));

    cloud.compute().delete(amphora);
    cloud.compute().delete(amphora);

    assertThat(cloud.compute().find(amphora)).isEmpty();
    assertThat(cloud.compute().list()).isEmpty();
    assertThat(Namespace.names()).doesNotContain(agent().name(), haproxy().name());
    assertThat(sandbox.in(sandbox.names().networks(), "ip", "link", "show"))
        .doesNotContain(HostNames.management(amphora.id()));
    assertThat(processes()).isEmpty();
    assertThat(sandbox.state.resolve("amphorae")).isEmptyDirectory();
  }

  @Test
  void theAmphoraOutlivesTheService() {
    Instance built = sandbox.started().compute().build(amphora, Sandbox.FILES);

    LocalCloud next = sandbox.started();

    assertThat(next.compute().find(amphora)).contains(built);
    assertThat(next.compute().build(amphora, Sandbox.FILES)).isEqualTo(built);
  }

  @Test
  void theAmphoraSeesItsOwnFilesAndNothingOfTheHostsThatIsNotNeeded() throws Exception {
    BootFiles files =
        address ->
            Map.of(
                "/etc/octavia/amphora-agent.conf",
                "address = " + address.orElseThrow(),
                "/etc/octavia/certs/server.pem",
                "secret");
    AgentCommand look =
        new AgentCommand(
            List.of(
                "/bin/sh",
                "-c",
                "cat /etc/octavia/amphora-agent.conf; echo; ls -d /tmp/* /run/netns/*; env;"
                    + " readlink /proc/self; cat "
                    + directory.resolve("program/file")
                    + "; ip -n amphora-haproxy link show lo; grep -c . /proc/mounts; echo end;"
                    + " exec sleep 1000"),
            List.of(directory.resolve("program")));
    Files.createDirectories(directory.resolve("program"));
    Files.writeString(directory.resolve("program/file"), "the program's file\n");
    LocalCloud cloud = sandbox.cloud(look, Crossing.OPEN);
    cloud.start();

    Instance built = cloud.compute().build(amphora, files);

    Path home = sandbox.state.resolve("amphorae").resolve(amphora.id());
    Path log = home.resolve("agent.log");
    Sandbox.await("the agent's output", () -> read(log).contains("end"));
    assertThat(read(log))
        .contains("address = " + built.lbNetworkIp())
        .contains("/run/netns/amphora-haproxy")
        .contains("the program's file")
        .contains("LOOPBACK")
        .doesNotContain(sandbox.names().namespacePrefix())
        .doesNotContain("JAVA_HOME");
    assertThat(read(log).lines().filter(line -> line.startsWith("/tmp/")).toList())
        .hasSize(1); // the way to the program alone
    assertThat(mode(home.resolve("etc/certs/server.pem"))).isEqualTo("rw-------");
    assertThat(mode(home.resolve("etc"))).isEqualTo("rwx------");
    assertThat(mode(sandbox.state.resolve("amphorae"))).isEqualTo("rwx------");
  }

  @Test
  void filesElsewhereAreRefused() {
    LocalCloud cloud = sandbox.started();

    assertThatThrownBy(
            () -> cloud.compute().build(amphora, _ -> Map.of("/etc/octavia/../passwd", "x")))
        .isInstanceOfSatisfying(
            CloudException.class, e -> assertThat(e.kind()).isEqualTo(CloudException.Kind.INVALID));
    assertThat(cloud.compute().find(amphora)).isEmpty();
  }

  @Test
  void theAgentIsStartedAgainWhenItDies() throws Exception {
    LocalCloud cloud = sandbox.started();
    cloud.compute().build(amphora, Sandbox.FILES);
    Processes.Found agent = sleeper(0);

    ProcessHandle.of(agent.pid()).orElseThrow().destroyForcibly();

    assertThat(sleeper(agent.pid()).pid()).isNotEqualTo(agent.pid());
    assertThat(cloud.compute().find(amphora).orElseThrow().state())
        .isEqualTo(Instance.State.ACTIVE);
  }

  @Test
  void aDeadAmphoraIsBrokenAndCanBeReplaced() throws Exception {
    LocalCloud cloud = sandbox.started();
    cloud.compute().build(amphora, Sandbox.FILES);
    Processes.Found first = first();
    ProcessHandle.of(first.pid()).orElseThrow().destroyForcibly();
    Sandbox.await("the end of all its processes", () -> processes().isEmpty());

    assertThat(cloud.compute().find(amphora).orElseThrow().state())
        .isEqualTo(Instance.State.BROKEN);
    assertThat(cloud.compute().build(amphora, Sandbox.FILES).state())
        .isEqualTo(Instance.State.BROKEN);

    cloud.compute().delete(amphora);
    assertThat(cloud.compute().build(amphora, Sandbox.FILES).state())
        .isEqualTo(Instance.State.ACTIVE);
  }

  @Test
  void anAmphoraWhoseNamespacesLostTheirNamesIsBrokenAndCanBeReplaced() throws Exception {
    LocalCloud cloud = sandbox.started();
    cloud.compute().build(amphora, Sandbox.FILES);
    for (Namespace namespace : List.of(agent(), haproxy())) {
      sandbox.in(Namespace.HOST, "ip", "netns", "del", namespace.name());
      assertThat(cloud.compute().find(amphora).orElseThrow().state())
          .isEqualTo(Instance.State.BROKEN);
      cloud.compute().delete(amphora);
      assertThat(processes()).isEmpty();
      assertThat(cloud.compute().build(amphora, Sandbox.FILES).state())
          .isEqualTo(Instance.State.ACTIVE);
    }
  }

  @Test
  void anInterfaceThatGoesByItselfIsNoHindrance() {
    LocalCloud cloud =
        sandbox.cloud(
            Sandbox.SLEEPER,
            onceBefore(
                "exec:ip-batch remove",
                () ->
                    sandbox.in(
                        sandbox.names().networks(),
                        "ip",
                        "link",
                        "del",
                        HostNames.management(amphora.id()))));
    cloud.start();
    cloud.compute().build(amphora, Sandbox.FILES);

    cloud.compute().delete(amphora);

    assertThat(processes()).isEmpty();
    assertThat(agent().exists() || haproxy().exists()).isFalse();
  }

  @Test
  void theHostsEndOfALostNetworkMayGoByItself() throws Exception {
    String host = sandbox.names().hostInterface("management");
    LocalCloud cloud =
        sandbox.cloud(
            Sandbox.SLEEPER,
            onceBefore(
                "exec:ip-batch host", () -> sandbox.in(Namespace.HOST, "ip", "link", "del", host)));
    sandbox.started();
    String networks = sandbox.names().networks().name();
    Process inside =
        new ProcessBuilder("ip", "netns", "exec", networks, "sh", "-c", "echo; exec sleep 60")
            .start();
    try {
      assertThat(inside.getInputStream().read()).isEqualTo('\n');
      sandbox.in(Namespace.HOST, "ip", "netns", "del", networks);

      cloud.start();
      cloud.compute().build(amphora, Sandbox.FILES);
    } finally {
      inside.destroyForcibly().waitFor();
    }
    assertThat(cloud.compute().find(amphora).orElseThrow().state())
        .isEqualTo(Instance.State.ACTIVE);
  }

  /** Does {@code action} the first time that {@code crossing} is about to happen. */
  private static Crossing onceBefore(String crossing, Runnable action) {
    AtomicBoolean done = new AtomicBoolean();
    return new Crossing() {
      @Override
      public void before(String name) {
        if (name.equals(crossing) && done.compareAndSet(false, true)) {
          action.run();
        }
      }

      @Override
      public void after(String name) {}
    };
  }

  @Test
  void networksThatSomebodyRemovedComeBack() throws Exception {
    LocalCloud cloud = sandbox.started();
    cloud.compute().build(amphora, Sandbox.FILES);
    sandbox.in(Namespace.HOST, "ip", "netns", "del", sandbox.names().networks().name());
    Sandbox.await(
        "the end of the amphora's interface",
        () -> cloud.compute().find(amphora).orElseThrow().state() == Instance.State.BROKEN);

    cloud.compute().delete(amphora);
    Instance built = cloud.compute().build(amphora, Sandbox.FILES);

    assertThat(built.state()).isEqualTo(Instance.State.ACTIVE);
    sandbox.in(Namespace.HOST, "ping", "-c1", "-W2", String.valueOf(built.lbNetworkIp()));
  }

  @Test
  void theHostsEndOfANetworkComesBackWithoutHarmToAmphorae() {
    LocalCloud cloud = sandbox.started();
    Instance built = cloud.compute().build(amphora, Sandbox.FILES);
    sandbox.in(Namespace.HOST, "ip", "link", "del", sandbox.names().hostInterface("management"));

    cloud.repair();

    assertThat(cloud.compute().find(amphora)).contains(built);
    sandbox.in(Namespace.HOST, "ping", "-c1", "-W2", String.valueOf(built.lbNetworkIp()));
  }

  @Test
  void aPortIsAttachedOnceWhereverTheAgentHasMovedIt() {
    LocalCloud cloud = sandbox.started();
    Port port = sandbox.vrrpPort(cloud, amphora);
    cloud.compute().build(amphora, Sandbox.FILES);

    cloud.compute().attach(amphora, port);
    cloud.compute().attach(amphora, port);

    String name = HostNames.port(port.id());
    assertThat(sandbox.in(agent(), "ip", "link", "show", "dev", name))
        .contains(port.macAddress())
        .contains("mtu 1450");

    sandbox.in(agent(), "ip", "link", "set", name, "netns", haproxy().name(), "name", "eth1");
    cloud.compute().attach(amphora, port);

    assertThat(sandbox.in(haproxy(), "ip", "link", "show", "dev", "eth1"))
        .contains(port.macAddress());
    assertThat(sandbox.in(agent(), "ip", "link", "show")).doesNotContain(port.macAddress());
    assertThat(cloud.compute().find(amphora).orElseThrow().state())
        .isEqualTo(Instance.State.ACTIVE);

    cloud.compute().delete(amphora);
    assertThat(sandbox.in(sandbox.names().networks(), "ip", "link", "show")).doesNotContain(name);
  }

  @Test
  void aPortIsAttachedAnewWhenItsOtherEndIsLost() {
    LocalCloud cloud = sandbox.started();
    Port port = sandbox.vrrpPort(cloud, amphora);
    cloud.compute().build(amphora, Sandbox.FILES);
    String name = HostNames.port(port.id());
    sandbox.in(
        sandbox.names().networks(),
        "ip",
        "link",
        "add",
        "name",
        name,
        "type",
        "veth",
        "peer",
        "name",
        "lost");

    cloud.compute().attach(amphora, port);

    assertThat(sandbox.in(agent(), "ip", "link", "show", "dev", name)).contains(port.macAddress());
  }

  @Test
  void nothingIsAttachedToAnAmphoraThatIsNotThere() {
    LocalCloud cloud = sandbox.started();

    assertThatThrownBy(() -> cloud.compute().attach(amphora, sandbox.vrrpPort(cloud, amphora)))
        .isInstanceOfSatisfying(
            CloudException.class,
            e -> assertThat(e.kind()).isEqualTo(CloudException.Kind.NOT_FOUND));
  }

  @Test
  void tenantsReachTheirGatewayAndOtherNetworksButNotManagement() throws Exception {
    LocalCloud cloud = sandbox.started();
    Instance built = cloud.compute().build(amphora, Sandbox.FILES);
    Port port = sandbox.vrrpPort(cloud, amphora);
    cloud.compute().attach(amphora, port);
    String name = HostNames.port(port.id());
    String gateway = gateway(cloud, "demo-subnet");
    sandbox.in(agent(), "ip", "link", "set", name, "netns", haproxy().name(), "name", "eth1");
    sandbox.in(
        haproxy(),
        "ip",
        "address",
        "add",
        port.fixedIps().getFirst().ipAddress() + "/24",
        "dev",
        "eth1");
    sandbox.in(haproxy(), "ip", "link", "set", "eth1", "up");
    sandbox.in(haproxy(), "ip", "route", "add", "default", "via", gateway);

    try (ServerSocket server = new ServerSocket()) {
      server.bind(new InetSocketAddress(InetAddress.ofLiteral("0.0.0.0"), 0));
      assertThat(connects(gateway, server, 30)).isTrue();
      assertThat(connects(gateway(cloud, "other-subnet"), server, 30)).isTrue();
      assertThat(connects(cloud.managementAddress(), server, 1)).isFalse();
    }
    assertThat(pings(String.valueOf(built.lbNetworkIp()), 1)).isFalse();
    assertThat(pings(gateway, 30)).isTrue();
  }

  @Test
  void aRangeThatTheHostHasAnotherUseForIsRefused() {
    String route = sandbox.settings.networks().getLast().subnets().getFirst().cidr().toString();
    sandbox.in(
        Namespace.HOST,
        "ip",
        "link",
        "add",
        "name",
        "octtest0",
        "type",
        "veth",
        "peer",
        "name",
        "octtest1");
    try {
      sandbox.in(Namespace.HOST, "ip", "link", "set", "octtest0", "up");
      sandbox.in(Namespace.HOST, "ip", "route", "add", route, "dev", "octtest0");

      assertThatThrownBy(() -> sandbox.cloud().start())
          .isInstanceOfSatisfying(
              CloudException.class,
              e -> {
                assertThat(e.kind()).isEqualTo(CloudException.Kind.INVALID);
                assertThat(e.reason())
                    .contains(route + " of network other")
                    .contains("the route " + route + " dev octtest0");
              });
    } finally {
      sandbox.in(Namespace.HOST, "ip", "link", "del", "octtest0");
    }
  }

  @Test
  void twoCloudsLiveSideBySide() throws IOException {
    try (Sandbox second = sandbox.beside(directory.resolve("second"))) {
      LocalCloud one = sandbox.started();
      LocalCloud two = second.started();
      Instance kept = one.compute().build(amphora, Sandbox.FILES);
      two.compute().build(amphora, Sandbox.FILES);

      two.removeAll();

      assertThat(second.remains()).isEmpty();
      assertThat(one.compute().find(amphora)).contains(kept);
    }
  }

  @Test
  void whatIsCleanedAwayComesBackWithTheIdsAndAddressesThatItHad() {
    LocalCloud cloud = sandbox.started();
    Port port = sandbox.vrrpPort(cloud, amphora);

    cloud.removeAll();
    LocalCloud again = sandbox.started();

    assertThat(again.network().port(port.id())).contains(port);
    assertThat(again.network().network(port.networkId())).isPresent();
  }

  @Test
  void everythingIsListedAndRemovedWithoutTheLedger() throws IOException {
    LocalCloud cloud = sandbox.started();
    cloud.compute().build(amphora, Sandbox.FILES);
    Path ledger = sandbox.state.resolve("compute").resolve(amphora.id() + ".json");
    Files.writeString(ledger, "{");

    LocalInventory inventory = new LocalInventory(sandbox.state, Crossing.OPEN);
    List<LocalInventory.Item> items = inventory.list();

    assertThat(items)
        .contains(
            new LocalInventory.Item(
                LocalInventory.Kind.NAMESPACE, agent().name(), "amphora " + amphora.id()),
            new LocalInventory.Item(
                LocalInventory.Kind.NAMESPACE, sandbox.names().networks().name(), "networks"));
    assertThat(items.stream().map(LocalInventory.Item::kind).distinct())
        .containsExactlyElementsOf(EnumSet.complementOf(EnumSet.of(LocalInventory.Kind.CONTAINER)));
    assertThatThrownBy(() -> sandbox.cloud().compute().list())
        .hasMessageContaining(ledger.toString());

    Files.delete(ledger);
    assertThat(sandbox.cloud().compute().list())
        .containsExactly(new Instance(amphora.id(), amphora.id(), Instance.State.BROKEN, null));

    inventory.removeAll();
    inventory.removeAll();
    assertThat(inventory.list()).isEmpty();
    assertThat(sandbox.remains()).isEmpty();
  }

  @Test
  void aCommandThatCannotBeStartedIsToldWithItsReason() {
    AgentCommand agent = new AgentCommand(List.of("/bin/true"), List.of(Path.of("/tmp/missing")));
    LocalCloud cloud = sandbox.cloud(agent, Crossing.OPEN);
    cloud.start();

    assertThatThrownBy(() -> cloud.compute().build(amphora, Sandbox.FILES))
        .isInstanceOf(CloudException.class)
        .hasMessageContaining("cannot be started")
        .hasMessageContaining("/tmp/missing");
  }

  private Namespace agent() {
    return sandbox.names().agent(amphora.id());
  }

  private Namespace haproxy() {
    return sandbox.names().haproxy(amphora.id());
  }

  private String gateway(LocalCloud cloud, String subnet) {
    return Optional.ofNullable(
            cloud.network().subnet(sandbox.subnet(cloud, subnet)).orElseThrow().gatewayIp())
        .orElseThrow();
  }

  private boolean connects(String address, ServerSocket server, int seconds) {
    return succeeds(
        "timeout",
        String.valueOf(seconds),
        "bash",
        "-c",
        "exec 3<>/dev/tcp/" + address + "/" + server.getLocalPort());
  }

  private boolean pings(String address, int seconds) {
    return succeeds("ping", "-c1", "-W" + seconds, address);
  }

  private boolean succeeds(String... words) {
    try {
      sandbox.in(haproxy(), words);
      return true;
    } catch (CloudException e) {
      return false;
    }
  }

  /** The stand-in for the agent, other than {@code not}. */
  private Processes.Found sleeper(long not) throws InterruptedException {
    List<Processes.Found> found = new ArrayList<>();
    Sandbox.await(
        "an agent",
        () -> {
          Processes.find(words -> words.equals(List.of("sleep", "1000"))).stream()
              .filter(each -> each.pid() != not)
              .filter(
                  each -> Namespace.inode(each.proc().resolve("ns/net")).equals(agent().inode()))
              .forEach(found::add);
          return !found.isEmpty();
        });
    return found.getFirst();
  }

  private Processes.Found first() {
    return processes().stream().filter(Processes.Found::isInit).findFirst().orElseThrow();
  }

  private List<Processes.Found> processes() {
    return Processes.find(
        words -> words.stream().anyMatch(word -> word.contains(sandbox.state + "/")));
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      return "";
    }
  }

  private static String mode(Path path) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }
}
