package octavia.app.system;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import octavia.app.command.Logs;
import octavia.app.local.LocalHoldings;
import octavia.app.standalone.ChildService;
import octavia.app.standalone.Footprint;

/**
 * The program as its users have it, with a state directory, ports and networks for tests. {@link
 * #close} leaves nothing of it on the host.
 */
final class Program implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final Footprint footprint = Footprint.TEST;
  private final LocalHoldings holdings = LocalHoldings.of(footprint.stateDirectory());

  /** Begins with nothing, whatever a test before has left. */
  Program() {
    reset();
  }

  /** Begins again with nothing; no service of it may run. */
  void reset() {
    footprint.prepare();
    holdings.removeAll(PATIENCE, footprint::clear);
  }

  /** The words that run the program. */
  static List<String> words() {
    return List.of(System.getProperty("octavia.launcher"));
  }

  /** Starts a standalone service on the state that is there. */
  ChildService start(Map<String, String> environment) throws InterruptedException {
    return ChildService.start(words(), footprint, environment);
  }

  Footprint footprint() {
    return footprint;
  }

  /** What it has on this host. */
  LocalHoldings holdings() {
    return holdings;
  }

  /** Keeps the log for whoever looks into a failure. */
  private void keepLog() {
    Path log = Logs.directory(footprint.stateDirectory()).resolve("octavia.log");
    if (Files.exists(log)) {
      try {
        Files.copy(log, Path.of("target/system-test.log"), StandardCopyOption.REPLACE_EXISTING);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  @Override
  public void close() {
    keepLog();
    holdings.removeAll(PATIENCE, footprint::delete);
  }
}
