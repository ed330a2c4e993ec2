package octavia.app.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import octavia.app.command.CommandFailure;
import octavia.app.command.Pause;
import octavia.app.standalone.Footprint;
import octavia.app.terminal.Terminal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The demo's own part, against a service that only pretends. */
class DemoTest {
  @TempDir private Path directory;
  private final ByteArrayOutputStream written = new ByteArrayOutputStream();
  private final FakeCloud cloud = new FakeCloud();

  private Demo demo() {
    return new Demo(
        Footprint.DEMO.in(directory.resolve("state")),
        cloud,
        cloud::start,
        new Terminal(new PrintStream(written, true, StandardCharsets.UTF_8), false, false),
        cloud.vipPort());
  }

  private String written() {
    return written.toString(StandardCharsets.UTF_8);
  }

  @Test
  void bothWebServersAnswerAndNothingIsLeft() throws InterruptedException {
    Demo demo = demo();
    int status = demo.run(true);
    demo.cleanUp();

    assertThat(status).isZero();
    assertThat(cloud.happened())
        .containsExactly(
            "remove all",
            "start",
            "loadbalancer demo",
            "listener web",
            "pool backends",
            "member web1",
            "member web2",
            "healthmonitor alive",
            "stop",
            "remove all");
    assertThat(written())
        .contains("20 sent: web1 answered 10, web2 answered 10, 0 failed")
        .contains("      member   web1      ACTIVE        ONLINE     127.0.0.1:8081")
        .doesNotContain("\033");
    assertThat(directory.resolve("state")).doesNotExist();
  }

  @Test
  void oneWebServerIsNotEnough() throws InterruptedException {
    cloud.withUsableMembers(1);
    Demo demo = demo();
    assertThatThrownBy(() -> demo.run(true))
        .isInstanceOf(CommandFailure.class)
        .hasMessageContaining("only [web1]");
    demo.cleanUp();
    assertThat(cloud.happened()).endsWith("stop", "remove all");
  }

  @Test
  void withoutExitItRunsUntilInterrupted() throws InterruptedException {
    Demo demo = demo();
    Thread thread =
        Thread.ofPlatform()
            .start(() -> {
              try {
                demo.run(false);
              } catch (InterruptedException e) {
                demo.cleanUp();
              }
            });
    assertThat(
            Pause.until(
                () -> written().contains("Ctrl-C"), Duration.ofMillis(20), Duration.ofSeconds(30)))
        .isTrue();
    assertThat(written()).contains("export OS_AUTH_TYPE=none OS_ENDPOINT=" + cloud.apiUrl());
    thread.interrupt();
    assertThat(thread.join(Duration.ofSeconds(30))).isTrue();
    assertThat(cloud.happened()).endsWith("stop", "remove all");
  }
}
