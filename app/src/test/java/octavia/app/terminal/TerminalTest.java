package octavia.app.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class TerminalTest {
  private final ByteArrayOutputStream written = new ByteArrayOutputStream();

  private Terminal terminal(boolean watched, boolean coloured) {
    return new Terminal(new PrintStream(written, true, StandardCharsets.UTF_8), watched, coloured);
  }

  private String written() {
    return written.toString(StandardCharsets.UTF_8);
  }

  @Test
  void columnsStandUnderEachOtherAlsoInColour() {
    Terminal terminal = terminal(true, true);
    terminal.table(
        List.of(
            List.of("object", "status"),
            List.of("listener", terminal.good("ACTIVE")),
            List.of("pool", "ERROR")));
    assertThat(written().replaceAll("\033\\[[0-9;]*m", ""))
        .isEqualToNormalizingNewlines(
            """
              object    status
              listener  ACTIVE
              pool      ERROR
            """);
    assertThat(written()).contains("\033[32mACTIVE\033[0m");
  }

  @Test
  void aPipeSeesOneLineAStepAndNoEscapes() {
    Terminal terminal = terminal(false, false);
    Terminal.Step step = terminal.step("listener");
    step.now("PENDING_CREATE");
    step.done(terminal.good("ACTIVE"));
    assertThat(written()).isEqualToNormalizingNewlines("  listener        ACTIVE\n");
  }

  @Test
  void aWatcherSeesTheStepMove() {
    Terminal.Step step = terminal(true, false).step("listener");
    step.now("PENDING_CREATE");
    step.done("ACTIVE");
    assertThat(written()).contains("...", "PENDING_CREATE", "\r\033[K  listener        ACTIVE\n");
  }

  @Test
  void timesAreSpoken() {
    assertThat(Terminal.spoken(Duration.ofMillis(42))).isEqualTo("42 ms");
    assertThat(Terminal.spoken(Duration.ofMillis(1340))).isEqualTo("1.3 s");
  }
}
