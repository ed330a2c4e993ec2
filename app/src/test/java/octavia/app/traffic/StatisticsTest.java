package octavia.app.traffic;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Socket;
import java.util.Map;
import java.util.TreeMap;
import octavia.app.system.Await;
import octavia.app.system.HttpConnection;
import octavia.app.system.SocketServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Statistics of a quiet load balancer are what its clients count themselves. */
class StatisticsTest extends ServedTest {
  private static final SocketServer.Conversation ECHO =
      connection -> connection.getInputStream().transferTo(connection.getOutputStream());

  private String listener = "";
  private long connections;
  private long requests;
  private long sent;
  private long received;

  /** How much more HAProxy counts than is on the wire, for each request and its answer. */
  private long sentMore;

  private long receivedMore;

  @AfterEach
  void forget() {
    connections = 0;
    requests = 0;
    sent = 0;
    received = 0;
    sentMore = 0;
    receivedMore = 0;
  }

  /**
   * HAProxy 2.6 counts an HTTP message as it holds it in memory: its head is a constant apart from
   * the wire, its body is not. The first request finds the constant.
   */
  @Test
  void httpRequestsAreCountedToTheByte() throws IOException, InterruptedException {
    listener = listener("HTTP", Map.of());
    String pool = pool(listener, "HTTP", "ROUND_ROBIN", Map.of());
    tenant().member(pool, web("first"), Map.of());
    ask(1);
    JsonNode one =
        Await.value(
            "one request is counted",
            () -> tenant().statistics("listeners/" + listener),
            counted ->
                counted.path("total_connections").asLong() == 1
                    && counted.path("active_connections").asLong() == 0
                    && counted.path("bytes_out").asLong() > 0);
    sentMore = one.path("bytes_in").asLong() - sent;
    receivedMore = one.path("bytes_out").asLong() - received;
    assertThat(Math.abs(sentMore)).isLessThan(40);
    assertThat(Math.abs(receivedMore)).isLessThan(40);

    askSeveralTimes();
    awaitCounted();

    String second = tenant().member(pool, web("other"), Map.of()); // a reload
    askSeveralTimes();
    awaitCounted();

    installation().stop();
    askSeveralTimes();
    installation().restart();
    awaitCounted();

    installation().kill();
    askSeveralTimes();
    installation().restart();
    tenant().delete(second);
    askSeveralTimes();
    awaitCounted();
  }

  @Test
  void connectionsThatLastOverChangesAreCountedToTheByte()
      throws IOException, InterruptedException {
    listener = listener("TCP", Map.of());
    String pool = pool(listener, "TCP", "ROUND_ROBIN", Map.of());
    tenant().member(pool, server("one", ECHO), Map.of());

    for (int round = 0; round < 5; round++) {
      try (Socket socket = new Socket(tenant().vip(), port())) {
        connections++;
        echo(socket, 1000);
        tenant().member(pool, server("more", ECHO), Map.of()); // a reload
        echo(socket, 100_000); // and its end before anybody may have looked
      }
    }
    awaitCounted();
  }

  private void echo(Socket socket, int size) throws IOException, InterruptedException {
    Thread writer =
        Thread.ofVirtual()
            .start(() -> {
              try {
                socket.getOutputStream().write(new byte[size]);
              } catch (IOException e) {
                // The reader sees that something is missing.
              }
            });
    assertThat(socket.getInputStream().readNBytes(size)).hasSize(size);
    writer.join();
    sent += size;
    received += size;
  }

  private void askSeveralTimes() throws IOException {
    for (int times = 1; times <= 5; times++) {
      ask(times);
    }
  }

  /** So many requests on one connection, with larger and larger bodies. */
  private void ask(int times) throws IOException {
    try (HttpConnection http = new HttpConnection(tenant().vip(), port())) {
      connections++;
      for (int request = 0; request < times; request++) {
        assertThat(http.post("x".repeat(request * 10_000)).status()).isEqualTo(200);
        requests++;
      }
      sent += http.sent();
      received += http.received();
    }
  }

  private void awaitCounted() throws InterruptedException {
    for (String object :
        new String[] {"listeners/" + listener, "loadbalancers/" + tenant().loadBalancerId()}) {
      Await.value(
          "the statistics of " + object + " are what the client counted",
          () -> counted(tenant().statistics(object)),
          counted ->
              counted.equals(
                  Map.of(
                      "active_connections",
                      0L,
                      "total_connections",
                      connections,
                      "bytes_in",
                      sent + requests * sentMore,
                      "bytes_out",
                      received + requests * receivedMore,
                      "request_errors",
                      0L)));
    }
  }

  private static Map<String, Long> counted(JsonNode statistics) {
    Map<String, Long> counted = new TreeMap<>();
    statistics.properties().forEach(each -> counted.put(each.getKey(), each.getValue().asLong()));
    return counted;
  }
}
