package octavia.app.standalone;

import java.nio.file.Path;
import octavia.app.command.Logs;
import octavia.app.configuration.ConfigFiles;
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

  /** Called by picocli. */
  public RoleOptions() {}

  /** Runs the role until the process is told to end; returns its exit status. */
  int run(Role role) {
    return Serving.untilTold(
        role,
        configFiles,
        stateDirectory,
        Logs::toStandardError,
        running -> role.answers() ? "Octavia answers at " + running.apiUrl() : "The worker works.");
  }
}
