package octavia.app.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
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
import octavia.amphora.api.AgentDetails;
import octavia.amphora.api.AgentException;
import octavia.amphora.heartbeat.HeartbeatCodec;
import octavia.app.command.Pause;
import octavia.control.amphora.AgentConfigurations;
import octavia.control.amphora.ControllerBoot;
import octavia.model.Crossing;
import octavia.pki.AmphoraCertificates;
import octavia.pki.ClientIdentity;
import octavia.pki.KeySupply;
import octavia.pki.Pki;
import octavia.testing.FreePort;

/** What tests of both builders do with images. */
final class Images {
  private static final Duration BUILD = Duration.ofMinutes(45);
  private static final Duration BOOT = Duration.ofMinutes(20);
  private static final Duration INTERVAL = Duration.ofMillis(250);
  private static final String AMPHORA = "11111111-2222-4333-8444-555555555555";

  private Images() {}

  /** How a command ended. */
  record Ended(int status, String output) {}

  /** The program's command line. */
  static List<String> line(String... arguments) {
    List<String> command = new ArrayList<>(List.of(System.getProperty("octavia.launcher")));
    command.addAll(Arrays.asList(arguments));
    return command;
  }

  private static ProcessBuilder process(Path directory, List<String> command) {
    return new ProcessBuilder(command).directory(directory.toFile()).redirectErrorStream(true);
  }

  /** Runs a command of the program in a directory. */
  static Ended octavia(Path directory, String... arguments)
      throws IOException, InterruptedException {
    return octavia(Map.of(), directory, arguments);
  }

  /** The same with variables of the environment besides. */
  static Ended octavia(Map<String, String> environment, Path directory, String... arguments)
      throws IOException, InterruptedException {
    return run(environment, directory, line(arguments));
  }

  /** Runs a command to its end. */
  static Ended run(Map<String, String> environment, Path directory, List<String> command)
      throws IOException, InterruptedException {
    Path output = Files.createTempFile(directory, "output", "");
    ProcessBuilder builder = process(directory, command).redirectOutput(output.toFile());
    builder.environment().putAll(environment);
    Process process = builder.start();
    try {
      assertThat(process.waitFor(BUILD.toSeconds(), TimeUnit.SECONDS))
          .as(Files.readString(output))
          .isTrue();
    } finally {
      process.destroyForcibly();
    }
    return new Ended(process.exitValue(), Files.readString(output));
  }

  /** Builds {@code amphora} in a directory and prints how long that took. */
  static Path build(Path directory, String... arguments) throws IOException, InterruptedException {
    List<String> line = new ArrayList<>(List.of("diskimage-create", "-o", "amphora"));
    line.addAll(Arrays.asList(arguments));
    return built(octavia(directory, line.toArray(String[]::new)), directory.resolve("amphora"));
  }

  /** The image that a command has built, whose name lacks its ending. */
  static Path built(Ended command, Path name) throws IOException, InterruptedException {
    System.out.println(command.output());
    assertThat(command.status()).as(command.output()).isZero();
    Path directory = name.getParent();
    try (var files = Files.list(directory)) {
      List<String> names = files.map(path -> path.getFileName().toString()).toList();
      String image =
          names.stream()
              .filter(each -> each.matches(name.getFileName() + "\\.(qcow2|raw|tar)"))
              .findFirst()
              .orElseThrow();
      assertThat(names)
          .contains(image + ".manifest", image + ".cdx.json", image + ".sha256")
          .noneMatch(each -> each.startsWith("diskimage-create."));
      VirtualMachine.run(directory, "sha256sum", "--check", image + ".sha256");
      return directory.resolve(image);
    }
  }

  /** The command that checks images finds nothing wrong with it. */
  static void verify(Path directory, Path image) throws IOException, InterruptedException {
    Ended verified = octavia(directory, "image", "verify", image.toString());
    System.out.println(verified.output());
    assertThat(verified.status()).as(verified.output()).isZero();
  }

  /**
   * What an image was, and what it took until its agent answered.
   *
   * @param processor what the machine took of the host's processors until then, which other work
   *     beside hardly changes
   * @param guest megabytes that the whole guest then uses
   * @param agent what memory its agent takes; only cloud-init of an image runs what tells it
   */
  record Booted(
      Path image, Duration answer, Duration processor, long guest, Optional<String> agent) {
    /** For a person, on one line. */
    String line(String name) throws IOException {
      return "%s: %d MB, %d packages; the agent answered after %.1f s (%.1f s of processor time);"
              .formatted(
                  name,
                  Files.size(image) / 1_000_000,
                  Files.readAllLines(Path.of(image + ".manifest")).size(),
                  answer.toMillis() / 1000.0,
                  processor.toMillis() / 1000.0)
          + " memory: guest %d MB, agent %s".formatted(guest, agent.orElse("not asked"));
    }
  }

  /** Boots it with a config drive until its agent answers and its heartbeat comes. */
  static Booted boot(Path directory, Path image) throws IOException, InterruptedException {
    Path machine = Files.createDirectory(directory.resolve("machine"));
    InstantSource clock = InstantSource.system();
    Pki pki = Pki.open(Files.createDirectory(directory.resolve("pki")), clock);
    try (DatagramSocket heartbeats = new DatagramSocket(0, InetAddress.getLoopbackAddress());
        KeySupply keys = new KeySupply(1)) {
      Map<String, String> files = files(pki, keys, clock, VirtualMachine.HOST, heartbeats);
      int port = FreePort.find();
      long began = System.nanoTime();
      try (VirtualMachine guest = VirtualMachine.start(machine, image, files, port);
          AgentClient agent = client(pki, port)) {
        assertThat(Pause.until(() -> !guest.isOn() || answers(agent), INTERVAL, BOOT))
            .as(guest.said())
            .isTrue();
        assertThat(guest.isOn()).as(guest.said()).isTrue();
        Duration answer = Duration.ofNanos(System.nanoTime() - began);
        Duration processor = guest.processorTime();
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
        AgentDetails.Memory memory = agent.details().memory();
        long used = memory.total() - memory.free() - memory.buffers() - memory.cached();
        // Only cloud-init runs commands of user data.
        boolean isAsked = Files.readString(Path.of(image + ".manifest")).contains("\ncloud-init\t");
        if (isAsked) {
          assertThat(
                  Pause.until(
                      () -> !guest.isOn() || guest.agentMemory().isPresent(), INTERVAL, BOOT))
              .as(guest.said())
              .isTrue();
          assertThat(guest.agentMemory()).as(guest.said()).isPresent();
        }
        Booted booted = new Booted(image, answer, processor, used / 1024, guest.agentMemory());
        System.out.println(booted.line("booted " + image.getFileName()));
        return booted;
      }
    }
  }

  /** What a controller gives an amphora at its boot, by path. */
  private static Map<String, String> files(
      Pki pki, KeySupply keys, InstantSource clock, String host, DatagramSocket heartbeats) {
    return new ControllerBoot(
            new AmphoraCertificates(
                pki.serverAuthority(), keys, clock, AmphoraCertificates.VALIDITY),
            pki.clientAuthority().certificatePem(),
            new AgentConfigurations(
                List.of(host + ":" + heartbeats.getLocalPort()),
                () -> Duration.ofSeconds(2),
                pki.heartbeatKey(),
                "/usr/sbin/haproxy"))
        .prepare(AMPHORA)
        .files()
        .files(Optional.empty());
  }

  /** Begins to build and kills that once the log says the words. */
  static void killBuild(Path directory, String words, String... arguments)
      throws IOException, InterruptedException {
    List<String> line = new ArrayList<>(List.of("diskimage-create"));
    line.addAll(Arrays.asList(arguments));
    line.addAll(List.of("-o", "killed"));
    kill(directory, words, line);
  }

  /**
   * Begins a command that makes {@code killed.qcow2}, and kills it once its log says the words;
   * then nothing is mounted or looped.
   */
  static void kill(Path directory, String words, List<String> command)
      throws IOException, InterruptedException {
    Path working = Files.createDirectory(directory.resolve("killed"));
    Path log = working.resolve("log");
    List<String> line = new ArrayList<>(command);
    line.addAll(List.of("-w", working.toString(), "-l", log.toString()));
    Process process =
        process(directory, line(line.toArray(String[]::new)))
            .redirectOutput(working.resolve("output").toFile())
            .start();
    try {
      assertThat(
              Pause.until(() -> !process.isAlive() || read(log).contains(words), INTERVAL, BUILD))
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
    assertThat(Pause.until(() -> loops(working).isEmpty(), INTERVAL, Duration.ofSeconds(30)))
        .as("%s", loops(working))
        .isTrue();
    assertThat(directory.resolve("killed.qcow2")).doesNotExist();
  }

  /** Loop devices that show a file below the directory. */
  private static List<String> loops(Path below) {
    List<String> found = new ArrayList<>();
    try (var devices = Files.newDirectoryStream(Path.of("/sys/block"), "loop*")) {
      for (Path each : devices) {
        if (read(each.resolve("loop/backing_file")).startsWith(below.toString())) {
          found.add(each.toString());
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return found;
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
}
