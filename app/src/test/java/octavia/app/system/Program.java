package octavia.app.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
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
  private static final Pattern EXPORT = Pattern.compile("export (\\w+)='(.*)'");

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

  /** Runs a command for what it prints; it must succeed. */
  static String output(List<String> line) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(line).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as("exit status of %s", line).isZero();
    return said;
  }

  /** What a user of the embedded identity exports, after {@link #startWith}. */
  Map<String, String> openrc(String user) throws IOException, InterruptedException {
    List<String> line = new ArrayList<>(words());
    line.addAll(
        List.of("openrc", "--user", user, "--state-dir", footprint.stateDirectory().toString()));
    Path base = footprint.prepare();
    for (Path file : List.of(base, base.resolveSibling("more.conf"))) {
      line.addAll(List.of("--config-file", file.toString()));
    }
    Map<String, String> environment = new HashMap<>();
    Matcher export = EXPORT.matcher(output(line));
    while (export.find()) {
      environment.put(export.group(1), export.group(2));
    }
    return environment;
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
