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
 * The roles of the service as processes of their own on one database, whose tables it makes; with
 * no-op drivers. {@link #close} ends them. Used by one thread.
 */
final class Roles implements AutoCloseable {
  private final Path directory;
  private final String connection;
  private final List<Process> running = new ArrayList<>();

  /**
   * Nothing runs yet.
   *
   * @param directory for configurations, logs and state
   * @param connection the database, as octavia.conf spells it
   */
  Roles(Path directory, String connection) throws IOException, InterruptedException {
    this.directory = directory;
    this.connection = connection;
    Path log = directory.resolve("upgrade.log");
    Process upgrade =
        start(log, List.of("db", "upgrade", "--config-file", configuration(0).toString()));
    assertThat(upgrade.waitFor(120, TimeUnit.SECONDS)).isTrue();
    assertThat(upgrade.exitValue()).as("%s", Files.readString(log)).isZero();
  }

  /** Starts an API; returns where it answers. */
  URI api() throws IOException, InterruptedException {
    int port = FreePort.find();
    role("api", configuration(port), "api" + port);
    URI url = URI.create("http://127.0.0.1:" + port);
    Await.until("the API answers", () -> answers(url));
    return url;
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
    return role("worker", configuration(0), name);
  }

  /** What a worker has written so far. */
  String log(String name) throws IOException {
    return Files.readString(directory.resolve(name + ".log"));
  }

  private Process role(String role, Path configuration, String name) throws IOException {
    Process process =
        start(
            directory.resolve(name + ".log"),
            List.of(
                role,
                "--config-file",
                configuration.toString(),
                "--state-dir",
                directory.resolve(name).toString()));
    running.add(process);
    return process;
  }

  private static Process start(Path log, List<String> words) throws IOException {
    List<String> line = new ArrayList<>(Program.words());
    line.addAll(words);
    return new ProcessBuilder(line).redirectErrorStream(true).redirectOutput(log.toFile()).start();
  }

  private Path configuration(int port) throws IOException {
    return Files.writeString(
        directory.resolve("octavia" + port + ".conf"),
        """
        [database]
        connection = %s
        [api_settings]
        bind_port = %d
        auth_strategy = noauth
        [controller_worker]
        compute_driver = compute_noop_driver
        network_driver = network_noop_driver
        amphora_driver = amphora_noop_driver
        lease_seconds = 5
        [certificates]
        cert_manager = noop_cert_manager
        """
            .formatted(connection, port));
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
