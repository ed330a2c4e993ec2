package octavia.cloud.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import octavia.cloud.CloudException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class StateLockTest {
  @TempDir Path directory;

  @Test
  void oneProcessHasItUntilItEndsHoweverItDoes() throws Exception {
    Path state = directory.resolve("state");
    Process holder =
        new ProcessBuilder(
                ProcessHandle.current().info().command().orElseThrow(),
                "-cp",
                System.getProperty("java.class.path"),
                Holder.class.getName(),
                state.toString())
            .redirectErrorStream(true)
            .start();
    try (BufferedReader said = holder.inputReader()) {
      assertThat(said.readLine()).isEqualTo("held");

      assertThatThrownBy(() -> StateLock.acquire(state, Duration.ofMillis(100)))
          .isInstanceOfSatisfying(
              CloudException.class,
              e -> {
                assertThat(e.kind()).isEqualTo(CloudException.Kind.CONFLICT);
                assertThat(e.reason()).contains(state.toString(), "process " + holder.pid());
              });

      holder.destroyForcibly();
      assertThat(holder.waitFor(10, TimeUnit.SECONDS)).isTrue();
      StateLock.acquire(state, Duration.ofSeconds(10)).close();
    } finally {
      holder.destroyForcibly();
    }
  }

  @Test
  void theSameProcessHasItOnceAndKeepsItWhenItAsksAgain() {
    try (StateLock _ = StateLock.acquire(directory, Duration.ZERO)) {
      for (int i = 0; i < 2; i++) {
        assertThatThrownBy(() -> StateLock.acquire(directory, Duration.ZERO))
            .isInstanceOf(CloudException.class);
      }
    }
    StateLock.acquire(directory, Duration.ZERO).close();
  }

  /** Another process. */
  static final class Holder {
    public static void main(String[] arguments) throws InterruptedException {
      try (StateLock _ = StateLock.acquire(Path.of(arguments[0]), Duration.ZERO)) {
        System.out.println("held");
        TimeUnit.MINUTES.sleep(1);
      }
    }
  }
}
