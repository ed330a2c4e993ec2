package octavia.app.system;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * HTTP/1.1 with connections that are kept. Every answer is a 200 whose body is the server's name; a
 * request's body is read and forgotten.
 */
public final class WebConversation implements SocketServer.Conversation {
  private final String name;
  private final List<String> extraHeaders;

  /** The headers of each request, by their names in lower case. */
  private final List<Map<String, String>> requests = new CopyOnWriteArrayList<>();

  /**
   * A conversation.
   *
   * @param extraHeaders of every answer, such as {@code set-cookie: a=b}
   */
  public WebConversation(String name, String... extraHeaders) {
    this.name = name;
    this.extraHeaders = List.of(extraHeaders);
  }

  public List<Map<String, String>> requests() {
    return requests;
  }

  @Override
  public void with(Socket connection) throws IOException {
    InputStream in = new BufferedInputStream(connection.getInputStream());
    for (String request = line(in); !request.isEmpty(); request = line(in)) {
      Map<String, String> headers = headers(in);
      requests.add(headers);
      in.skipNBytes(Long.parseLong(headers.getOrDefault("content-length", "0")));
      StringBuilder answer = new StringBuilder("HTTP/1.1 200 OK\r\n");
      extraHeaders.forEach(header -> answer.append(header).append("\r\n"));
      answer.append("content-length: ").append(name.length()).append("\r\n\r\n").append(name);
      connection.getOutputStream().write(answer.toString().getBytes(StandardCharsets.US_ASCII));
    }
  }

  /** Header fields up to the empty line, by their names in lower case. */
  static Map<String, String> headers(InputStream in) throws IOException {
    Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    for (String field = line(in); !field.isEmpty(); field = line(in)) {
      int colon = field.indexOf(':');
      headers.put(field.substring(0, colon), field.substring(colon + 1).strip());
    }
    return headers;
  }

  /** A line without its end; empty at the end of the stream. */
  static String line(InputStream in) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int next = in.read(); next >= 0 && next != '\n'; next = in.read()) {
      line.append((char) next);
    }
    return line.toString().strip();
  }
}
