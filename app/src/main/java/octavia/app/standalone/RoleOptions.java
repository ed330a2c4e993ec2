package octavia.app.standalone;

import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import octavia.app.command.Ending;
import octavia.app.command.Logs;
import octavia.app.configuration.ConfigFiles;
import octavia.app.configuration.HangUp;
import octavia.app.crossing.StoppingCrossing;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options of a command that runs one role; for use as a mixin. */
public final class RoleOptions {
  @Mixin private ConfigFiles configFiles = new ConfigFiles();

  @Option(
      names = "--state-dir",
      paramLabel = "DIR",
      description =
          "Where keys and certificates lie that the configuration puts nowhere else (default:"
              + " ${DEFAULT-VALUE}).",
      defaultValue = "/var/lib/octavia")
  private Path stateDirectory = Path.of("/var/lib/octavia");

  private @Nullable Service service; // of this command's thread

  /** Called by picocli. */
  public RoleOptions() {}

  /** Runs the role until the process is told to end; returns its exit status. */
  int run(Role role) {
    Logs.toStandardError();
    ServiceSettings settings =
        ServiceSettings.of(configFiles.read(), stateDirectory.toAbsolutePath())
            .withRole(role)
            .withConfigurationFiles(configFiles.paths())
            .withCrossing(StoppingCrossing.ofEnvironment(System.getenv()));
    return Ending.work(() -> serve(settings), this::stop, 0);
  }

  private int serve(ServiceSettings settings) throws InterruptedException {
    Wiring running = Wiring.start(settings);
    service = running;
    HangUp.reloads(configFiles::read, running.reloads());
    System.out.println(
        settings.role().answers() ? "Octavia answers at " + running.apiUrl() : "The worker works.");
    new CountDownLatch(1).await();
    return 0;
  }

  private void stop() {
    if (service != null) {
      service.close();
    }
  }
}
