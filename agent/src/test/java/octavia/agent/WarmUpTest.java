package octavia.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.logging.LogManager;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
final class WarmUpTest {
  @TempDir private Path directory;

  @Test
  void goesThroughAWholeLifeAndLeavesNothingRunning() throws Exception {
    TestCertificates certificates = new TestCertificates(directory);
    Files.move(certificates.server("warm-up"), directory.resolve("server.pem"));

    WarmUp.run(directory);

    try (var states = Files.newDirectoryStream(directory, "s[0-9]*")) {
      Path state = states.iterator().next();
      assertThat(Files.readString(state.resolve("log").resolve("agent.0.log")))
          .contains("load balancer w: refused:");
      assertThat(state.resolve("w")).doesNotExist();
    } finally {
      LogManager.getLogManager().reset();
    }
  }
}
