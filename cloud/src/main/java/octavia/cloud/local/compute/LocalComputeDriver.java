package octavia.cloud.local.compute;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.locks.ReentrantLock;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;
import octavia.cloud.CloudException;
import octavia.cloud.compute.BootFiles;
import octavia.cloud.compute.ComputeDriver;
import octavia.cloud.compute.Instance;
import octavia.cloud.host.Commands;
import octavia.cloud.host.HostNames;
import octavia.cloud.host.Ledger;
import octavia.cloud.host.Namespace;
import octavia.cloud.host.Processes;
import octavia.cloud.local.network.AddressPool;
import octavia.cloud.local.network.Bridges;
import octavia.cloud.local.network.LocalCloudSettings;
import octavia.cloud.network.IpAddress;
import octavia.cloud.network.Port;
import octavia.model.Amphora;

/**
 * Amphorae on this host, of one {@link AmphoraKind}: each a tree of processes in a PID namespace,
 * which outlives this process and ends with its first one, and interfaces on the bridges. Those of
 * another kind, which a service with another configuration has made, are found as broken and can be
 * deleted.
 *
 * <p>The ledger's entry is written before anything else is made and removed after everything else
 * is gone, and all names derive from the amphora's id: so whatever a crash leaves is found, and
 * made whole by {@link #build} or removed by {@link #delete}. For all threads, but never twice at
 * once for one amphora.
 */
public final class LocalComputeDriver implements ComputeDriver {
  private static final Pattern ID = Pattern.compile("[A-Za-z0-9-]{1,64}");

  private final HostNames names;
  private final Path directory;
  private final LocalCloudSettings settings;
  private final Bridges bridges;
  private final Commands commands;
  private final Ledger<StoredInstance> instances;
  private final RandomGenerator random;
  private final AmphoraProcesses processes;
  private final Podman podman;
  private final Machines machines;

  /** Held from the look for a free management address until the ledger has it. */
  private final ReentrantLock allocation = new ReentrantLock();

  /**
   * The driver.
   *
   * @param directory of the amphorae's directories
   * @param kind of the amphorae that it makes
   * @param random chooses among free management addresses
   */
  public LocalComputeDriver(
      HostNames names,
      Path directory,
      LocalCloudSettings settings,
      Bridges bridges,
      Commands commands,
      Ledger<StoredInstance> instances,
      AmphoraKind kind,
      RandomGenerator random) {
    this.names = names;
    this.directory = directory;
    this.settings = settings;
    this.bridges = bridges;
    this.commands = commands;
    this.instances = instances;
    this.random = random;
    this.processes = new AmphoraProcesses(directory, commands);
    this.podman = new Podman(names, commands);
    AmphoraInterfaces interfaces = new AmphoraInterfaces(names, settings, bridges, commands);
    this.machines =
        switch (kind) {
          case AgentCommand agent -> new NamespaceMachines(names, interfaces, processes, agent);
          case ContainerSettings container ->
              new Containers(names, interfaces, commands, processes, podman, container);
          case VirtualMachineSettings machine ->
              new VirtualMachines(settings, bridges, commands, processes, machine);
        };
  }

  /**
   * Looks whether this host has what amphorae need.
   *
   * @throws CloudException of kind INVALID that says what is missing
   */
  public void check() {
    machines.check();
  }

  @Override
  public Instance build(Amphora amphora, BootFiles files) {
    String id = checked(amphora);
    StoredInstance stored = instances.get(id).orElseGet(() -> allocate(id));
    if (!isBuilt(id)) {
      complete(stored, files);
    }
    return instance(stored, processes.first(id));
  }

  @Override
  public Optional<Instance> find(Amphora amphora) {
    String id = checked(amphora);
    return instances
        .get(id)
        .filter(_ -> isBuilt(id))
        .map(stored -> instance(stored, processes.first(id)));
  }

  @Override
  public List<Instance> list() {
    Map<String, StoredInstance> stored = instances.all();
    Set<String> ids = new TreeSet<>(stored.keySet());
    Map<String, Processes.Found> first = processes.allFirst();
    ids.addAll(first.keySet());
    ids.addAll(homes());
    List<Instance> all = new ArrayList<>();
    for (String id : ids) {
      StoredInstance known = stored.get(id);
      if (known == null) {
        all.add(new Instance(id, id, Instance.State.BROKEN, null));
      } else if (!isBuilt(id)) {
        all.add(new Instance(id, id, Instance.State.BUILDING, known.managementAddress()));
      } else {
        all.add(instance(known, Optional.ofNullable(first.get(id))));
      }
    }
    return all;
  }

  @Override
  public void attach(Amphora amphora, Port port) {
    String id = checked(amphora);
    if (instances.get(id).isEmpty()) {
      throw new CloudException(
          CloudException.Kind.NOT_FOUND, "amphora " + id + " is not in the local cloud");
    }
    bridges.repair();
    machines.attach(id, home(id), port);
  }

  @Override
  public String lastWords(Amphora amphora) {
    return home(checked(amphora)).lastWords();
  }

  @Override
  public void delete(Amphora amphora) {
    String id = checked(amphora);
    tearDown(id);
    commands
        .crossing()
        .cross(
            "unlink:amphora",
            () -> {
              home(id).remove();
              return true;
            });
    instances.remove(id);
  }

  /** Ends all processes and removes container, interfaces and namespaces, whichever it has. */
  private void tearDown(String id) {
    processes.kill(id);
    podman.remove(id);
    Commands.settle(() -> removeDevices(id));
  }

  private void removeDevices(String id) {
    List<String> lines = new ArrayList<>();
    if (bridges.namespace().exists()) {
      // A namespace's end takes its interfaces away too, but some time later.
      bridges
          .links()
          .forEach((name, link) -> {
            if (name.equals(HostNames.management(id))
                || link.path("ifalias").asString("").startsWith(Machines.alias(id))) {
              lines.add("link del dev " + name);
            }
          });
    }
    Set<String> named = new HashSet<>(Namespace.names());
    for (Namespace namespace : List.of(names.agent(id), names.haproxy(id))) {
      if (namespace.exists()) {
        lines.add("netns del " + namespace.name());
      } else if (named.contains(namespace.name())) {
        try {
          Files.deleteIfExists(namespace.path()); // a name without a namespace
        } catch (IOException e) {
          throw failed("remove " + namespace.path(), e);
        }
      }
    }
    Namespace where = bridges.namespace().exists() ? bridges.namespace() : Namespace.HOST;
    commands.ip("remove", where, lines);
  }

  /** True once everything of the amphora was there, which may have been lost since. */
  private boolean isBuilt(String id) {
    return home(id).isStarted();
  }

  /** Makes all of an amphora, whatever part of it a former try has made. */
  private void complete(StoredInstance stored, BootFiles files) {
    String id = stored.amphoraId();
    Home home = home(id);
    bridges.repair();
    if (Files.exists(home.directory())) { // made before all else that a former try could leave
      tearDown(id);
    }
    try {
      Files.createDirectories(
          directory,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    } catch (IOException e) {
      throw failed("make " + directory, e);
    }
    machines.make(stored, home, files);
  }

  private StoredInstance allocate(String id) {
    allocation.lock();
    try {
      Set<IpAddress> used = new HashSet<>();
      for (StoredInstance each : instances.all().values()) {
        IpAddress.parse(each.managementAddress()).ifPresent(used::add);
        if (names.agent(each.amphoraId()).equals(names.agent(id))) {
          throw new CloudException(
              CloudException.Kind.CONFLICT,
              "amphorae " + id + " and " + each.amphoraId() + " have the same name on this host");
        }
      }
      IpAddress address = new AddressPool(settings.management()).pick(used, random);
      StoredInstance stored = new StoredInstance(id, address.toString());
      instances.put(id, stored);
      return stored;
    } finally {
      allocation.unlock();
    }
  }

  private Instance instance(StoredInstance stored, Optional<Processes.Found> first) {
    String id = stored.amphoraId();
    Instance.State state =
        first.filter(process -> machines.isWhole(id, process)).isPresent()
            ? Instance.State.ACTIVE
            : Instance.State.BROKEN;
    return new Instance(id, id, state, stored.managementAddress());
  }

  private List<String> homes() {
    List<String> ids = new ArrayList<>();
    try (DirectoryStream<Path> homes = Files.newDirectoryStream(directory)) {
      homes.forEach(home -> ids.add(home.getFileName().toString()));
    } catch (NoSuchFileException e) {
      return List.of();
    } catch (IOException e) {
      throw failed("list " + directory, e);
    }
    return ids;
  }

  private Home home(String id) {
    return new Home(directory.resolve(id));
  }

  private static String checked(Amphora amphora) {
    if (!ID.matcher(amphora.id()).matches()) {
      throw new CloudException(CloudException.Kind.INVALID, "not an amphora's id: " + amphora.id());
    }
    return amphora.id();
  }

  private static CloudException failed(String what, IOException cause) {
    return new CloudException(
        CloudException.Kind.FAILED, "the local cloud cannot " + what, cause.toString(), cause);
  }
}
