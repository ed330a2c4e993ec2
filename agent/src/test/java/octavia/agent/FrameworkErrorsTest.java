package octavia.agent;

import static org.assertj.core.api.Assertions.assertThat;

import octavia.http.Json;
import octavia.http.Request;
import octavia.http.Response;
import octavia.http.Router;
import org.junit.jupiter.api.Test;

final class FrameworkErrorsTest {
  private final Router router =
      Router.builder()
          .on("GET", "/known", _ -> Replies.accepted())
          .otherwise(Replies::unmatched)
          .build();

  @Test
  void haveTheFrameworksShape() {
    assertError(router.handle(Request.of("GET", "/unknown", "")), 404);
    Response wrongMethod = router.handle(Request.of("POST", "/known", ""));
    assertError(wrongMethod, 405);
    assertThat(wrongMethod.headers()).containsEntry("Allow", "GET");
  }

  private static void assertError(Response response, int status) {
    assertThat(response.status()).isEqualTo(status);
    var body = Json.MAPPER.readTree(response.body());
    assertThat(body.propertyNames()).containsExactlyInAnyOrder("error", "http_code");
    assertThat(body.path("http_code").asInt()).isEqualTo(status);
  }
}
