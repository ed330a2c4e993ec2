package octavia.app.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import octavia.app.client.ApiClient;
import octavia.testing.FreePort;

/**
 * The roles of the service as processes of their own on one database, whose tables it makes. {@link
 * #close} ends them. Used by one thread.
 */
final class Roles implements AutoCloseable {
  private final Path directory;
  private final List<Path> configuration;
  private final List<Process> running = new ArrayList<>();

  /**
   * Nothing runs yet; what will, has no-op drivers and asks nobody who they are.
   *
   * @param directory for configurations, logs and state
   * @param connection the database, as octavia.conf spells it
   */
  Roles(Path directory, String connection) throws IOException, InterruptedException {
    this(directory, List.of(noop(directory, connection)));
  }

  /**
   * Nothing runs yet.
   *
   * @param configuration files that all roles have
   */
  Roles(Path directory, List<Path> configuration) throws IOException, InterruptedException {
    this.directory = directory;
    this.configuration = List.copyOf(configuration);
    Path log = directory.resolve("upgrade.log");
    Process upgrade = start(log, configured(List.of("db", "upgrade")));
    assertThat(upgrade.waitFor(120, TimeUnit.SECONDS)).isTrue();
    assertThat(upgrade.exitValue()).as("%s", Files.readString(log)).isZero();
  }

  /** Starts an API on the loopback; returns where it answers. */
  URI api() throws IOException, InterruptedException {
    return api("127.0.0.1");
  }

  /** Starts an API on an address of the host; returns where it answers. */
  URI api(String host) throws IOException, InterruptedException {
    return api(host, "");
  }

  /**
   * The same with more in its configuration than the others have.
   *
   * @param more sections of an octavia.conf
   */
  URI api(String host, String more) throws IOException, InterruptedException {
    int port = FreePort.find();
    String name = name(port);
    Path place =
        Files.writeString(
            directory.resolve(name + ".conf"),
            "[api_settings]\nbind_host = %s\nbind_port = %d\n%s".formatted(host, port, more));
    role("api", name, "--config-file", place.toString());
    URI url = URI.create("http://" + host + ":" + port);
    Await.until("the API answers", () -> answers(url));
    return url;
  }

  /** What an API has written so far. */
  String log(URI api) throws IOException {
    return log(name(api.getPort()));
  }

  /** Where an API has its state. */
  Path stateDirectory(URI api) {
    return directory.resolve(name(api.getPort()));
  }

  private static String name(int apiPort) {
    return "api" + apiPort;
  }

  private static boolean answers(URI url) throws InterruptedException {
    try (ApiClient api = new ApiClient(url)) {
      return !api.get("/").isEmpty();
    } catch (RuntimeException e) {
      return false; // not yet
    }
  }

  /** Starts a worker, which writes {@link #log} of its name. */
  Process worker(String name) throws IOException {
    return role("worker", name);
  }

  /** What a worker has written so far. */
  String log(String name) throws IOException {
    return Files.readString(directory.resolve(name + ".log"));
  }

  private Process role(String role, String name, String... more) throws IOException {
    List<String> words = configured(List.of(role));
    words.addAll(List.of(more));
    words.addAll(List.of("--state-dir", directory.resolve(name).toString()));
    Process process = start(directory.resolve(name + ".log"), words);
    running.add(process);
    return process;
  }

  private List<String> configured(List<String> command) {
    List<String> words = new ArrayList<>(command);
    configuration.forEach(file -> words.addAll(List.of("--config-file", file.toString())));
    return words;
  }

  private static Process start(Path log, List<String> words) throws IOException {
    List<String> line = new ArrayList<>(Program.words());
    line.addAll(words);
    return new ProcessBuilder(line).redirectErrorStream(true).redirectOutput(log.toFile()).start();
  }

  private static Path noop(Path directory, String connection) throws IOException {
    return Files.writeString(
        directory.resolve("octavia.conf"),
        """
        [database]
        connection = %s
        [api_settings]
        auth_strategy = noauth
        [controller_worker]
        compute_driver = compute_noop_driver
        network_driver = network_noop_driver
        amphora_driver = amphora_noop_driver
        lease_seconds = 5
        [certificates]
        cert_manager = noop_cert_manager
        """
            .formatted(connection));
  }

  @Override
  public void close() {
    for (Process process : running.reversed()) {
      process.destroy();
    }
    for (Process process : running) {
      try {
        if (!process.waitFor(60, TimeUnit.SECONDS)) {
          process.destroyForcibly();
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        process.destroyForcibly();
      }
    }
  }
}
