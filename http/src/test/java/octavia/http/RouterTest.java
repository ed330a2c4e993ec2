package octavia.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RouterTest {
  private static final Router ROUTER =
      Router.builder()
          .on("GET", "/", request -> answer("root", request))
          .on("GET", "/pools", request -> answer("list", request))
          .on("GET", "/pools/{pool_id}", request -> answer("show", request))
          .on("GET", "/pools/{pool_id}/members", request -> answer("members", request))
          .on("GET", "/pools/special", request -> answer("literal", request))
          .on("GET", "/pools/{pool_id}/members/{id}", request -> answer("member", request))
          .build();

  @ParameterizedTest
  @CsvSource({
    "/, root {}",
    "/pools, list {}",
    "/pools/, list {}",
    "/pools/1, show {pool_id=1}",
    "/pools/special, literal {}",
    "/pools/special/members, members {pool_id=special}",
    "'/pools/1/members/2', 'member {id=2, pool_id=1}'"
  })
  void findsTheNarrowestRoute(String path, String answer) {
    Response response = ROUTER.handle(Request.of("GET", path, ""));

    assertThat(new String(response.body(), StandardCharsets.UTF_8)).isEqualTo(answer);
  }

  @ParameterizedTest
  @CsvSource({"GET, /nothing, 404", "GET, /pools/1/nothing, 404", "POST, /pools, 405"})
  void saysWhyThereIsNone(String method, String path, int status) {
    assertThat(ROUTER.handle(Request.of(method, path, "")).status()).isEqualTo(status);
  }

  @Test
  void refusesTwoHandlersForOneRoute() {
    Router.Builder builder = Router.builder().on("GET", "/a/{x}", _ -> Response.empty(200));
    assertThatThrownBy(() -> builder.on("GET", "/a/{x}", _ -> Response.empty(200)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static Response answer(String name, Request request) {
    return Response.text(200, name + " " + new java.util.TreeMap<>(request.parameters()));
  }
}
