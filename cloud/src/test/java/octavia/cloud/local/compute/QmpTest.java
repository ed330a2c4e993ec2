package octavia.cloud.local.compute;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import octavia.model.Crossing;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class QmpTest {
  private static final String GREETING = "{\"QMP\": {\"version\": {}, \"capabilities\": []}}\r\n";
  private static final String DONE = "{\"return\": {}}\r\n";
  private static final Duration LONG = Duration.ofSeconds(30);

  @TempDir Path directory;
  private final Queue<String> heard = new ConcurrentLinkedQueue<>();

  @Test
  void anAnswerIsFoundBehindEvents() throws IOException {
    try (ServerSocketChannel _ =
            qemu(
                GREETING,
                DONE,
                "{\"event\": \"RESUME\"}\r\n{\"return\": {\"status\": \"running\"}}\r\n");
        Qmp qmp = Qmp.open(socket(), LONG, Crossing.OPEN)) {
      assertThat(qmp.ask("query-status", Map.of()).path("status").asString()).isEqualTo("running");
    }
    assertThat(heard)
        .containsExactly(
            "{\"execute\":\"qmp_capabilities\",\"arguments\":{}}",
            "{\"execute\":\"query-status\",\"arguments\":{}}");
  }

  @Test
  void aRefusalSaysWhy() throws IOException {
    try (ServerSocketChannel _ =
            qemu(
                GREETING,
                DONE,
                "{\"error\": {\"class\": \"GenericError\", \"desc\": \"Duplicate ID\"}}\r\n");
        Qmp qmp = Qmp.open(socket(), LONG, Crossing.OPEN)) {
      assertThatThrownBy(() -> qmp.ask("netdev_add", Map.of("id", "x")))
          .isInstanceOf(Qmp.Refused.class)
          .hasMessage("netdev_add: Duplicate ID");
    }
  }

  @Test
  void oneThatSaysNothingIsNotWaitedForForEver() throws IOException {
    try (ServerSocketChannel _ = qemu("")) {
      assertThatThrownBy(() -> Qmp.open(socket(), Duration.ofMillis(50), Crossing.OPEN))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("does not answer");
    }
  }

  @Test
  void somethingElseOnTheSocketIsNotTaken() throws IOException {
    try (ServerSocketChannel _ = qemu("{\"hello\": 1}\r\n")) {
      assertThatThrownBy(() -> Qmp.open(socket(), LONG, Crossing.OPEN))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("is not qemu");
    }
  }

  @Test
  void itIsThereOnceItTakesConnections() throws IOException {
    assertThat(Qmp.isThere(socket())).isFalse();
    try (ServerSocketChannel _ = qemu(GREETING)) {
      assertThat(Qmp.isThere(socket())).isTrue();
    }
  }

  private Path socket() {
    return directory.resolve("qmp");
  }

  /** Says the first thing at once, and each other one after a line. */
  private ServerSocketChannel qemu(String... says) throws IOException {
    ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    server.bind(UnixDomainSocketAddress.of(socket()));
    Thread.ofVirtual()
        .start(() -> {
          Deque<String> left = new ArrayDeque<>(List.of(says));
          try (SocketChannel channel = server.accept();
              BufferedReader in =
                  new BufferedReader(Channels.newReader(channel, StandardCharsets.UTF_8));
              var out = Channels.newOutputStream(channel)) {
            out.write(left.removeFirst().getBytes(StandardCharsets.UTF_8));
            for (String line = in.readLine(); line != null; line = in.readLine()) {
              heard.add(line);
              if (!left.isEmpty()) {
                out.write(left.removeFirst().getBytes(StandardCharsets.UTF_8));
              }
            }
          } catch (IOException e) {
            // the test has ended, and says what it has seen
          }
        });
    return server;
  }
}
