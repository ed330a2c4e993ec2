package octavia.app.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import octavia.amphora.api.AgentClient;
import octavia.amphora.api.AgentCredentials;
import octavia.amphora.api.AgentException;
import octavia.amphora.heartbeat.HeartbeatCodec;
import octavia.app.command.Pause;
import octavia.app.system.SystemTest;
import octavia.control.amphora.AgentConfigurations;
import octavia.control.amphora.ControllerBoot;
import octavia.model.Crossing;
import octavia.pki.AmphoraCertificates;
import octavia.pki.ClientIdentity;
import octavia.pki.KeySupply;
import octavia.pki.Pki;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The slim image of debian-minimal: built by the command, checked, broken, booted. Prints how long
 * each took. Needs a mirror of Debian.
 */
@SystemTest
@EnabledIfSystemProperty(
    named = "octavia.full",
    matches = "true",
    disabledReason = "run by ./octavia test --full")
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class SlimImageTest {
  private static final Duration BUILD = Duration.ofMinutes(20);
  private static final Duration BOOT = Duration.ofMinutes(8);
  private static final Duration INTERVAL = Duration.ofMillis(250);
  private static final String AMPHORA = "11111111-2222-4333-8444-555555555555";

  @TempDir private static Path directory;
  private static Path image = Path.of("");

  /** How a command ended. */
  private record Ended(int status, String output) {}

  private static ProcessBuilder launcher(String... arguments) {
    List<String> command = new ArrayList<>(List.of(System.getProperty("octavia.launcher")));
    command.addAll(Arrays.asList(arguments));
    return new ProcessBuilder(command).directory(directory.toFile()).redirectErrorStream(true);
  }

  private static Ended octavia(String... arguments) throws IOException, InterruptedException {
    Path output = Files.createTempFile(directory, "output", "");
    Process process = launcher(arguments).redirectOutput(output.toFile()).start();
    try {
      assertThat(process.waitFor(BUILD.toSeconds(), TimeUnit.SECONDS)).isTrue();
    } finally {
      process.destroyForcibly();
    }
    return new Ended(process.exitValue(), Files.readString(output));
  }

  @BeforeAll
  static void build() throws IOException, InterruptedException {
    Ended built = octavia("diskimage-create", "--slim", "-i", "debian-minimal", "-o", "amphora");
    System.out.println(built.output());
    assertThat(built.status()).as(built.output()).isZero();
    image = directory.resolve("amphora.qcow2");
  }

  @Test
  @Order(1)
  void whatLiesBesideTheImageSaysWhatItIs() throws IOException, InterruptedException {
    try (var files = Files.list(directory)) {
      assertThat(files.map(path -> path.getFileName().toString()))
          .contains(
              "amphora.qcow2",
              "amphora.qcow2.manifest",
              "amphora.qcow2.cdx.json",
              "amphora.qcow2.sha256")
          .noneMatch(name -> name.startsWith("diskimage-create."));
    }
    VirtualMachine.run(directory, "sha256sum", "--check", "amphora.qcow2.sha256");
  }

  @Test
  @Order(2)
  void itIsAGoodImage() throws IOException, InterruptedException {
    Ended verified = octavia("image", "verify", image.toString());
    System.out.println(verified.output());
    assertThat(verified.status()).as(verified.output()).isZero();
  }

  @ParameterizedTest
  @Order(6)
  @CsvSource({
    "kernel, rm /boot/KERNEL",
    "agent starts, rm /usr/lib/octavia-agent/lib/agent.jar",
    "agent is enabled, rm /etc/systemd/system/multi-user.target.wants/amphora-agent.service",
    "package haproxy, rm /var/lib/dpkg/status",
    "package keepalived, rm /var/lib/dpkg/status",
    "mounts, rm /usr/lib/os-release",
  })
  void whatIsMissingInABrokenOneIsNamed(String check, String change)
      throws IOException, InterruptedException {
    Path broken = directory.resolve("broken.raw");
    VirtualMachine.run(
        directory, "qemu-img", "convert", "-O", "raw", image.toString(), broken.toString());
    String kernel =
        Files.readAllLines(directory.resolve("amphora.qcow2.manifest")).stream()
            .map(line -> line.split("\t")[0])
            .filter(name -> name.matches("linux-image-[0-9].*"))
            .findFirst()
            .orElseThrow();
    VirtualMachine.run(
        directory,
        "debugfs",
        "-w",
        "-R",
        change.replace("KERNEL", kernel.replace("linux-image", "vmlinuz")),
        broken.toString());
    Ended verified = octavia("image", "verify", broken.toString());
    assertThat(verified.status()).isEqualTo(1);
    assertThat(verified.output()).containsPattern(check + " +WRONG");
  }

  @Test
  @Order(5)
  void theWrongSizeIsNamed() throws IOException, InterruptedException {
    Ended verified = octavia("image", "verify", image.toString(), "--size", "3");
    assertThat(verified.status()).isEqualTo(1);
    assertThat(verified.output()).containsPattern("size +WRONG");
  }

  @Test
  @Order(3)
  void itBootsAndItsAgentAnswersOverMutualTls() throws IOException, InterruptedException {
    Path machine = Files.createDirectory(directory.resolve("machine"));
    InstantSource clock = InstantSource.system();
    Pki pki = Pki.open(Files.createDirectory(directory.resolve("pki")), clock);
    try (DatagramSocket heartbeats = new DatagramSocket(0, InetAddress.getLoopbackAddress());
        KeySupply keys = new KeySupply(1)) {
      Map<String, String> files =
          new ControllerBoot(
                  new AmphoraCertificates(
                      pki.serverAuthority(), keys, clock, AmphoraCertificates.VALIDITY),
                  pki.clientAuthority().certificatePem(),
                  new AgentConfigurations(
                      List.of(VirtualMachine.HOST + ":" + heartbeats.getLocalPort()),
                      () -> Duration.ofSeconds(2),
                      pki.heartbeatKey(),
                      "/usr/sbin/haproxy"))
              .prepare(AMPHORA)
              .files()
              .files(Optional.empty());
      int port = freePort();
      long began = System.nanoTime();
      try (VirtualMachine guest = VirtualMachine.start(machine, image, files, port);
          AgentClient agent = client(pki, port)) {
        assertThat(Pause.until(() -> !guest.isOn() || answers(agent), INTERVAL, BOOT))
            .as(guest.console())
            .isTrue();
        System.out.println(
            "from power-on to the agent's answer: "
                + Duration.ofNanos(System.nanoTime() - began).toMillis()
                + " ms");
        assertThat(agent.info().haproxyVersion()).startsWith("2.");
        assertThat(agent.info().hostname()).isEqualTo("amphora-test");
        assertThat(agent.details().haproxyCount()).isZero();
        heartbeats.setSoTimeout((int) BOOT.toMillis());
        DatagramPacket packet =
            new DatagramPacket(new byte[HeartbeatCodec.MAX_DATAGRAM], 0, 65_000);
        heartbeats.receive(packet);
        assertThat(
                new HeartbeatCodec(pki.heartbeatKey())
                    .decode(Arrays.copyOf(packet.getData(), packet.getLength()))
                    .toString())
            .contains(AMPHORA);
      }
    }
  }

  @Test
  @Order(4)
  void aKilledBuildLeavesNothingMountedOrLooped() throws IOException, InterruptedException {
    Path working = Files.createDirectory(directory.resolve("killed"));
    Path log = working.resolve("log");
    Process process =
        launcher(
                "diskimage-create",
                "--slim",
                "-i",
                "debian-minimal",
                "-o",
                "killed",
                "-w",
                working.toString(),
                "-l",
                log.toString())
            .redirectOutput(working.resolve("output").toFile())
            .start();
    try {
      assertThat(
              Pause.until(
                  () -> !process.isAlive() || read(log).contains("start-up cache of the agent"),
                  INTERVAL,
                  BUILD))
          .isTrue();
      assertThat(process.isAlive()).as(read(working.resolve("output"))).isTrue();
    } finally {
      process.destroyForcibly();
      assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    }
    // Mount namespaces that somebody still lives in would have them.
    assertThat(Pause.until(() -> mounts(working).isEmpty(), INTERVAL, Duration.ofSeconds(30)))
        .as("%s", mounts(working))
        .isTrue();
    assertThat(read(Path.of("/proc/self/mountinfo"))).doesNotContain(working.toString());
    assertThat(directory.resolve("killed.qcow2")).doesNotExist();
  }

  /** Processes that see something mounted below the directory. */
  private static List<String> mounts(Path below) {
    List<String> found = new ArrayList<>();
    try (var processes = Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
      for (Path each : processes) {
        if (read(each.resolve("mountinfo")).contains(below.toString())) {
          found.add(each.toString());
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return found;
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      return ""; // not there yet, or gone
    }
  }

  private static boolean answers(AgentClient agent) {
    try {
      return !agent.version().isEmpty();
    } catch (AgentException e) {
      return false;
    }
  }

  private static AgentClient client(Pki pki, int port) {
    ClientIdentity controller = pki.controller();
    return new AgentClient(
        new AgentClient.Address("127.0.0.1", port),
        AMPHORA,
        new AgentCredentials(
            controller.key(), controller.chain(), List.of(pki.serverAuthority().certificate())),
        AgentClient.Limits.DEFAULT,
        Crossing.OPEN);
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
