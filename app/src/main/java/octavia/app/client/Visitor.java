package octavia.app.client;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
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

  private static final String LENGTH = "Content-Length:";

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
      return page(new BufferedInputStream(socket.getInputStream()));
    } catch (IOException e) {
      return Optional.empty(); // whoever asks counts answers, not reasons
    }
  }

  /**
   * Reads as far as the answer says that it goes: some servers keep the connection all the same.
   */
  private static Optional<String> page(InputStream in) throws IOException {
    String status = line(in);
    int length = -1;
    for (String field = line(in); !field.isEmpty(); field = line(in)) {
      if (field.regionMatches(true, 0, LENGTH, 0, LENGTH.length())) {
        length = Integer.parseInt(field.substring(LENGTH.length()).strip());
      }
    }
    if (!status.startsWith("HTTP/1.1 200 ")) {
      return Optional.empty();
    }
    byte[] body = length < 0 ? in.readAllBytes() : in.readNBytes(length);
    return Optional.of(new String(body, StandardCharsets.UTF_8).strip());
  }

  private static String line(InputStream in) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int next = in.read(); next != '\n'; next = in.read()) {
      if (next < 0) {
        throw new IOException("the answer ends early");
      }
      line.append((char) next);
    }
    return line.toString().strip();
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
