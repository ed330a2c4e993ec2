package octavia.agent.exec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
final class CommandsTest {
  private final Commands commands = new Commands(Duration.ofMillis(500));

  @Test
  void givesInputAndCollectsOutputAndExit() {
    assertThat(commands.run(List.of("cat"), "text")).isEqualTo(new Commands.Result(0, "text"));
    assertThat(commands.run(List.of("ls", "/nowhere")).ok()).isFalse();
    assertThatThrownBy(() -> commands.need(List.of("ls", "/nowhere"), ""))
        .isInstanceOf(CommandException.class)
        .hasMessageContaining("ls /nowhere ended with 2")
        .hasMessageContaining("No such file or directory");
  }

  @Test
  void endsWhatTakesTooLong() {
    assertThatThrownBy(() -> commands.run(List.of("sleep", "60")))
        .isInstanceOf(CommandException.class)
        .hasMessage("sleep took longer than PT0.5S");
  }

  @Test
  void saysWhatCannotBeStarted() {
    assertThatThrownBy(() -> commands.run(List.of("/no/such/program")))
        .isInstanceOf(CommandException.class)
        .hasMessage("cannot start /no/such/program");
  }

  @Test
  void keepsABoundedPartOfEndlessOutput() {
    assertThat(new Commands(Duration.ofSeconds(10)).run(List.of("seq", "1000000")).output())
        .hasSize(1 << 20);
  }

  @Test
  void doesNotWaitForADaemonThatHoldsTheOutput() {
    long began = System.nanoTime();
    Commands.Result result =
        new Commands(Duration.ofSeconds(10)).run(List.of("sh", "-c", "echo said; sleep 20 &"));

    assertThat(result).isEqualTo(new Commands.Result(0, "said\n"));
    assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(10));
  }

  @Test
  void passesOnNoEnvironmentOfTheAgents() {
    assertThat(commands.run(List.of("env")).output().lines())
        .allMatch(line -> line.startsWith("PATH=") || line.startsWith("LC_ALL="));
  }
}
