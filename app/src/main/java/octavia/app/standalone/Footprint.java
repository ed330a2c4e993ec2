package octavia.app.standalone;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import octavia.app.command.CommandFailure;

/**
 * What a service of ours that is not the user's own takes up on the host: its state directory, its
 * ports, its networks. Each has its own, so that a demo, a benchmark and a test run beside a
 * standalone.
 *
 * @param apiHost where the API listens
 * @param apiPort of the API
 * @param heartbeatPort where heartbeats arrive, on the management network
 * @param managementCidr the network between service and agents
 * @param tenantCidr the network of the subnet {@code demo-subnet}
 */
public record Footprint(
    Path stateDirectory,
    String apiHost,
    int apiPort,
    int heartbeatPort,
    String managementCidr,
    String tenantCidr) {

  /** One whose API only this host reaches. */
  public Footprint(
      Path stateDirectory,
      int apiPort,
      int heartbeatPort,
      String managementCidr,
      String tenantCidr) {
    this(stateDirectory, "127.0.0.1", apiPort, heartbeatPort, managementCidr, tenantCidr);
  }

  /** The demo's. */
  public static final Footprint DEMO =
      new Footprint(Path.of("/var/lib/octavia-demo"), 9886, 5565, "10.78.0.0/20", "10.78.16.0/24");

  /** The benchmarks'. */
  public static final Footprint BENCH =
      new Footprint(Path.of("/var/lib/octavia-bench"), 9896, 5575, "10.79.0.0/20", "10.79.16.0/24");

  /** The tests'. */
  public static final Footprint TEST =
      new Footprint(Path.of("/var/lib/octavia-test"), 9906, 5585, "10.80.0.0/20", "10.80.16.0/24");

  private static final String MARK = "made-by-octavia";

  /** What any command of ours may leave behind in a directory that it looked at. */
  private static final Set<String> HARMLESS = Set.of("log", "lock", "lock.pid");

  private static final String CONFIGURATION = "octavia.conf";

  /** The same elsewhere. */
  public Footprint in(Path otherDirectory) {
    return new Footprint(
        otherDirectory, apiHost, apiPort, heartbeatPort, managementCidr, tenantCidr);
  }

  /** The same with its API on another address of the host. */
  public Footprint at(String otherHost) {
    return new Footprint(
        stateDirectory, otherHost, apiPort, heartbeatPort, managementCidr, tenantCidr);
  }

  /** Where the API answers. */
  public URI apiUrl() {
    return URI.create("http://" + apiHost + ":" + apiPort);
  }

  /** The configuration that keeps a service to it. */
  public String configuration() {
    return """
    [api_settings]
    bind_host = %s
    bind_port = %d
    auth_strategy = noauth

    [health_manager]
    bind_port = %d

    [local_cloud]
    management_cidr = %s
    networks = demo/demo-subnet=%s
    """
        .formatted(apiHost, apiPort, heartbeatPort, managementCidr, tenantCidr);
  }

  /**
   * Makes the state directory, with the configuration in it. To be called before anything logs to
   * it.
   *
   * @return the configuration's file
   * @throws CommandFailure if the directory holds something that is not ours
   */
  public Path prepare() {
    try {
      refuseForeign();
      Files.createDirectories(stateDirectory);
      Files.writeString(stateDirectory.resolve(MARK), "Everything here may be deleted.\n");
      return Files.writeString(stateDirectory.resolve(CONFIGURATION), configuration());
    } catch (IOException e) {
      throw new CommandFailure(stateDirectory + " cannot be made: " + e.getMessage(), e);
    }
  }

  /** Deletes what a service before has left, so that one starts afresh; the logs stay. */
  public void clear() {
    Set<String> kept = new HashSet<>(HARMLESS);
    kept.addAll(List.of(MARK, CONFIGURATION));
    delete(kept);
  }

  /** Deletes the state directory; nothing there is done already. */
  public void delete() {
    delete(Set.of(MARK));
    try {
      Files.deleteIfExists(stateDirectory.resolve(MARK));
      Files.deleteIfExists(stateDirectory);
    } catch (IOException e) {
      throw new CommandFailure(stateDirectory + " cannot be removed: " + e.getMessage(), e);
    }
  }

  private void delete(Set<String> kept) {
    try {
      refuseForeign();
      for (Path entry : entries(stateDirectory)) {
        if (!kept.contains(String.valueOf(entry.getFileName()))) {
          deleteTree(entry);
        }
      }
    } catch (IOException e) {
      throw new CommandFailure(stateDirectory + " cannot be emptied: " + e.getMessage(), e);
    }
  }

  private void refuseForeign() throws IOException {
    boolean foreign =
        entries(stateDirectory).stream()
            .anyMatch(entry -> !HARMLESS.contains(String.valueOf(entry.getFileName())));
    if (foreign && !Files.exists(stateDirectory.resolve(MARK))) {
      throw new CommandFailure(
          stateDirectory + " holds files that are not ours; name another --state-dir.");
    }
  }

  private static void deleteTree(Path path) throws IOException {
    if (Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
      for (Path entry : entries(path)) {
        deleteTree(entry);
      }
    }
    Files.deleteIfExists(path);
  }

  private static List<Path> entries(Path directory) throws IOException {
    if (!Files.isDirectory(directory)) {
      return List.of();
    }
    try (Stream<Path> entries = Files.list(directory)) {
      return entries.toList();
    }
  }
}
