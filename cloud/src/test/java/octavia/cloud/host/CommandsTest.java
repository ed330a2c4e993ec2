package octavia.cloud.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import octavia.cloud.CloudException;
import octavia.model.Crossing;
import org.junit.jupiter.api.Test;

final class CommandsTest {
  private final List<String> points = new ArrayList<>();
  private final Commands commands =
      new Commands(
          new Crossing() {
            @Override
            public void before(String name) {
              points.add("before " + name);
            }

            @Override
            public void after(String name) {
              points.add("after " + name);
            }
          },
          Duration.ofMillis(500));

  @Test
  void aCommandReadsItsInputAndSaysItsOutput() {
    assertThat(commands.run("cat", List.of("cat"), "text")).isEqualTo("text");
    assertThat(points).containsExactly("before exec:cat", "after exec:cat");
  }

  @Test
  void withoutInputThereIsNothingToRead() {
    assertThat(commands.run("cat", List.of("cat"))).isEmpty();
  }

  @Test
  void theEnvironmentIsMinimal() {
    assertThat(commands.run("env", List.of("env")).lines())
        .allMatch(line -> line.startsWith("PATH=") || line.startsWith("LC_ALL="));
  }

  @Test
  void aFailureTellsStatusAndComplaint() {
    assertThatThrownBy(
            () -> commands.run("fail", List.of("sh", "-c", "echo the reason >&2; exit 3")))
        .isInstanceOf(CloudException.class)
        .hasMessageContaining("fail")
        .hasMessageContaining("status 3")
        .hasMessageContaining("the reason");
    assertThat(points).containsExactly("before exec:fail");
  }

  @Test
  void aFailureOfABatchTellsItsLine() {
    assertThatThrownBy(() ->
            commands.ip(
                "test",
                Namespace.HOST,
                List.of("link show dev lo", "link set dev octnothere up", "link show")))
        .hasMessageContaining("(link set dev octnothere up)");
  }

  @Test
  void aCommandThatHangsIsKilledAtTheLimit() {
    assertThatThrownBy(() -> commands.run("hang", List.of("sleep", "60")))
        .hasMessageContaining("did not end within PT0.5S");
    assertThatThrownBy(() -> commands.run("hang", List.of("sleep", "60"), "x".repeat(1 << 20)))
        .hasMessageContaining("did not end within PT0.5S");
  }

  @Test
  void aProgramThatIsMissingIsNamed() {
    assertThatThrownBy(() -> commands.run("missing", List.of("octavia-no-such-program")))
        .isInstanceOf(CloudException.class)
        .hasMessageContaining("octavia-no-such-program");
  }
}
