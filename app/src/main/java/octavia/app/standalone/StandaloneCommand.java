package octavia.app.standalone;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import octavia.app.command.Ending;
import octavia.app.command.Logs;
import octavia.app.configuration.ConfigFiles;
import octavia.app.configuration.HangUp;
import octavia.app.crossing.StoppingCrossing;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Runs the service until it is told to stop. */
@Command(
    name = "standalone",
    description = {
      "Run the whole service in one process, with an embedded database and the local cloud.",
      "Runs until Ctrl-C or SIGTERM; SIGHUP has it read its configuration again. State survives a restart; load balancers go on serving while "
          + "the service is down. Needs root, for networks and namespaces."
    })
public final class StandaloneCommand implements Callable<Integer> {
  /** The state directory where none is named. */
  public static final Path STATE_DIRECTORY = Path.of("/var/lib/octavia-standalone");

  @Mixin private ConfigFiles configFiles = new ConfigFiles();

  @Option(
      names = "--state-dir",
      paramLabel = "DIR",
      description = "Where the state lies (default: ${DEFAULT-VALUE}).",
      defaultValue = "/var/lib/octavia-standalone")
  private Path stateDirectory = STATE_DIRECTORY;

  private @Nullable Service service; // of this command's thread

  @Override
  public Integer call() {
    Logs.toDirectory(stateDirectory, Logs.Console.WARNINGS);
    ServiceSettings settings =
        ServiceSettings.of(configFiles.read(), stateDirectory.toAbsolutePath())
            .withConfigurationFiles(configFiles.paths())
            .withCrossing(StoppingCrossing.ofEnvironment(System.getenv()));
    return Ending.work(() -> serve(settings), this::stop, 0);
  }

  private int serve(ServiceSettings settings) throws InterruptedException {
    Wiring running = Wiring.start(settings);
    service = running;
    HangUp.reloads(configFiles::read, running.reloads());
    System.out.println("Octavia answers at " + running.apiUrl() + "; Ctrl-C stops it.");
    System.out.println("State and logs are in " + settings.stateDirectory() + ".");
    new CountDownLatch(1).await();
    return 0;
  }

  private void stop() {
    if (service != null) {
      service.close();
    }
  }
}
