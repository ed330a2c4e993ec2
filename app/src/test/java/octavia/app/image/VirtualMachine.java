package octavia.app.image;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
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

  private final Process process;
  private final Path console;

  private VirtualMachine(Process process, Path console) {
    this.process = process;
    this.console = console;
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
    Path console = directory.resolve("console");
    Process process =
        new ProcessBuilder(
                "qemu-system-x86_64",
                "-accel",
                "tcg,thread=multi",
                "-cpu",
                "max",
                "-smp",
                "2",
                "-m",
                "1024",
                "-nodefaults",
                "-no-user-config",
                "-display",
                "none",
                "-serial",
                "file:" + console,
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
    return new VirtualMachine(process, console);
  }

  boolean isOn() {
    return process.isAlive();
  }

  /** What it wrote to its serial port. */
  String console() throws IOException {
    return Files.exists(console) ? Files.readString(console) : "";
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
    ObjectNode meta = JsonMapper.shared().createObjectNode().put("hostname", "amphora-test");
    ArrayNode listed = meta.putArray("files");
    files.forEach((path, text) -> {
      String name = "%04d".formatted(listed.size());
      listed.addObject().put("path", path).put("content_path", "/content/" + name);
      write(content.resolve(name), text);
    });
    write(latest.resolve("meta_data.json"), meta.toString());
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
