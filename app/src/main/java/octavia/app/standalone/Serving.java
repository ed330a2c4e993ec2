package octavia.app.standalone;

import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.function.Function;
import octavia.app.command.Ending;
import octavia.app.command.Logs;
import octavia.app.configuration.ConfigFiles;
import octavia.app.configuration.HangUp;
import octavia.app.configuration.LogFile;
import octavia.app.crossing.StoppingCrossing;
import octavia.config.IniFile;
import org.jspecify.annotations.Nullable;

/** A command that runs a service until the process is told to stop. Of the command's thread. */
final class Serving {
  private final ConfigFiles files;
  private final ServiceSettings settings;
  private final Function<Wiring, String> greeting;
  private @Nullable Service service;

  private Serving(ConfigFiles files, ServiceSettings settings, Function<Wiring, String> greeting) {
    this.files = files;
    this.settings = settings;
    this.greeting = greeting;
  }

  /**
   * Runs it; returns the exit status.
   *
   * @param logs makes lines go where they go if octavia.conf names no file
   * @param greeting what is said when it works
   */
  static int untilTold(
      Role role,
      ConfigFiles files,
      Path stateDirectory,
      Runnable logs,
      Function<Wiring, String> greeting) {
    IniFile configuration = files.read();
    Optional<Path> logFile = LogFile.of(configuration, role.text());
    logFile.ifPresentOrElse(Logs::toFile, logs);
    ServiceSettings settings =
        ServiceSettings.of(configuration, stateDirectory.toAbsolutePath())
            .withRole(role)
            .withConfigurationFiles(files.paths())
            .withCrossing(StoppingCrossing.ofEnvironment(System.getenv()));
    Serving serving = new Serving(files, settings, greeting);
    return Ending.work(serving::serve, serving::stop, 0);
  }

  private int serve() throws InterruptedException {
    Wiring running = Wiring.start(settings);
    service = running;
    HangUp.reloads(files::read, running.reloads());
    System.out.println(greeting.apply(running));
    new CountDownLatch(1).await();
    return 0;
  }

  private void stop() {
    if (service != null) {
      service.close();
    }
  }
}
