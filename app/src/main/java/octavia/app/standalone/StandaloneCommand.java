package octavia.app.standalone;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import octavia.app.command.Logs;
import octavia.app.configuration.ConfigFiles;
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

  @Override
  public Integer call() {
    return Serving.untilTold(
        Role.STANDALONE,
        configFiles,
        stateDirectory,
        () -> Logs.toDirectory(stateDirectory, Logs.Console.WARNINGS),
        running ->
            "Octavia answers at "
                + running.apiUrl()
                + "; Ctrl-C stops it.\nState, and logs where octavia.conf says nothing else, are in "
                + stateDirectory.toAbsolutePath()
                + ".");
  }
}
