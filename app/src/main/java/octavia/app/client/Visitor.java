package octavia.app.client;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import octavia.app.command.Pause;

/**
 * Asks a load balancer for a page, as its users do: each request on a connection of its own, with
 * nothing kept or tried again behind one's back.
 */
public final class Visitor {
  private static final Duration LIMIT = Duration.ofSeconds(2);
  private static final Duration POLL_INTERVAL = Duration.ofMillis(5);

  private final String host;
  private final int port;

  /**
   * A visitor of the load balancer at this address.
   *
   * @param address IPv4 or IPv6
   */
  public Visitor(String address, int port) {
    this.host = address;
    this.port = port;
  }

  /** What is asked for. */
  public URI page() {
    String authority = host.contains(":") ? "[" + host + "]" : host;
    return URI.create("http://" + authority + (port == 80 ? "" : ":" + port) + "/");
  }

  /** The page's text, without space around it; empty if it did not come or was not a 200. */
  public Optional<String> visit() {
    int millis = (int) LIMIT.toMillis();
    try (Socket socket = new Socket()) {
      socket.setSoTimeout(millis);
      socket.connect(new InetSocketAddress(host, port), millis);
      socket
          .getOutputStream()
          .write(
              ("GET / HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n")
                  .getBytes(StandardCharsets.US_ASCII));
      String answer =
          new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
      int body = answer.indexOf("\r\n\r\n");
      return answer.startsWith("HTTP/1.1 200 ") && body > 0
          ? Optional.of(answer.substring(body).strip())
          : Optional.empty();
    } catch (IOException e) {
      return Optional.empty(); // whoever asks counts answers, not reasons
    }
  }

  /** Asks until the page comes; empty if it did not within {@code limit}. */
  public Optional<String> visitUntilAnswered(Duration limit) throws InterruptedException {
    Instant end = Instant.now().plus(limit);
    Optional<String> answer = visit();
    while (answer.isEmpty() && Instant.now().isBefore(end)) {
      Pause.of(POLL_INTERVAL);
      answer = visit();
    }
    return answer;
  }
}
