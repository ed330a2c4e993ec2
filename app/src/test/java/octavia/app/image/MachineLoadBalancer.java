package octavia.app.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import octavia.app.client.Visitor;
import octavia.app.local.LocalHoldings.Holding;
import octavia.app.standalone.Footprint;
import octavia.app.system.Await;
import octavia.app.system.Installation;
import octavia.app.system.Program;
import octavia.app.system.SocketServer;
import octavia.app.system.Tenant;
import octavia.cloud.host.Commands;
import octavia.cloud.host.HostNames;
import octavia.model.Crossing;

/**
 * The life of a load balancer whose amphora is of an image, made through the API of a service with
 * the driver for that kind: traffic, a restart of the service, the amphora's death, the end. Prints
 * the time from power-on to the first byte, and what memory the amphora's processes have then.
 */
final class MachineLoadBalancer implements AutoCloseable {
  private static final Footprint FOOTPRINT =
      new Footprint(
          Path.of("/var/lib/octavia-test-machine"),
          9936,
          5615,
          "10.245.96.0/20",
          "10.245.112.0/24");

  /** A boot without KVM, on a host with other work. */
  private static final Duration LIMIT = Duration.ofMinutes(15);

  private static final String GREETING = "hello";

  /** What amphorae are. */
  enum Kind {
    /** Virtual machines of a disk. */
    QEMU(
        """
        [controller_worker]
        compute_driver = qemu
        [local_cloud]
        qemu_image = %s
        qemu_vcpus = 2
        """,
        "qemu-system"),
    /** Containers of a tar. */
    PODMAN(
        """
        [controller_worker]
        compute_driver = podman
        [local_cloud]
        podman_image = %s
        """,
        "dash");

    private final String configuration;
    private final String program;

    Kind(String configuration, String program) {
      this.configuration = configuration;
      this.program = program;
    }
  }

  private final Kind kind;
  private final Path image;
  private final Installation installation;
  private final Tenant tenant;
  private final List<SocketServer> web;
  private final SocketServer greeter;

  private MachineLoadBalancer(Kind kind, Path image) throws InterruptedException {
    this.kind = kind;
    this.image = image;
    installation = Installation.start(new Program(FOOTPRINT), kind.configuration.formatted(image));
    tenant = installation.tenant();
    web =
        List.of(
            SocketServer.web("one", tenant.gateway()), SocketServer.web("two", tenant.gateway()));
    greeter =
        new SocketServer(
            "greeter",
            tenant.gateway(),
            connection ->
                connection.getOutputStream().write(GREETING.getBytes(StandardCharsets.US_ASCII)));
  }

  /** All of it. */
  static void live(Kind kind, Path image) throws IOException, InterruptedException {
    try (MachineLoadBalancer machine = new MachineLoadBalancer(kind, image)) {
      String first = machine.create();
      machine.restartService(first);
      String second = machine.loseMachine(first);
      machine.delete(List.of(first, second));
    }
  }

  /** Its beginning and its end only. */
  static void serve(Kind kind, Path image) throws IOException, InterruptedException {
    try (MachineLoadBalancer machine = new MachineLoadBalancer(kind, image)) {
      machine.delete(List.of(machine.create()));
    }
  }

  private String create() throws IOException, InterruptedException {
    tenant.requestLoadBalancer(
        Map.of(
            "name",
            "machine",
            "listeners",
            List.of(listener("HTTP", 80, web), listener("TCP", 81, List.of(greeter)))));
    String amphora = awaitAmphora("");
    awaitTraffic(amphora);
    tenant.awaitActive();
    tenant.awaitOnline();
    assertServes();
    return amphora;
  }

  private static Map<String, ?> listener(String protocol, int port, List<SocketServer> servers) {
    return Map.of(
        "name",
        "on-" + port,
        "protocol",
        protocol,
        "protocol_port",
        port,
        "default_pool",
        Map.of(
            "name",
            "pool-" + port,
            "protocol",
            protocol,
            "lb_algorithm",
            "ROUND_ROBIN",
            "healthmonitor",
            Map.of("type", protocol, "delay", 2, "timeout", 2, "max_retries", 1),
            "members",
            servers.stream()
                .map(server -> Map.of("address", server.address(), "protocol_port", server.port()))
                .toList()));
  }

  /** Kills what all of it ends with; another machine takes its place. */
  private String loseMachine(String amphora) throws IOException, InterruptedException {
    ProcessHandle machine = machine(amphora);
    machine.destroyForcibly();
    String next = awaitAmphora(amphora);
    awaitTraffic(next);
    tenant.awaitActive();
    tenant.awaitOnline();
    assertServes();
    assertThat(machine.isAlive()).isFalse();
    assertThat(holdings("process")).noneMatch(holding -> holding.owner().endsWith(amphora));
    return next;
  }

  /** The machine serves meanwhile, and belongs to the next service. */
  private void restartService(String amphora) throws IOException, InterruptedException {
    ProcessHandle machine = machine(amphora);
    installation.kill();
    assertServes();
    installation.restart();
    String pool = tenant.tree().at("/listeners/0/pools/0/id").asString();
    tenant.update("pools/" + pool, "pool", Map.of("lb_algorithm", "LEAST_CONNECTIONS"));
    assertServes();
    assertThat(tenant.amphorae()).containsExactly(amphora);
    assertThat(machine(amphora)).isEqualTo(machine);
  }

  private void delete(List<String> amphorae) throws InterruptedException {
    tenant.deleteLoadBalancer();
    assertThat(holdings("process")).isEmpty();
    assertThat(holdings("container")).isEmpty();
    assertThat(FOOTPRINT.stateDirectory().resolve("amphorae")).isEmptyDirectory();
    String links =
        new Commands(Crossing.OPEN, Duration.ofSeconds(10))
            .run(
                "test",
                HostNames.of(FOOTPRINT.stateDirectory())
                    .networks()
                    .enter(List.of("ip", "link", "show")));
    assertThat(links)
        .contains("network/")
        .doesNotContain("amphora/")
        .doesNotContain(amphorae.stream().map(HostNames::management).toList());
  }

  /** The amphora, other than that one, once it is switched on. */
  private String awaitAmphora(String other) throws InterruptedException {
    return Await.value(
            "an amphora is switched on",
            () ->
                tenant.amphorae().stream()
                    .filter(id -> !id.equals(other) && !processes(id).isEmpty())
                    .toList(),
            ids -> !ids.isEmpty(),
            LIMIT)
        .getFirst();
  }

  private void awaitTraffic(String amphora) throws IOException, InterruptedException {
    Instant on =
        processes(amphora).stream()
            .flatMap(process -> process.info().startInstant().stream())
            .min(Instant::compareTo)
            .orElseThrow();
    assertThat(new Visitor(tenant.vip(), 80).visitUntilAnswered(LIMIT)).isPresent();
    System.out.println(
        "from power-on to the first byte through a load balancer on "
            + image
            + ": "
            + Duration.between(on, Instant.now()).toMillis()
            + " ms; its processes have "
            + memory(amphora) / 1024
            + " MB");
  }

  private void assertServes() throws IOException {
    Set<String> answers = new HashSet<>();
    for (int i = 0; i < 20; i++) {
      answers.add(new Visitor(tenant.vip(), 80).visit().orElse("no answer"));
      assertThat(greeting()).isEqualTo(GREETING);
    }
    assertThat(answers).containsExactlyInAnyOrder("one", "two");
  }

  private String greeting() throws IOException {
    try (Socket socket = new Socket()) {
      socket.setSoTimeout(10_000);
      socket.connect(new InetSocketAddress(tenant.vip(), 81), 10_000);
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
    }
  }

  private ProcessHandle machine(String amphora) {
    return tree(amphora)
        .filter(process ->
            process
                .info()
                .command()
                .map(command -> Path.of(command).getFileName().toString())
                .orElse("")
                .startsWith(kind.program))
        .findFirst()
        .orElseThrow();
  }

  private Stream<ProcessHandle> tree(String amphora) {
    return processes(amphora).stream()
        .flatMap(process -> Stream.concat(Stream.of(process), process.descendants()))
        .distinct();
  }

  /** In kilobytes, where what several processes share counts in parts. */
  private long memory(String amphora) throws IOException {
    long sum = 0;
    for (ProcessHandle process : tree(amphora).toList()) {
      sum +=
          Files.readAllLines(Path.of("/proc/" + process.pid() + "/smaps_rollup")).stream()
              .filter(line -> line.startsWith("Pss:"))
              .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
              .sum();
    }
    return sum;
  }

  private List<ProcessHandle> processes(String amphora) {
    return holdings("process").stream()
        .filter(holding -> holding.owner().equals("amphora " + amphora))
        .flatMap(holding -> ProcessHandle.of(Long.parseLong(holding.name())).stream())
        .toList();
  }

  private List<Holding> holdings(String kind) {
    return installation.program().holdings().list().stream()
        .filter(holding -> holding.kind().equals(kind))
        .toList();
  }

  @Override
  public void close() {
    web.forEach(SocketServer::close);
    greeter.close();
    installation.close();
  }
}
