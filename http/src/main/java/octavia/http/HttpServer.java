package octavia.http;

import io.helidon.common.tls.Tls;
import io.helidon.common.tls.TlsClientAuth;
import io.helidon.http.HeaderNames;
import io.helidon.http.Status;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.WebServerConfig;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A handler behind a listening socket. Each request runs on a virtual thread of its own. {@link
 * #close} lets running requests finish for a few seconds.
 */
public final class HttpServer implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(HttpServer.class.getName());
  private static final Duration GRACE = Duration.ofSeconds(5);

  /** How long a client may take for what a long answer writes at one time. */
  private static final Duration STALL_LIMIT = Duration.ofMinutes(1);

  private final WebServer server;
  private final StallWatch watch;

  /**
   * Where and how to listen.
   *
   * @param host an address of this machine
   * @param port 0 takes any free one
   * @param maxBody bytes of a request's body; more is answered 413
   * @param tooLarge the answer to a body that is larger
   */
  public record Settings(
      String host, int port, int maxBody, Optional<ServerTls> tls, Response tooLarge) {}

  private HttpServer(WebServer server, StallWatch watch) {
    this.server = server;
    this.watch = watch;
  }

  /**
   * Listens and serves until closed.
   *
   * @throws IOException if the address cannot be listened on
   */
  public static HttpServer start(Settings settings, Handler handler) throws IOException {
    return start(settings, handler, STALL_LIMIT);
  }

  /** As above, with another limit on how long a client may take none of a long answer. */
  static HttpServer start(Settings settings, Handler handler, Duration stallLimit)
      throws IOException {
    StallWatch watch = new StallWatch(stallLimit);
    WebServerConfig.Builder builder =
        WebServer.builder()
            .host(settings.host())
            .port(settings.port())
            .shutdownHook(false)
            // A long answer goes out in several packets: without this, the last of them waits for
            // the client's delayed acknowledgement, 40 ms.
            .connectionOptions(socket -> socket.tcpNoDelay(true))
            .shutdownGracePeriod(GRACE)
            .routing(routing ->
                routing.any(
                    (request, response) -> serve(settings, handler, watch, request, response)));
    settings
        .tls()
        .ifPresent(tls ->
            builder.tls(
                Tls.builder()
                    .sslContext(tls.context())
                    .clientAuth(
                        tls.clientAuthorities().isEmpty()
                            ? TlsClientAuth.NONE
                            : TlsClientAuth.REQUIRED)
                    .build()));
    WebServer server = builder.build();
    try {
      server.start();
    } catch (RuntimeException e) {
      watch.close();
      throw new IOException("cannot listen on " + settings.host() + " port " + settings.port(), e);
    }
    if (!server.isRunning()) {
      // It logs that the address is taken, and returns as if all were well.
      watch.close();
      throw new IOException("cannot listen on " + settings.host() + " port " + settings.port());
    }
    return new HttpServer(server, watch);
  }

  /** The port that it listens on. */
  public int port() {
    return server.port();
  }

  @Override
  public void close() {
    server.stop();
    watch.close();
  }

  private static void serve(
      Settings settings,
      Handler handler,
      StallWatch watch,
      ServerRequest request,
      ServerResponse response) {
    Response answer;
    try {
      answer = answer(settings, handler, request);
    } catch (RuntimeException | IOException e) {
      LOG.log(System.Logger.Level.ERROR, "request failed outside its handler", e);
      answer = Response.empty(500);
    }
    response.status(Status.create(answer.status()));
    answer.headers().forEach((name, value) -> response.header(HeaderNames.create(name), value));
    if (answer.rest().isPresent()) {
      sendLong(answer, answer.rest().get(), watch, response);
    } else if (answer.status() == 204 || answer.body().length == 0) {
      response.send();
    } else {
      response.send(answer.body());
    }
  }

  /** In chunks, as nobody knows how long it will be. */
  private static void sendLong(
      Response answer, Response.Rest rest, StallWatch watch, ServerResponse response) {
    try (rest) {
      OutputStream out = watch.watched(response.outputStream());
      out.write(answer.body());
      rest.writeTo(out);
      out.close(); // not after a failure: the last chunk would say that all is there
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Response answer(Settings settings, Handler handler, ServerRequest request)
      throws IOException {
    byte[] body = new byte[0];
    if (request.content().hasEntity()) {
      try (InputStream in = request.content().inputStream()) {
        body = in.readNBytes(settings.maxBody() + 1);
      }
      if (body.length > settings.maxBody()) {
        return settings.tooLarge().with("Connection", "close");
      }
    }
    Map<String, List<String>> headers = new HashMap<>();
    request
        .headers()
        .forEach(header -> headers.put(header.headerName().lowerCase(), header.allValues()));
    Fields fields = Fields.folded(headers);
    String rawQuery = request.query().rawValue();
    String scheme = settings.tls().isPresent() ? "https" : "http";
    String host = fields.first("Host").orElseGet(() -> settings.host() + ":" + settings.port());
    return handler.handle(
        new Request(
            request.prologue().method().text(),
            request.path().path(),
            rawQuery,
            Query.parse(rawQuery),
            Map.of(),
            fields,
            body,
            scheme + "://" + host,
            request.remotePeer().host()));
  }
}
