package octavia.cloud.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import octavia.cloud.Samples;
import octavia.cloud.compute.BootFiles;
import octavia.cloud.host.Commands;
import octavia.cloud.host.HostNames;
import octavia.cloud.host.Namespace;
import octavia.cloud.host.Processes;
import octavia.cloud.local.compute.AgentCommand;
import octavia.cloud.local.compute.AmphoraKind;
import octavia.cloud.local.network.LocalCloudSettings;
import octavia.cloud.network.Cidr;
import octavia.cloud.network.Port;
import octavia.model.Amphora;
import octavia.model.Crossing;
import octavia.model.LoadBalancer;

/**
 * A local cloud on this very host with ranges of its own, which leaves nothing behind. What may be
 * found after a test was killed has names that begin with {@code octavia-} and a tag of six digits.
 */
final class Sandbox implements AutoCloseable {
  static final BootFiles FILES = _ -> Map.of();
  static final AgentCommand SLEEPER =
      new AgentCommand(List.of("/bin/sh", "-c", "echo the agent runs; exec sleep 1000"), List.of());

  private static final int KINDS = 250;

  final Path state;
  final LocalCloudSettings settings;
  final Commands commands = new Commands(Crossing.OPEN, Duration.ofSeconds(10));

  private final int which;

  Sandbox(Path state) {
    this(state, ThreadLocalRandom.current().nextInt(KINDS));
  }

  private Sandbox(Path state, int which) {
    assumeTrue(
        ProcessHandle.current().info().user().equals(Optional.of("root")),
        "networks can be made by root only");
    this.state = state;
    this.which = which;
    this.settings = settings(which);
  }

  /** Another one with ranges that do not collide. */
  Sandbox beside(Path otherState) {
    return new Sandbox(otherState, (which + 1) % KINDS);
  }

  private static LocalCloudSettings settings(int which) {
    return new LocalCloudSettings(
        Cidr.parse("10.211." + which + ".0/24"),
        List.of(
            new LocalCloudSettings.Network(
                "demo",
                List.of(
                    new LocalCloudSettings.Subnet(
                        "demo-subnet", Cidr.parse("10.212." + which + ".0/24")),
                    new LocalCloudSettings.Subnet(
                        "demo-subnet6",
                        Cidr.parse("fd77:" + Integer.toHexString(which) + "::/64")))),
            new LocalCloudSettings.Network(
                "other",
                List.of(
                    new LocalCloudSettings.Subnet(
                        "other-subnet", Cidr.parse("10.213." + which + ".0/28"))))),
        1450);
  }

  LocalCloud cloud() {
    return cloud(SLEEPER, Crossing.OPEN);
  }

  LocalCloud cloud(AmphoraKind amphorae, Crossing crossing) {
    return new LocalCloud(state, settings, amphorae, crossing);
  }

  LocalCloud started() {
    return started(SLEEPER);
  }

  LocalCloud started(AmphoraKind amphorae) {
    LocalCloud cloud = cloud(amphorae, Crossing.OPEN);
    cloud.start();
    return cloud;
  }

  /** The port of an amphora of a load balancer that is there for it. */
  Port vrrpPort(LocalCloud cloud, Amphora amphora) {
    LoadBalancer asked = Samples.loadBalancer("lb", Samples.onSubnet(subnet(cloud, "demo-subnet")));
    return cloud
        .network()
        .ensureVrrpPort(amphora, Samples.loadBalancer("lb", cloud.network().allocateVip(asked)));
  }

  HostNames names() {
    return HostNames.of(state);
  }

  String subnet(LocalCloud cloud, String name) {
    return cloud.catalog().subnets().stream()
        .filter(subnet -> subnet.name().equals(name))
        .findFirst()
        .orElseThrow()
        .id();
  }

  /** Runs a program in a namespace and returns what it says. */
  String in(Namespace namespace, String... words) {
    return commands.run("test", namespace.enter(List.of(words)));
  }

  /** Everything on this host that bears the marks of this cloud, looked at from outside. */
  List<String> remains() throws IOException {
    HostNames names = names();
    List<String> remains = new ArrayList<>();
    try (Stream<Path> interfaces = Files.list(Path.of("/sys/class/net"))) {
      Stream.concat(
              interfaces.map(path -> path.getFileName().toString()), Namespace.names().stream())
          .filter(name ->
              name.startsWith(names.hostInterfacePrefix())
                  || name.startsWith(names.namespacePrefix()))
          .forEach(remains::add);
    }
    Processes.find(words -> words.stream().anyMatch(word -> word.contains(state + "/")))
        .forEach(process -> remains.add(process.toString()));
    Files.readString(Path.of("/proc/self/mounts"))
        .lines()
        .filter(line -> line.contains(state.toString()) || line.contains(names.namespacePrefix()))
        .forEach(remains::add);
    for (String own : List.of("compute", "amphorae")) {
      if (Files.exists(state.resolve(own))) {
        remains.add(own);
      }
    }
    for (String parent : List.of("/run", "/var/lib")) {
      Path containers = Path.of(parent, names.containers());
      if (Files.exists(containers)) {
        remains.add(containers.toString());
      }
    }
    return remains;
  }

  static void await(String what, BooleanSupplier condition) throws InterruptedException {
    long deadline = System.nanoTime() + Duration.ofSeconds(10).toNanos();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as(what).isLessThan(deadline);
      TimeUnit.MILLISECONDS.sleep(2);
    }
  }

  void clean() {
    new LocalInventory(state, Crossing.OPEN).removeAll();
  }

  @Override
  public void close() {
    clean();
  }
}
