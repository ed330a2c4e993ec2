package octavia.cloud.local.compute;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import octavia.cloud.CloudException;
import octavia.cloud.compute.BootFiles;
import octavia.cloud.host.Commands;
import octavia.cloud.host.HostNames;
import octavia.cloud.host.Namespace;
import octavia.cloud.host.Processes;
import octavia.cloud.network.Port;

/**
 * Amphorae of an image, each a container under podman. It comes without a network: its namespaces,
 * which are its own users', get names on the host, and then interfaces as those of any amphora on
 * this kernel.
 */
final class Containers implements Machines {
  private static final Path HAPROXY = Path.of("root/run/netns/amphora-haproxy");

  private final HostNames names;
  private final AmphoraInterfaces interfaces;
  private final Commands commands;
  private final AmphoraProcesses processes;
  private final Podman podman;
  private final ContainerSettings container;
  private volatile Optional<String> image = Optional.empty();

  Containers(
      HostNames names,
      AmphoraInterfaces interfaces,
      Commands commands,
      AmphoraProcesses processes,
      Podman podman,
      ContainerSettings container) {
    this.names = names;
    this.interfaces = interfaces;
    this.commands = commands;
    this.processes = processes;
    this.podman = podman;
    this.container = container;
  }

  /**
   * Imports the image too, which takes longer than an amphora may. What is wrong with it shows now,
   * and a file that replaces it counts from the next start on.
   */
  @Override
  public void check() {
    Path tar = tar();
    podman.check();
    try {
      image = Optional.of(podman.image(tar));
    } catch (CloudException e) {
      throw new CloudException(
          CloudException.Kind.INVALID,
          "[local_cloud] podman_image = " + tar + ": podman cannot import it",
          String.valueOf(e.getMessage()),
          e);
    }
  }

  @Override
  public void make(StoredInstance stored, Home home, BootFiles files) {
    String id = stored.amphoraId();
    String known =
        image.orElseThrow(() ->
            new CloudException(
                CloudException.Kind.FAILED, "the image of containers was not imported"));
    home.prepareContainer(files.files(Optional.of(stored.managementAddress())));
    ContainerLine line =
        new ContainerLine(id, podman.container(id), known, home, container, limits());
    processes.start(
        id,
        home,
        podman.command(line.words()),
        () -> processes.first(id).filter(Containers::hasNamespaces).isPresent());
    Processes.Found first =
        processes
            .first(id)
            .orElseThrow(() ->
                new CloudException(
                    CloudException.Kind.FAILED,
                    "the amphora's container has ended",
                    "amphora " + id + "; see " + home.resolve("agent.log")));
    Path haproxy = names.haproxy(id).path();
    commands.run("mount haproxy", mount(first.proc().resolve(HAPROXY), haproxy));
    interfaces.manage(
        stored, List.of("netns attach " + names.agent(id).name() + " " + first.pid()));
    home.markStarted();
  }

  /** True once it has made HAProxy's. */
  private static boolean hasNamespaces(Processes.Found first) {
    return Namespace.inode(first.proc().resolve(HAPROXY)).isPresent();
  }

  /** A name for a namespace, as iproute2 makes it. */
  private static List<String> mount(Path namespace, Path name) {
    try {
      Files.createFile(name);
    } catch (IOException e) {
      throw new CloudException(
          CloudException.Kind.FAILED, "the local cloud cannot make " + name, e.toString(), e);
    }
    return List.of("mount", "--bind", namespace.toString(), name.toString());
  }

  @Override
  public boolean isWhole(String id, Processes.Found first) {
    return interfaces.isWhole(id, first);
  }

  @Override
  public void attach(String id, Home home, Port port) {
    interfaces.attach(id, port);
  }

  private Path tar() {
    return container
        .image()
        .orElseThrow(() ->
            new CloudException(
                CloudException.Kind.INVALID,
                "compute_driver = podman needs an image: say which in [local_cloud] podman_image"));
  }

  private static String limits() {
    try {
      return Files.readString(Path.of("/proc/self/limits"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
