package octavia.app.traffic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Random;
import octavia.app.system.HttpConnection;
import octavia.app.system.SocketServer;
import octavia.app.system.WebConversation;
import org.junit.jupiter.api.Test;

/** What happens to the bytes of a connection, and who may have one. */
class ConnectionTest extends ServedTest {
  private static final int LIMIT_MILLIS = 20_000;
  private static final SocketServer.Conversation ECHO =
      connection -> connection.getInputStream().transferTo(connection.getOutputStream());

  @Test
  void tcpCarriesBytesBothWays() throws IOException, InterruptedException {
    String pool = pool(listener("TCP", Map.of()), "TCP", "ROUND_ROBIN", Map.of());
    tenant().member(pool, server("echo", ECHO), Map.of());

    for (int size : new int[] {1, 100, 64 << 10, 16 << 20}) {
      byte[] bytes = new byte[size];
      new Random(size).nextBytes(bytes);
      try (Socket socket = connect()) {
        Thread writer =
            Thread.ofVirtual()
                .start(() -> {
                  try {
                    socket.getOutputStream().write(bytes);
                    socket.shutdownOutput();
                  } catch (IOException e) {
                    // The reader sees that something is missing.
                  }
                });
        assertThat(socket.getInputStream().readAllBytes()).isEqualTo(bytes);
        writer.join();
      }
    }
  }

  @Test
  void aHalfClosedConnectionStillCarriesTheAnswer() throws IOException, InterruptedException {
    SocketServer.Conversation counting =
        connection -> {
          int length = connection.getInputStream().readAllBytes().length; // until the other's end
          connection.getOutputStream().write(("got " + length).getBytes(StandardCharsets.US_ASCII));
        };
    String pool = pool(listener("TCP", Map.of()), "TCP", "ROUND_ROBIN", Map.of());
    tenant().member(pool, server("counting", counting), Map.of());

    try (Socket socket = connect()) {
      socket.getOutputStream().write(new byte[1234]);
      socket.shutdownOutput();

      assertThat(socket.getInputStream().readAllBytes()).asString().isEqualTo("got 1234");
    }
  }

  @Test
  void aServerMaySpeakFirstAndAConnectionMayRest() throws IOException, InterruptedException {
    SocketServer.Conversation greeting =
        connection -> {
          connection.getOutputStream().write('h');
          ECHO.with(connection);
        };
    String pool = pool(listener("TCP", Map.of()), "TCP", "ROUND_ROBIN", Map.of());
    tenant().member(pool, server("greeting", greeting), Map.of());

    try (Socket socket = connect()) {
      InputStream in = socket.getInputStream();
      assertThat(in.read()).isEqualTo('h');
      for (int b = 0; b < 256; b++) {
        socket.getOutputStream().write(b);
        assertThat(in.read()).isEqualTo(b);
      }
      tenant().member(pool, server("another", greeting), Map.of()); // a reload meanwhile
      socket.getOutputStream().write('x');
      assertThat(in.read()).isEqualTo('x');
    }
  }

  @Test
  void onlyAllowedNetworksMayConnect() throws IOException, InterruptedException {
    String listener = listener("HTTP", Map.of("allowed_cidrs", List.of("192.0.2.0/24")));
    String pool = pool(listener, "HTTP", "ROUND_ROBIN", Map.of());
    tenant().member(pool, web("one"), Map.of());

    assertThatThrownBy(this::get).isInstanceOf(IOException.class);

    tenant()
        .update(
            "listeners/" + listener,
            "listener",
            Map.of("allowed_cidrs", List.of("192.0.2.0/24", tenant().gateway() + "/32")));

    assertThat(get()).isEqualTo("one");
  }

  @Test
  void theMemberLearnsWhoAsks() throws IOException, InterruptedException {
    String listener =
        listener(
            "HTTP",
            Map.of(
                "insert_headers", Map.of("X-Forwarded-For", "true", "X-Forwarded-Port", "true")));
    String pool = pool(listener, "HTTP", "ROUND_ROBIN", Map.of());
    WebConversation conversation = new WebConversation("one");
    tenant().member(pool, server("one", conversation), Map.of());

    get();

    assertThat(conversation.requests())
        .last()
        .satisfies(headers ->
            assertThat(headers)
                .containsEntry("x-forwarded-for", tenant().gateway())
                .containsEntry("x-forwarded-port", Integer.toString(port())));

    tenant().update("listeners/" + listener, "listener", Map.of("insert_headers", Map.of()));
    get();

    assertThat(conversation.requests())
        .last()
        .satisfies(headers ->
            assertThat(headers).doesNotContainKeys("x-forwarded-for", "x-forwarded-port"));
  }

  private Socket connect() throws IOException {
    Socket socket = new Socket(tenant().vip(), port());
    socket.setSoTimeout(LIMIT_MILLIS);
    return socket;
  }

  private String get() throws IOException {
    try (HttpConnection connection = new HttpConnection(tenant().vip(), port())) {
      return connection.get().body();
    }
  }
}
