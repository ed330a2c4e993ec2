package octavia.app.image;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import octavia.image.build.Program;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * An image booted by qemu, without KVM, so that it boots anywhere; with a config drive. Its network
 * is qemu's own: the guest's agent is a port of the loopback, and the guest's gateway is the host.
 */
final class VirtualMachine implements AutoCloseable {
  /** What the guest calls the host. */
  static final String HOST = "10.0.2.2";

  /** Says, once the agent listens and has come to rest, what memory it takes. */
  private static final String MEASURE =
      """
      until ss -Hltn 'sport = :9443' | grep -q .; do sleep 1; done
      sleep 20
      for unit in amphora-agent octavia-agent; do
        processes=/sys/fs/cgroup/system.slice/$unit.service/cgroup.procs
        [ -e $processes ] || continue
        cat $(sed 's,.*,/proc/&/smaps_rollup,' $processes) |
          awk '/^Rss:/ { rss += $2 } /^Pss:/ { pss += $2 }
            END { printf "agent-memory: %d MB resident, %d MB proportional\\n", rss / 1024, pss / 1024 }' \
          >/dev/ttyS0
      done
      """;

  private static final Pattern MEASURED = Pattern.compile("agent-memory: ([^\r\n]*)\r?\n");

  private final Process process;
  private final Path directory;

  private VirtualMachine(Process process, Path directory) {
    this.process = process;
    this.directory = directory;
  }

  /**
   * Switches it on. What it writes goes to a file of its own, the image stays as it is.
   *
   * @param port of the loopback where its agent will answer
   */
  static VirtualMachine start(Path directory, Path image, Map<String, String> files, int port)
      throws IOException, InterruptedException {
    Path drive = configDrive(directory, files);
    Path disk = directory.resolve("disk.qcow2");
    run(
        directory,
        "qemu-img",
        "create",
        "-q",
        "-f",
        "qcow2",
        "-b",
        image.toString(),
        "-F",
        "qcow2",
        disk.toString());
    Process process =
        new ProcessBuilder(
                "qemu-system-x86_64",
                "-accel",
                "tcg,thread=multi",
                "-cpu",
                // What Nova gives where there is no KVM. It has less than the processor that the
                // image was made on, so that nothing in it may be for that one.
                "qemu64",
                "-smp",
                "2",
                "-m",
                "1024",
                "-nodefaults",
                "-no-user-config",
                "-display",
                "none",
                "-serial",
                "file:" + directory.resolve("console"),
                "-drive",
                "file=" + disk + ",if=virtio,format=qcow2",
                "-drive",
                "file=" + drive + ",if=virtio,format=raw,readonly=on",
                "-netdev",
                "user,id=management,hostfwd=tcp:127.0.0.1:" + port + "-:9443",
                "-device",
                "virtio-net-pci,netdev=management",
                "-device",
                "virtio-rng-pci")
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("qemu.log").toFile())
            .start();
    return new VirtualMachine(process, directory);
  }

  boolean isOn() {
    return process.isAlive();
  }

  /** What qemu said, and what the guest wrote to its serial port. */
  String said() throws IOException {
    Path console = directory.resolve("console");
    return Files.readString(directory.resolve("qemu.log"))
        + (Files.exists(console) ? Files.readString(console) : "");
  }

  /** What it has taken of the host's processors by now, which other work beside hardly changes. */
  Duration processorTime() {
    return process.info().totalCpuDuration().orElseThrow();
  }

  /** What memory the agent takes, where cloud-init of the guest has said it by now. */
  Optional<String> agentMemory() {
    try {
      return MEASURED.matcher(said()).results().findFirst().map(found -> found.group(1));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    process.destroyForcibly();
    try {
      process.waitFor(30, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** A drive as Nova makes it. */
  private static Path configDrive(Path directory, Map<String, String> files)
      throws IOException, InterruptedException {
    Path tree = directory.resolve("config");
    Path content = Files.createDirectories(tree.resolve("openstack/content"));
    Path latest = Files.createDirectories(tree.resolve("openstack/latest"));
    ObjectNode meta =
        JsonMapper.shared()
            .createObjectNode()
            .put("uuid", UUID.randomUUID().toString())
            .put("hostname", "amphora-test");
    ArrayNode listed = meta.putArray("files");
    files.forEach((path, text) -> {
      String name = "%04d".formatted(listed.size());
      listed.addObject().put("path", path).put("content_path", "/content/" + name);
      write(content.resolve(name), text);
    });
    write(latest.resolve("meta_data.json"), meta.toString());
    ObjectNode user = JsonMapper.shared().createObjectNode();
    user.putArray("runcmd").add(MEASURE);
    write(latest.resolve("user_data"), "#cloud-config\n" + user);
    Path drive = directory.resolve("config.iso");
    run(
        directory,
        "genisoimage",
        "-quiet",
        "-V",
        "config-2",
        "-J",
        "-R",
        "-o",
        drive.toString(),
        tree.toString());
    return drive;
  }

  private static void write(Path file, String text) {
    try {
      Files.writeString(file, text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static void run(Path directory, String... command) throws InterruptedException {
    new Program(_ -> {}).run(directory, List.of(command), Map.of());
  }
}
