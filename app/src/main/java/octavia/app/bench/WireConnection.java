package octavia.app.bench;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;

/**
 * One client's connection, as cheap as it gets: what measures runs on the cores of what is
 * measured. It is kept as long as the server keeps it, and opened anew with the next request after
 * that, as any client does. Used by one thread.
 */
final class WireConnection implements AutoCloseable {
  private static final int CONNECT_LIMIT_MILLIS = 5_000;
  private static final int ANSWER_LIMIT_MILLIS = 60_000;
  private static final int LONGEST_LINE = 16_384;

  private final String host;
  private final int port;
  private final boolean tls;
  private final String prefix;
  private final String headers;
  private final SSLSocketFactory secure;
  private final byte[] buffer = new byte[32_768];
  private int at;
  private int end;
  private @Nullable Socket socket;

  /**
   * A connection that is not open yet.
   *
   * @param base scheme, host, port and whatever stands before each path
   */
  WireConnection(URI base, Map<String, String> headers) {
    this(base, headers, (SSLSocketFactory) SSLSocketFactory.getDefault());
  }

  /** As above, with other authorities than those that Java trusts. */
  WireConnection(URI base, Map<String, String> headers, SSLSocketFactory secure) {
    this.secure = secure;
    this.host = base.getHost();
    this.tls = base.getScheme().equals("https");
    this.port = base.getPort() >= 0 ? base.getPort() : tls ? 443 : 80;
    String path = base.getRawPath();
    this.prefix = path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
    StringBuilder all = new StringBuilder(" HTTP/1.1\r\nHost: " + host + ":" + port + "\r\n");
    all.append("Accept: application/json\r\nContent-Type: application/json\r\n");
    headers.forEach((name, value) -> all.append(name).append(": ").append(value).append("\r\n"));
    this.headers = all.toString();
  }

  /** Sends a request and reads the answer to its last byte. */
  Answer send(String method, String path, byte[] body) throws IOException {
    byte[] request = request(method, path, body);
    if (socket == null) {
      open();
      return exchange(request);
    }
    try {
      return exchange(request);
    } catch (ClosedBefore _) {
      open(); // the server had closed an idle connection
      return exchange(request);
    }
  }

  private Answer exchange(byte[] request) throws IOException {
    try {
      return read(request);
    } catch (IOException e) {
      close();
      throw e;
    }
  }

  private byte[] request(String method, String path, byte[] body) {
    byte[] head =
        (method + " " + prefix + path + headers + "Content-Length: " + body.length + "\r\n\r\n")
            .getBytes(StandardCharsets.ISO_8859_1);
    byte[] request = new byte[head.length + body.length];
    System.arraycopy(head, 0, request, 0, head.length);
    System.arraycopy(body, 0, request, head.length, body.length);
    return request;
  }

  private void open() throws IOException {
    close();
    Socket fresh = tls ? secureSocket() : new Socket();
    fresh.setTcpNoDelay(true);
    fresh.setSoTimeout(ANSWER_LIMIT_MILLIS);
    socket = fresh;
    fresh.connect(new InetSocketAddress(host, port), CONNECT_LIMIT_MILLIS);
    at = 0;
    end = 0;
  }

  /** One that takes the certificate of the host that it was asked to connect to, and no other. */
  private Socket secureSocket() throws IOException {
    SSLSocket made = (SSLSocket) secure.createSocket();
    SSLParameters parameters = made.getSSLParameters();
    parameters.setEndpointIdentificationAlgorithm("HTTPS");
    made.setSSLParameters(parameters);
    return made;
  }

  private Answer read(byte[] request) throws IOException {
    Socket open = java.util.Objects.requireNonNull(socket);
    InputStream in;
    String line;
    try {
      open.getOutputStream().write(request);
      in = open.getInputStream();
      line = line(in);
    } catch (EOFException | java.net.SocketException e) {
      throw new ClosedBefore(e);
    }
    if (!line.startsWith("HTTP/1.") || line.length() < 12) {
      throw new IOException("not HTTP: " + line);
    }
    boolean keep = line.startsWith("HTTP/1.1");
    int status = Integer.parseInt(line.substring(9, 12));
    int length = -1;
    boolean chunked = false;
    for (line = line(in); !line.isEmpty(); line = line(in)) {
      int colon = line.indexOf(':');
      String name = line.substring(0, Math.max(0, colon)).toLowerCase(Locale.ROOT);
      switch (name) {
        case "content-length" -> length = Integer.parseInt(line.substring(colon + 1).strip());
        case "transfer-encoding" -> chunked = line.contains("chunked");
        case "connection" -> keep = !line.toLowerCase(Locale.ROOT).contains("close");
        default -> {}
      }
    }
    byte[] body;
    if (status == 204 || status == 304) {
      body = new byte[0];
    } else if (chunked) {
      body = chunks(in);
    } else if (length >= 0) {
      body = exactly(in, length);
    } else {
      body = rest(in);
      keep = false;
    }
    if (!keep) {
      close();
    }
    return new Answer(status, body);
  }

  private byte[] chunks(InputStream in) throws IOException {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    while (true) {
      int length = Integer.parseInt(line(in).split(";", 2)[0].strip(), 16);
      if (length == 0) {
        while (!line(in).isEmpty()) {
          // trailers say nothing that is needed
        }
        return all.toByteArray();
      }
      all.write(exactly(in, length));
      line(in);
    }
  }

  private byte[] exactly(InputStream in, int length) throws IOException {
    byte[] bytes = new byte[length];
    int have = Math.min(length, end - at);
    System.arraycopy(buffer, at, bytes, 0, have);
    at += have;
    while (have < length) {
      int count = in.read(bytes, have, length - have);
      if (count < 0) {
        throw new IOException("the answer ends after %d of %d bytes".formatted(have, length));
      }
      have += count;
    }
    return bytes;
  }

  private byte[] rest(InputStream in) throws IOException {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    do {
      all.write(buffer, at, end - at);
      at = end;
    } while (fill(in));
    return all.toByteArray();
  }

  private String line(InputStream in) throws IOException {
    StringBuilder line = new StringBuilder(64);
    while (line.length() < LONGEST_LINE) {
      if (at == end && !fill(in)) {
        throw new EOFException("the server closed the connection");
      }
      int begin = at;
      while (at < end && buffer[at] != '\n') {
        at++;
      }
      line.append(new String(buffer, begin, at - begin, StandardCharsets.ISO_8859_1));
      if (at < end) {
        at++;
        int last = line.length() - 1;
        return last >= 0 && line.charAt(last) == '\r' ? line.substring(0, last) : line.toString();
      }
    }
    throw new IOException("a line of the answer's head is too long");
  }

  private boolean fill(InputStream in) throws IOException {
    int count = in.read(buffer);
    at = 0;
    end = Math.max(0, count);
    return count > 0;
  }

  @Override
  public void close() throws IOException {
    if (socket != null) {
      socket.close();
      socket = null;
    }
  }

  /** The connection was gone before anything of an answer came. */
  private static final class ClosedBefore extends IOException {
    private static final long serialVersionUID = 1;

    ClosedBefore(IOException cause) {
      super(cause.getMessage(), cause);
    }
  }
}
