package octavia.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class HttpServerTest {
  private static final int MAX_BODY = 1000;

  private HttpServer server;
  private HttpClient client;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.start(settings(0), HttpServerTest::echo);
    client = HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();
  }

  @AfterEach
  void stop() {
    client.shutdownNow();
    server.close();
  }

  @Test
  void handsTheRequestOverAsItCame() throws Exception {
    HttpResponse<String> response = send("POST", "/a%20b/c?x=1&x=%C3%BC&flag", "body");

    assertThat(response.statusCode()).isEqualTo(201);
    assertThat(response.body())
        .isEqualTo("POST /a b/c x=[1, ü] flag=[] body http://127.0.0.1:" + server.port());
    assertThat(response.headers().firstValue("X-Test")).contains("yes");
  }

  @Test
  void refusesABodyThatIsTooLarge() throws Exception {
    assertThat(send("POST", "/", "x".repeat(MAX_BODY)).statusCode()).isEqualTo(201);
    assertThat(send("POST", "/", "x".repeat(MAX_BODY + 1)).statusCode()).isEqualTo(413);
  }

  @Test
  void answersAFaultOfTheHandlerWith500AndGoesOn() throws Exception {
    assertThat(send("GET", "/fault", "").statusCode()).isEqualTo(500);
    assertThat(send("GET", "/", "").statusCode()).isEqualTo(201);
  }

  @Test
  void readsABrokenEscapeAsItStands() throws Exception {
    assertThat(send("GET", "/?a=%41", "").statusCode()).isEqualTo(201);
    assertThat(Query.parse("a=%zz&b=%c3%a9+%&c=%4").all("a")).containsExactly("%zz");
    assertThat(Query.parse("a=%zz&b=%c3%a9+%&c=%4").all("b")).containsExactly("é %");
    assertThat(Query.parse("a=%zz&b=%c3%a9+%&c=%4").all("c")).containsExactly("%4");
  }

  @Test
  void sendsALongAnswerPieceByPiece() throws Exception {
    LongAnswer answer = new LongAnswer(100, false);
    try (HttpServer sending = HttpServer.start(settings(0), _ -> answer.response())) {
      assertThat(get(sending.port()).body()).isEqualTo("first" + LongAnswer.PIECE.repeat(100));
      assertThat(answer.closed.await(10, TimeUnit.SECONDS)).isTrue();
    }
  }

  @Test
  void aLongAnswerThatFailsIsNotTakenForWhole() throws Exception {
    LongAnswer answer = new LongAnswer(3, true);
    try (HttpServer sending = HttpServer.start(settings(0), _ -> answer.response())) {
      assertThatThrownBy(() -> get(sending.port())).isInstanceOf(IOException.class);
      assertThat(answer.closed.await(10, TimeUnit.SECONDS)).isTrue();
    }
  }

  @Test
  void cutsOffAClientThatTakesNothingOfALongAnswer() throws Exception {
    LongAnswer answer = new LongAnswer(Integer.MAX_VALUE, false);
    try (HttpServer sending =
            HttpServer.start(settings(0), _ -> answer.response(), Duration.ofMillis(100));
        Socket idle = new Socket(InetAddress.getLoopbackAddress(), sending.port())) {
      idle.getOutputStream()
          .write("GET / HTTP/1.1\r\nHost: a\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
      assertThat(answer.closed.await(30, TimeUnit.SECONDS)).isTrue();
    }
  }

  private HttpResponse<String> get(int port) throws Exception {
    return client.send(
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/"))
            .timeout(Duration.ofSeconds(10))
            .build(),
        BodyHandlers.ofString(StandardCharsets.UTF_8));
  }

  @Test
  void finishesWhatRunsBeforeItStops() throws Exception {
    CountDownLatch running = new CountDownLatch(1);
    CountDownLatch go = new CountDownLatch(1);
    HttpServer slow =
        HttpServer.start(
            settings(0),
            _ -> {
              running.countDown();
              try {
                go.await(10, TimeUnit.SECONDS);
              } catch (InterruptedException e) {
                return Response.empty(500);
              }
              return Response.text(200, "finished");
            });
    URI address = URI.create("http://127.0.0.1:" + slow.port() + "/");
    CompletableFuture<HttpResponse<String>> answer =
        client.sendAsync(HttpRequest.newBuilder(address).build(), BodyHandlers.ofString());
    assertThat(running.await(10, TimeUnit.SECONDS)).isTrue();

    CompletableFuture<Void> stopping = CompletableFuture.runAsync(slow::close);
    assertThatThrownBy(() -> refuseConnections(slow.port())).isInstanceOf(IOException.class);
    go.countDown();

    assertThat(answer.get(10, TimeUnit.SECONDS).body()).isEqualTo("finished");
    stopping.get(20, TimeUnit.SECONDS);
  }

  /** Connects until that is refused, which is how others see that a server stops. */
  private static void refuseConnections(int port) throws IOException {
    long end = System.nanoTime() + Duration.ofSeconds(10).toNanos();
    while (System.nanoTime() < end) {
      try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
        socket.setSoTimeout(50);
        if (socket.getInputStream().read() < 0) {
          throw new IOException("closed");
        }
      } catch (java.net.SocketTimeoutException e) {
        Thread.onSpinWait(); // it still takes connections
      }
    }
  }

  @Test
  void saysWhereItCannotListen() {
    assertThatThrownBy(
            () -> HttpServer.start(settings(server.port()), HttpServerTest::echo).close())
        .isInstanceOf(IOException.class)
        .hasMessageContaining("127.0.0.1 port " + server.port());
  }

  private HttpResponse<String> send(String method, String path, String body) throws Exception {
    return client.send(
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path))
            .timeout(Duration.ofSeconds(10))
            .method(
                method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body))
            .build(),
        BodyHandlers.ofString(StandardCharsets.UTF_8));
  }

  private static HttpServer.Settings settings(int port) {
    return new HttpServer.Settings(
        "127.0.0.1", port, MAX_BODY, Optional.empty(), Response.empty(413));
  }

  private static Response echo(Request request) {
    if (request.path().equals("/fault")) {
      throw new IllegalStateException("on purpose");
    }
    String text =
        request.method()
            + " "
            + request.path()
            + " x="
            + request.query().all("x")
            + " flag="
            + request.query().all("flag")
            + " "
            + request.text()
            + " "
            + request.baseUrl();
    return Response.text(201, text).with("X-Test", "yes");
  }
}
