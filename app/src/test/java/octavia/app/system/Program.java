package octavia.app.system;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
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
public final class Program implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final Footprint footprint;
  private final LocalHoldings holdings;

  /** Begins with nothing, whatever a test before has left. */
  Program() {
    this(Footprint.TEST);
  }

  /** The same with a footprint of its own, for tests that may run beside others. */
  public Program(Footprint footprint) {
    this.footprint = footprint;
    this.holdings = LocalHoldings.of(footprint.stateDirectory());
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

  /**
   * The same with more in its configuration.
   *
   * @param more sections of an octavia.conf
   */
  public ChildService startWith(String more) throws InterruptedException {
    try {
      Path base = footprint.prepare();
      Path rest = Files.writeString(base.resolveSibling("more.conf"), more);
      return ChildService.start(words(), footprint, List.of(base, rest), Map.of());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public Footprint footprint() {
    return footprint;
  }

  /** What it has on this host. */
  public LocalHoldings holdings() {
    return holdings;
  }

  /** Keeps the log for whoever looks into a failure, under the time at which the test ended. */
  private static void keepLog(Footprint footprint) {
    Path log = Logs.directory(footprint.stateDirectory()).resolve("octavia.log");
    if (Files.exists(log)) {
      try {
        Path kept = Files.createDirectories(Path.of("target/system-test-logs"));
        Files.copy(log, kept.resolve(Instant.now() + ".log"));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  @Override
  public void close() {
    keepLog(footprint);
    holdings.removeAll(PATIENCE, footprint::delete);
  }
}
