package octavia.app.crossing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import octavia.app.command.Pause;
import octavia.model.Crossing;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StoppingCrossingTest {
  @TempDir private Path directory;
  private Crossing crossing;

  @BeforeEach
  void readOrdersFromAFile() {
    crossing = StoppingCrossing.ofEnvironment(Map.of("OCTAVIA_CROSSING", orders().toString()));
  }

  private Path orders() {
    return directory.resolve("orders");
  }

  private Path trace() {
    return directory.resolve("trace");
  }

  private Path reached() {
    return directory.resolve("reached");
  }

  private void order(String stop) throws IOException {
    Files.writeString(orders(), "trace = %s\nreached = %s\n%s".formatted(trace(), reached(), stop));
  }

  @Test
  void nothingIsInTheWayUnlessAFileIsNamed() {
    assertThat(StoppingCrossing.ofEnvironment(Map.of())).isSameAs(Crossing.OPEN);
  }

  @Test
  void aFileThatIsNotThereLetsPass() {
    assertThat(crossing.<Integer, RuntimeException>cross("commit:nothing", () -> 1)).isEqualTo(1);
  }

  @Test
  void whatPassesIsWrittenDown() throws IOException {
    order("");
    int result = crossing.<Integer, RuntimeException>cross("commit:create-listener", () -> 42);
    assertThat(result).isEqualTo(42);
    assertThat(trace()).hasContent("before commit:create-listener\nafter commit:create-listener\n");
  }

  @Test
  void theSecondPassingStopsThere() throws IOException, InterruptedException {
    crossing.before("agent:PUT haproxy"); // before the order was given: not counted
    order("stop = before:agent:PUT haproxy:2\n");
    crossing.before("agent:PUT haproxy");
    crossing.after("agent:PUT haproxy");
    assertThat(reached()).doesNotExist();

    Thread stuck = Thread.ofVirtual().start(() -> crossing.before("agent:PUT haproxy"));
    assertThat(
            Pause.until(
                () -> Files.exists(reached()), Duration.ofMillis(5), Duration.ofSeconds(10)))
        .isTrue();
    assertThat(reached()).hasContent("before agent:PUT haproxy\n");
    assertThat(stuck.join(Duration.ofMillis(50))).isFalse();

    Thread other = Thread.ofVirtual().start(() -> crossing.before("commit:anything"));
    assertThat(other.join(Duration.ofMillis(50))).isFalse();
  }
}
