package octavia.cloud.local.compute;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import octavia.cloud.CloudException;
import octavia.cloud.compute.BootFiles;
import octavia.cloud.host.Commands;
import octavia.cloud.host.FileTree;
import octavia.cloud.host.HostNames;
import octavia.cloud.host.Processes;
import octavia.cloud.local.network.Bridges;
import octavia.cloud.local.network.LocalCloudSettings;
import octavia.cloud.local.network.Segment;
import octavia.cloud.network.Port;
import tools.jackson.databind.JsonNode;

/**
 * Amphorae of an image, each a virtual machine: a qemu in the namespace of the bridges, with taps
 * on them, a disk that is a layer on the image, and a config drive. Interfaces are plugged in while
 * it runs.
 */
final class VirtualMachines implements Machines {
  private static final Duration ANSWER_LIMIT = Duration.ofSeconds(10);
  private static final String DRIVE = "drive";
  private static final String QCOW2 = "QFI\u00fb";

  private final LocalCloudSettings settings;
  private final Bridges bridges;
  private final Commands commands;
  private final AmphoraProcesses processes;
  private final VirtualMachineSettings machine;
  private final Virtualization virtualization;

  VirtualMachines(
      LocalCloudSettings settings,
      Bridges bridges,
      Commands commands,
      AmphoraProcesses processes,
      VirtualMachineSettings machine) {
    this.settings = settings;
    this.bridges = bridges;
    this.commands = commands;
    this.processes = processes;
    this.machine = machine;
    this.virtualization = new Virtualization(machine.acceleration(), commands.crossing());
  }

  @Override
  public void check() {
    format(image());
    for (String program : List.of(QemuLine.PROGRAM, "qemu-img", "mke2fs")) {
      if (!Commands.isThere(program)) {
        throw new CloudException(
            CloudException.Kind.INVALID,
            "compute_driver = qemu needs "
                + program
                + "; please install qemu-system-x86, qemu-utils and e2fsprogs");
      }
    }
  }

  @Override
  public void make(StoredInstance stored, Home home, BootFiles files) {
    String id = stored.amphoraId();
    ConfigDrive drive =
        new ConfigDrive(
            id,
            HostNames.macAddress(id),
            stored.managementAddress(),
            settings.management(),
            settings.mtu(),
            files.files(Optional.of(stored.managementAddress())));
    Map<String, String> content = new HashMap<>();
    drive.files().forEach((path, text) -> content.put(DRIVE + "/" + path, text));
    home.prepare(content);
    makeDisks(home);
    commands.ip(
        "amphora",
        bridges.namespace(),
        tap(HostNames.management(id), Machines.alias(id) + "management", Segment.MANAGEMENT));
    List<String> words =
        new ArrayList<>(
            List.of(
                "unshare",
                "--pid",
                "--fork",
                "--kill-child",
                "--",
                "sh",
                home.init().toString(),
                home.directory().toString()));
    words.addAll(new QemuLine(id, home, machine, virtualization.isByProcessor()).words());
    processes.start(
        id,
        home,
        bridges.namespace().enter(words),
        () -> processes.first(id).map(QemuLine::socket).filter(Qmp::isThere).isPresent());
    talk(id, home, qmp -> qmp.ask("query-status", Map.of()));
    home.markStarted();
  }

  /** Its own layer on the image, and the config drive. */
  private void makeDisks(Home home) {
    Path image = image();
    commands.run(
        "qemu-img",
        List.of(
            "qemu-img",
            "create",
            "-q",
            "-f",
            "qcow2",
            "-b",
            image.toString(),
            "-F",
            format(image),
            QemuLine.disk(home).toString()));
    // Any file system that the guest knows will do; this one's tool is on every host.
    commands.run(
        "config-drive",
        List.of(
            "mke2fs",
            "-q",
            "-t",
            "ext4",
            "-O",
            "^has_journal",
            "-L",
            ConfigDrive.LABEL,
            "-d",
            home.resolve(DRIVE).toString(),
            QemuLine.drive(home).toString(),
            "4M"));
    try {
      FileTree.remove(home.resolve(DRIVE));
    } catch (IOException e) {
      throw new CloudException(
          CloudException.Kind.FAILED,
          "the local cloud cannot remove the files of a config drive",
          e.toString(),
          e);
    }
  }

  /** True if it is in the namespace that is still called so, on the management network. */
  @Override
  public boolean isWhole(String id, Processes.Found first) {
    return bridges.namespace().holds(first) && first.seesInterface(HostNames.management(id));
  }

  @Override
  public void attach(String id, Home home, Port port) {
    String name = HostNames.port(port.id());
    List<String> lines =
        new ArrayList<>(tap(name, Machines.alias(id) + "port/" + port.id(), port.networkId()));
    if (bridges.links().containsKey(name)) {
      lines.removeFirst(); // it was made already; what follows may be done again
    }
    commands.ip("attach", bridges.namespace(), lines);
    talk(id, home, qmp -> plug(qmp, name, port.macAddress()));
  }

  private static void plug(Qmp qmp, String name, String macAddress) throws IOException {
    for (JsonNode device : qmp.ask("qom-list", Map.of("path", "/machine/peripheral"))) {
      if (device.path("name").asString("").equals(name)) {
        return;
      }
    }
    try {
      qmp.ask("netdev_del", Map.of("id", name)); // of a try that came no further
    } catch (Qmp.Refused _) {
      // none was left
    }
    qmp.ask("netdev_add", QemuLine.netdev(name));
    qmp.ask("device_add", QemuLine.networkCard(name, macAddress));
  }

  /** An interface among the bridges whose other end is a qemu. */
  private List<String> tap(String name, String alias, String networkId) {
    return List.of(
        "tuntap add dev " + name + " mode tap",
        "link set dev " + name + " alias " + alias,
        "link set dev "
            + name
            + " mtu "
            + settings.mtu()
            + " master "
            + HostNames.bridge(networkId)
            + " up");
  }

  private Path image() {
    return machine
        .image()
        .orElseThrow(() ->
            new CloudException(
                CloudException.Kind.INVALID,
                "compute_driver = qemu needs an image: say which in [local_cloud] qemu_image"));
  }

  /**
   * What the image is, in qemu's words.
   *
   * @throws CloudException if it is nothing that boots
   */
  private static String format(Path image) {
    byte[] start;
    try (InputStream in = Files.newInputStream(image)) {
      start = in.readNBytes(512);
    } catch (IOException e) {
      throw new CloudException(
          CloudException.Kind.INVALID, "[local_cloud] qemu_image cannot be read", e.toString(), e);
    }
    if (start.length == 512 && new String(start, 0, 4, StandardCharsets.ISO_8859_1).equals(QCOW2)) {
      return "qcow2";
    }
    if (start.length == 512 && start[510] == 0x55 && start[511] == (byte) 0xaa) {
      return "raw";
    }
    throw new CloudException(
        CloudException.Kind.INVALID,
        "[local_cloud] qemu_image = " + image + ": is neither qcow2 nor a disk to boot from");
  }

  private void talk(String id, Home home, Conversation conversation) {
    Processes.Found first =
        processes
            .first(id)
            .orElseThrow(() ->
                new CloudException(
                    CloudException.Kind.FAILED,
                    "the amphora's virtual machine is switched off",
                    "amphora " + id + "; it said: " + home.complaint()));
    try (Qmp qmp = Qmp.open(QemuLine.socket(first), ANSWER_LIMIT, commands.crossing())) {
      conversation.with(qmp);
    } catch (IOException e) {
      throw new CloudException(
          CloudException.Kind.FAILED,
          "the amphora's virtual machine does not do as it is told",
          e.getMessage() + "; it said: " + home.complaint(),
          e);
    }
  }

  @FunctionalInterface
  private interface Conversation {
    void with(Qmp qmp) throws IOException;
  }
}
