package octavia.cloud.local.compute;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import octavia.cloud.CloudException;
import octavia.cloud.host.Commands;
import octavia.cloud.host.FileTree;
import octavia.cloud.host.HostNames;
import octavia.cloud.host.MountTable;
import octavia.cloud.host.Processes;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Podman for one local cloud: with a storage, a configuration and locks of its own, so that it
 * shares nothing with the podman of this host's users. Its directories have the cloud's tag in
 * their names. They are not in the state directory, since podman lets everybody pass through all
 * directories above a storage whose containers have users of their own. For all threads.
 */
public final class Podman {
  private static final Logger LOG = LoggerFactory.getLogger(Podman.class);

  static final String PROGRAM = "podman";
  private static final String MONITOR = "conmon";

  /** Podman prefers crun, which refuses hosts with both versions of control groups. */
  private static final String RUNTIME = "runc";

  private static final String IMAGE = "localhost/octavia-amphora";

  /** Hundreds of megabytes are read and written. */
  private static final Duration IMPORT_LIMIT = Duration.ofMinutes(10);

  private static final Duration MONITOR_LIMIT = Duration.ofSeconds(5);

  private final HostNames names;
  private final Commands commands;
  private final Commands patient;

  public Podman(HostNames names, Commands commands) {
    this.names = names;
    this.commands = commands;
    this.patient = new Commands(commands.crossing(), IMPORT_LIMIT);
  }

  /** All that it has: what stays, and what is gone after a boot of the host. */
  public List<Path> directories() {
    return List.of(kept(), running());
  }

  /** The names of the containers; none if podman does not work (any more). */
  public List<String> containers() {
    if (!isUsed() || !Commands.isThere(PROGRAM)) {
      return List.of();
    }
    try {
      return run("podman-ps", List.of("ps", "--all", "--format={{.Names}}")).lines().toList();
    } catch (CloudException e) {
      LOG.warn("podman does not list containers", e);
      return List.of();
    }
  }

  /** The amphora that a container is. */
  public Optional<String> amphoraOf(String container) {
    String prefix = names.namespacePrefix();
    return container.startsWith(prefix)
        ? Optional.of(container.substring(prefix.length()))
        : Optional.empty();
  }

  /**
   * Ends what it runs and lets go of its directories, which are to be removed then. Works also
   * where podman itself does not.
   */
  public void end() {
    if (directories().stream().noneMatch(Files::exists)) {
      return;
    }
    awaitMonitors();
    Processes.kill(this::isOurs, commands.crossing());
    if (isUsed() && Commands.isThere(PROGRAM)) {
      try {
        // For what is outside of the directories, such as control groups.
        patient.run(
            "podman-rm", command(List.of("rm", "--all", "--force", "--time=0", "--volumes")));
      } catch (CloudException e) {
        LOG.warn("podman does not remove containers, so their directories go as they are", e);
      }
    }
    List<String> mounts =
        MountTable.read().stream()
            .filter(mount -> directories().stream().anyMatch(mount::startsWith))
            .map(Path::toString)
            .toList()
            .reversed(); // what was mounted last may lie on what was mounted before
    if (!mounts.isEmpty()) {
      List<String> words = new ArrayList<>(List.of("umount", "--lazy"));
      words.addAll(mounts);
      commands.run("umount clean", words);
    }
  }

  /** After its container was killed, a monitor has podman note it, which is not to be cut short. */
  private void awaitMonitors() {
    for (Processes.Found monitor :
        Processes.find(words -> isProgram(MONITOR, words) && isOurs(words))) {
      ProcessHandle.of(monitor.pid())
          .ifPresent(process ->
              process
                  .onExit()
                  .completeOnTimeout(process, MONITOR_LIMIT.toMillis(), TimeUnit.MILLISECONDS)
                  .join());
    }
  }

  /** Podman at work, and what waits for the end of a container to tell podman of it. */
  private boolean isOurs(List<String> words) {
    return (isProgram(PROGRAM, words) || isProgram(MONITOR, words))
        && (words.contains("--root=" + storage()) || words.contains(storage().toString()));
  }

  private static boolean isProgram(String name, List<String> words) {
    return Path.of(words.getFirst()).endsWith(name);
  }

  /**
   * Looks whether it works here.
   *
   * @throws CloudException of kind INVALID that says why not
   */
  void check() {
    if (!Commands.isThere(PROGRAM)) {
      throw new CloudException(
          CloudException.Kind.INVALID,
          "compute_driver = podman needs podman; please install podman and runc");
    }
    boolean wasUsed = isUsed();
    prepare();
    try {
      run("podman-info", List.of("info", "--format={{.Store.GraphDriverName}}"));
    } catch (CloudException e) {
      if (!wasUsed) {
        forget();
      }
      throw new CloudException(
          CloudException.Kind.INVALID,
          "compute_driver = podman: podman does not work here with overlay as its storage driver"
              + " below "
              + kept(),
          String.valueOf(e.getMessage()),
          e);
    }
  }

  /**
   * The image that a tar is, which is imported if it was not before. Former ones lose their names:
   * they go with the last amphora that is of them. Not to be called twice at once.
   *
   * @return its name, which another content of the file would not have
   */
  String image(Path tar) {
    prepare();
    String wanted = IMAGE + ":" + tag(tar);
    List<String> there =
        run("podman-images", List.of("images", "--format={{.Repository}}:{{.Tag}}"))
            .lines()
            .filter(image -> image.startsWith(IMAGE + ":"))
            .toList();
    if (!there.contains(wanted)) {
      LOG.info("importing {} into podman", tar);
      emptyCopies();
      patient.run("podman-import", command(List.of("import", "--quiet", tar.toString(), wanted)));
    }
    List<String> former = there.stream().filter(image -> !image.equals(wanted)).toList();
    for (String image : former) {
      run("podman-untag", List.of("untag", image));
    }
    if (!former.isEmpty()) {
      prune();
    }
    return wanted;
  }

  /** Of what an import that was cut off has left. */
  private void emptyCopies() {
    try {
      FileTree.remove(copies());
    } catch (IOException e) {
      throw new CloudException(
          CloudException.Kind.FAILED, "the local cloud cannot empty " + copies(), e.toString(), e);
    }
    prepare();
  }

  /** The name of an amphora's container. */
  String container(String amphoraId) {
    return names.namespacePrefix() + amphoraId;
  }

  /**
   * Removes an amphora's container, if there is one, and its image if that is a former one. Where
   * podman has gone since, so have its containers.
   */
  void remove(String amphoraId) {
    if (isUsed() && Commands.isThere(PROGRAM)) {
      run(
          "podman-rm",
          List.of("rm", "--force", "--ignore", "--time=0", "--volumes", container(amphoraId)));
      prune();
    }
  }

  /** Images without a name that no container is of. Such a one only takes room, until the next. */
  private void prune() {
    try {
      run("podman-prune", List.of("image", "prune", "--force"));
    } catch (CloudException e) {
      LOG.warn("podman does not remove former images", e);
    }
  }

  /** The whole command line for a command of podman. */
  List<String> command(List<String> words) {
    List<String> command = new ArrayList<>();
    command.addAll(List.of("env", "CONTAINERS_CONF=" + kept().resolve("containers.conf"), PROGRAM));
    command.addAll(List.of("--root=" + storage(), "--runroot=" + running().resolve("storage")));
    command.add("--tmpdir=" + running().resolve("libpod"));
    command.add("--storage-driver=overlay");
    if (Commands.isThere(RUNTIME)) {
      command.add("--runtime=" + RUNTIME);
    }
    command.addAll(words);
    return command;
  }

  private String run(String name, List<String> words) {
    return commands.run(name, command(words));
  }

  /** What {@link #prepare} has made, where podman does not work: nothing else is to use it. */
  private void forget() {
    try {
      FileTree.remove(kept());
    } catch (IOException e) {
      LOG.warn("{} is left", kept(), e);
    }
  }

  private void prepare() {
    try {
      if (!isUsed()) {
        Files.createDirectories(
            kept(),
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx--x--x")));
      }
      Files.createDirectories(
          copies(),
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
      Files.writeString(kept().resolve("containers.conf"), configuration());
    } catch (IOException e) {
      throw new CloudException(
          CloudException.Kind.FAILED, "the local cloud cannot write to " + kept(), e.toString(), e);
    }
  }

  /**
   * By default podman's locks are in one file of the host, by number: after a boot, when it gives
   * numbers anew, two storages may have the same. And what an import that is cut off has unpacked
   * would stay in the host's own directory for such.
   */
  private String configuration() {
    return "[engine]\nlock_type = \"file\"\nimage_copy_tmp_dir = \"" + copies() + "\"\n";
  }

  private boolean isUsed() {
    return Files.exists(kept());
  }

  /** Where images are unpacked while they are imported. */
  private Path copies() {
    return kept().resolve("copies");
  }

  private Path storage() {
    return kept().resolve("storage");
  }

  private Path kept() {
    return Path.of("/var/lib", names.containers());
  }

  private Path running() {
    return Path.of("/run", names.containers());
  }

  /** Differs for files that differ, without reading them. */
  private static String tag(Path tar) {
    try {
      BasicFileAttributes file = Files.readAttributes(tar, BasicFileAttributes.class);
      String text =
          tar.toRealPath()
              + " "
              + file.fileKey()
              + " "
              + file.size()
              + " "
              + file.lastModifiedTime();
      return HostNames.hash(text, 16);
    } catch (IOException e) {
      throw new CloudException(
          CloudException.Kind.FAILED, "the amphora's image cannot be read", e.toString(), e);
    }
  }
}
