package octavia.amphora.haproxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** HAProxy's own opinion of a configuration. */
final class HaproxyCheck {
  private HaproxyCheck() {}

  /** Fails unless HAProxy, as the peer of that amphora, accepts the text without a warning. */
  static void accepts(Path directory, String text) throws IOException, InterruptedException {
    Path file = directory.resolve("haproxy.cfg");
    // Until its first reload a load balancer has no state of servers to load.
    Files.writeString(directory.resolve("servers-state"), "1\n");
    Files.writeString(
        file,
        text.replace(
            "/var/lib/octavia/" + Graphs.LOAD_BALANCER + "/servers-state",
            directory.resolve("servers-state").toString()));
    Process process =
        new ProcessBuilder(
                "haproxy", "-c", "-L", PeerName.of(Graphs.AMPHORA), "-f", file.toString())
            .redirectErrorStream(true)
            .start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as(output + "\n" + text).isZero();
    assertThat(output).as(text).isEqualTo("Configuration file is valid\n");
  }
}
