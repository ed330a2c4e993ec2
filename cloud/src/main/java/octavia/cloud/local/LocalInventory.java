package octavia.cloud.local;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import octavia.cloud.CloudException;
import octavia.cloud.host.Commands;
import octavia.cloud.host.FileTree;
import octavia.cloud.host.HostNames;
import octavia.cloud.host.Namespace;
import octavia.cloud.local.compute.AmphoraProcesses;
import octavia.cloud.local.compute.Podman;
import octavia.http.Json;
import octavia.model.Crossing;
import tools.jackson.databind.JsonNode;

/**
 * All that a local cloud has on this host, told by names, command lines and places alone: it works
 * after a kill, and when the ledger is damaged or gone. What is not ours is not touched. The {@link
 * StateLock} must be held for {@link #removeAll}, not for {@link #list}.
 */
public final class LocalInventory {
  private static final Duration COMMAND_LIMIT = Duration.ofSeconds(20);
  private static final Path INTERFACES = Path.of("/sys/class/net");

  /** Something may be on its way while we look; it is there when we look again. */
  private static final int ROUNDS = 3;

  private final StateDirectory state;
  private final HostNames names;
  private final Commands commands;
  private final AmphoraProcesses processes;
  private final Podman podman;

  /** Of the local cloud with that state directory, which need not exist. */
  public LocalInventory(Path stateDirectory, Crossing crossing) {
    this.state = new StateDirectory(stateDirectory);
    this.names = state.names();
    this.commands = new Commands(crossing, COMMAND_LIMIT);
    this.processes = new AmphoraProcesses(state.amphorae(), commands);
    this.podman = new Podman(names, commands);
  }

  /**
   * One thing of ours.
   *
   * @param detail what it is for, as far as that can be told; may be empty
   */
  public record Item(Kind kind, String name, String detail) {}

  /** What kinds of things there are, in the order in which they are removed. */
  public enum Kind {
    /** By its number. */
    PROCESS,
    /** Of podman's. */
    CONTAINER,
    /** In the host's own network namespace. */
    INTERFACE,
    /** Goes with its namespace. */
    BRIDGE,
    NAMESPACE,
    DIRECTORY
  }

  /** Everything, by kind and name. */
  public List<Item> list() {
    List<Item> items = new ArrayList<>();
    processes
        .all()
        .forEach((process, id) ->
            items.add(new Item(Kind.PROCESS, Long.toString(process.pid()), "amphora " + id)));
    for (String name : podman.containers()) {
      String owner = podman.amphoraOf(name).map(id -> "amphora " + id).orElse("");
      items.add(new Item(Kind.CONTAINER, name, owner));
    }
    for (String name : interfaces()) {
      items.add(new Item(Kind.INTERFACE, name, alias(name)));
    }
    items.addAll(bridges());
    Map<String, String> amphorae = amphoraeByNamespace();
    for (String name : namespaces()) {
      items.add(
          new Item(
              Kind.NAMESPACE,
              name,
              name.equals(names.networks().name()) ? "networks" : amphorae.getOrDefault(name, "")));
    }
    for (Path directory : directories()) {
      if (Files.exists(directory)) {
        items.add(new Item(Kind.DIRECTORY, directory.toString(), ""));
      }
    }
    items.sort(Comparator.comparing(Item::kind).thenComparing(Item::name));
    return List.copyOf(items);
  }

  /**
   * Removes everything and waits until it is gone.
   *
   * @throws CloudException of kind FAILED if something resists
   */
  public void removeAll() {
    for (int round = 1; ; round++) {
      try {
        remove();
      } catch (CloudException e) {
        if (round == ROUNDS) {
          throw e;
        }
      }
      List<Item> left = list();
      if (left.isEmpty()) {
        return;
      }
      if (round == ROUNDS) {
        throw new CloudException(
            CloudException.Kind.FAILED, "some of the local cloud is left", left.toString());
      }
    }
  }

  private void remove() {
    processes.killAll();
    podman.end();
    List<String> lines = new ArrayList<>();
    interfaces().forEach(name -> lines.add("link del dev " + name));
    for (String name : namespaces()) {
      Namespace namespace = new Namespace(name);
      if (namespace.exists()) {
        lines.add("netns del " + name);
      } else {
        delete(namespace.path()); // a name without a namespace
      }
    }
    commands.ip("clean", Namespace.HOST, lines);
    directories().forEach(this::delete);
  }

  private List<Path> directories() {
    List<Path> directories = new ArrayList<>(state.own());
    directories.addAll(podman.directories());
    return directories;
  }

  private void delete(Path path) {
    try {
      commands
          .crossing()
          .cross(
              "unlink:clean",
              () -> {
                FileTree.remove(path);
                return true;
              });
    } catch (IOException e) {
      throw new CloudException(
          CloudException.Kind.FAILED, "the local cloud cannot be removed", e.toString(), e);
    }
  }

  private List<Item> bridges() {
    if (!names.networks().exists()) {
      return List.of();
    }
    List<Item> bridges = new ArrayList<>();
    for (JsonNode link :
        Json.MAPPER.readTree(
            commands.run(
                "ip-show bridge",
                names
                    .networks()
                    .enter(List.of("ip", "-json", "link", "show", "type", "bridge"))))) {
      if (link.has("ifname")) {
        bridges.add(
            new Item(
                Kind.BRIDGE, link.path("ifname").asString(""), link.path("ifalias").asString("")));
      }
    }
    return bridges;
  }

  private List<String> namespaces() {
    return Namespace.names().stream()
        .filter(name -> name.startsWith(names.namespacePrefix()))
        .toList();
  }

  private List<String> interfaces() {
    return children(INTERFACES).stream()
        .filter(name -> name.startsWith(names.hostInterfacePrefix()))
        .toList();
  }

  private Map<String, String> amphoraeByNamespace() {
    Map<String, String> amphorae = new HashMap<>();
    for (String id : children(state.amphorae())) {
      amphorae.put(names.agent(id).name(), "amphora " + id);
      amphorae.put(names.haproxy(id).name(), "HAProxy of amphora " + id);
    }
    return amphorae;
  }

  private static String alias(String name) {
    try {
      return Files.readString(INTERFACES.resolve(name).resolve("ifalias")).strip();
    } catch (IOException e) {
      return "";
    }
  }

  private static List<String> children(Path directory) {
    List<String> children = new ArrayList<>();
    try (DirectoryStream<Path> paths = Files.newDirectoryStream(directory)) {
      paths.forEach(path -> children.add(path.getFileName().toString()));
    } catch (NoSuchFileException e) {
      return List.of();
    } catch (IOException e) {
      throw new CloudException(
          CloudException.Kind.FAILED, "the local cloud cannot be listed", e.toString(), e);
    }
    return children;
  }
}
