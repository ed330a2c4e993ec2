package octavia.app.image;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import octavia.app.terminal.Terminal;
import octavia.image.build.Progress;
import org.jspecify.annotations.Nullable;

/**
 * Shows the phases of a build with the time that each took; what programs say goes to the log file,
 * where there is one. Phases are told by one thread at a time.
 */
final class Phases implements Progress, AutoCloseable {
  private final Terminal terminal;
  private final Optional<PrintWriter> log;
  private final long begun = System.nanoTime();
  private @Nullable String phase;
  private long phaseBegun;

  Phases(Terminal terminal, Optional<Path> log) throws IOException {
    this.terminal = terminal;
    this.log =
        log.isPresent()
            ? Optional.of(
                new PrintWriter(Files.newBufferedWriter(log.get(), StandardCharsets.UTF_8), true))
            : Optional.empty();
  }

  @Override
  public synchronized void phase(String name) {
    endPhase();
    phase = name;
    phaseBegun = System.nanoTime();
    output("== " + name);
  }

  @Override
  public void output(String line) {
    log.ifPresent(file -> file.println(line));
  }

  /** The last phase is over. */
  synchronized void end() {
    endPhase();
    terminal.line("  in all: " + since(begun));
  }

  private void endPhase() {
    if (phase != null) {
      terminal.line("  " + phase + ": " + since(phaseBegun));
      phase = null;
    }
  }

  private static String since(long nanos) {
    return Terminal.spoken(Duration.ofNanos(System.nanoTime() - nanos));
  }

  @Override
  public void close() {
    log.ifPresent(PrintWriter::close);
  }
}
