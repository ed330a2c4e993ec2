package octavia.app.system;

import java.io.BufferedInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** A client's connection that is kept, and counts its bytes as they are on the wire. */
public final class HttpConnection implements AutoCloseable {
  private static final int LIMIT_MILLIS = 10_000;

  private final String host;
  private final Socket socket = new Socket();
  private final InputStream in;
  private long sent;
  private long received;

  /** An answer. */
  public record Answer(int status, Map<String, String> headers, String body) {}

  public HttpConnection(String host, int port) throws IOException {
    this(host, port, "0.0.0.0");
  }

  /**
   * A connection from one of the host's addresses.
   *
   * @throws IOException if it is not taken
   */
  public HttpConnection(String host, int port, String from) throws IOException {
    this.host = host;
    socket.setSoTimeout(LIMIT_MILLIS);
    socket.bind(new InetSocketAddress(InetAddress.ofLiteral(from), 0));
    socket.connect(new InetSocketAddress(host, port), LIMIT_MILLIS);
    this.in = new BufferedInputStream(new Counting(socket.getInputStream()));
  }

  public Answer get(String... headers) throws IOException {
    return exchange("GET", "", headers);
  }

  public Answer post(String body) throws IOException {
    return exchange("POST", body, "content-length: " + body.length());
  }

  private Answer exchange(String method, String body, String... headers) throws IOException {
    StringBuilder request = new StringBuilder(method + " / HTTP/1.1\r\nhost: " + host + "\r\n");
    for (String header : headers) {
      request.append(header).append("\r\n");
    }
    byte[] bytes = request.append("\r\n").append(body).toString().getBytes(StandardCharsets.UTF_8);
    socket.getOutputStream().write(bytes);
    sent += bytes.length;
    String status = WebConversation.line(in);
    if (!status.startsWith("HTTP/1.1 ")) {
      throw new IOException("no answer: " + status);
    }
    Map<String, String> answered = WebConversation.headers(in);
    int length = Integer.parseInt(answered.getOrDefault("content-length", "0"));
    String text = new String(in.readNBytes(length), StandardCharsets.UTF_8);
    return new Answer(Integer.parseInt(status.substring(9, 12)), answered, text);
  }

  public long sent() {
    return sent;
  }

  public long received() {
    return received;
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }

  private final class Counting extends FilterInputStream {
    Counting(InputStream in) {
      super(in);
    }

    @Override
    public int read() throws IOException {
      int next = super.read();
      received += next < 0 ? 0 : 1;
      return next;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
      int count = super.read(buffer, offset, length);
      received += Math.max(0, count);
      return count;
    }
  }
}
