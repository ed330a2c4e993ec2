package octavia.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
final class JdkHttpServerTest {

  @Test
  void handsOverRequestsAndAnswers() throws Exception {
    Handler handler =
        request -> {
          assertThat(request.path()).isEqualTo("/a b");
          assertThat(request.query().all("q")).containsExactly("1", "ü");
          assertThat(request.headers().first("X-ASKED")).contains("yes");
          return Response.text(202, request.method() + request.text()).with("ETag", "\"tag\"");
        };
    try (JdkHttpServer server = JdkHttpServer.start(settings(0), handler)) {
      HttpResponse<String> answer = send(server, "PUT", "/a%20b?q=1&q=%C3%BC", "body");

      assertThat(answer.statusCode()).isEqualTo(202);
      assertThat(answer.body()).isEqualTo("PUTbody");
      assertThat(answer.headers().firstValue("etag")).contains("\"tag\"");
    }
  }

  @Test
  void boundsBodiesAndSurvivesItsHandler() throws Exception {
    Handler handler =
        _ -> {
          throw new IllegalStateException("broken");
        };
    try (JdkHttpServer server = JdkHttpServer.start(settings(0), handler)) {
      assertThat(send(server, "PUT", "/", "0123456789x").statusCode()).isEqualTo(413);
      assertThat(send(server, "GET", "/", "").statusCode()).isEqualTo(500);
    }
  }

  @Test
  void sendsALongAnswerOrCutsItShort() throws Exception {
    Handler whole = _ -> new LongAnswer(100, false).response();
    try (JdkHttpServer server = JdkHttpServer.start(settings(0), whole)) {
      assertThat(send(server, "GET", "/", "").body())
          .isEqualTo("first" + LongAnswer.PIECE.repeat(100));
    }
    Handler broken = _ -> new LongAnswer(3, true).response();
    try (JdkHttpServer server = JdkHttpServer.start(settings(0), broken)) {
      assertThatThrownBy(() -> send(server, "GET", "/", "")).isInstanceOf(IOException.class);
    }
  }

  @Test
  void saysThatAnAddressIsTaken() throws Exception {
    Handler handler = _ -> Response.empty(204);
    try (JdkHttpServer server = JdkHttpServer.start(settings(0), handler)) {
      HttpServer.Settings taken = settings(server.port());

      assertThatThrownBy(() -> JdkHttpServer.start(taken, handler)).isInstanceOf(IOException.class);
      assertThatThrownBy(() -> HttpServer.start(taken, handler)).isInstanceOf(IOException.class);
    }
  }

  private static HttpServer.Settings settings(int port) {
    return new HttpServer.Settings(
        "127.0.0.1", port, 10, Optional.empty(), Response.text(413, "too large"));
  }

  private static HttpResponse<String> send(
      JdkHttpServer server, String method, String path, String body) throws Exception {
    try (HttpClient client = HttpClient.newHttpClient()) {
      return client.send(
          HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port()).resolve(path))
              .method(method, BodyPublishers.ofString(body))
              .header("X-Asked", "yes")
              .timeout(Duration.ofSeconds(10))
              .build(),
          BodyHandlers.ofString());
    }
  }
}
