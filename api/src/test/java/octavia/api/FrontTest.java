package octavia.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import octavia.http.Fields;
import octavia.http.Json;
import octavia.http.Query;
import octavia.http.Request;
import octavia.http.Response;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Browsers, proxies and load balancers in front of the API. */
class FrontTest {
  private static final String PAGE = "https://horizon.example.com";

  @TempDir Path directory;
  private TestApi api;

  @BeforeEach
  void open() {
    api = new TestApi(directory, "");
  }

  @AfterEach
  void close() {
    api.close();
  }

  @Test
  void aPageOfAnAllowedOriginMayReadTheAnswer() {
    ApiService service = api.service("[cors]\nallowed_origin = " + PAGE + ", https://b\n");

    Map<String, String> told =
        send(service, "GET", "/v2/lbaas/pools", Map.of("Origin", PAGE)).headers();

    assertThat(told)
        .containsEntry("Access-Control-Allow-Origin", PAGE)
        .containsEntry("Access-Control-Allow-Credentials", "true")
        .containsEntry("Access-Control-Expose-Headers", "X-Auth-Token,X-Openstack-Request-Id")
        .containsEntry("Vary", "Origin");
    assertThat(send(service, "GET", "/v2/lbaas/nope", Map.of("Origin", PAGE)).headers())
        .containsKey("Access-Control-Allow-Origin");
    assertThat(send(service, "GET", "/v2/lbaas/pools", Map.of("Origin", "https://evil")).headers())
        .doesNotContainKey("Access-Control-Allow-Origin");
    assertThat(send(api.service, "GET", "/v2/lbaas/pools", Map.of("Origin", PAGE)).headers())
        .doesNotContainKey("Access-Control-Allow-Origin");
  }

  @ParameterizedTest
  @CsvSource({
    "PUT, 'X-Auth-Token, content-type', true",
    "PUT, '', true",
    "PATCH, X-Auth-Token, false",
    "PUT, X-Other, false",
  })
  void aBrowserAsksBeforeItCalls(String method, String headers, boolean allowed) {
    ApiService service = api.service("[cors]\nallowed_origin = *\nmax_age = 60\n");

    Response response =
        send(
            service,
            "OPTIONS",
            "/v2/lbaas/pools",
            Map.of(
                "Origin",
                PAGE,
                "Access-Control-Request-Method",
                method,
                "Access-Control-Request-Headers",
                headers));

    assertThat(response.status()).isEqualTo(200);
    if (allowed) {
      assertThat(response.headers())
          .containsEntry("Access-Control-Allow-Origin", "*")
          .containsEntry("Access-Control-Allow-Methods", method)
          .containsEntry("Access-Control-Max-Age", "60");
    } else {
      assertThat(response.headers()).doesNotContainKey("Access-Control-Allow-Origin");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "X-Forwarded-Proto | https | https://inside",
        "X-Forwarded-Host | lb.example:8443 | http://lb.example:8443",
        "X-Forwarded-Host | lb.example, other | http://lb.example",
        "X-Forwarded-Prefix | /network/lb/ | http://inside/network/lb",
        "Forwarded | for=192.0.2.1;proto=https;host=\"[2001:db8::1]:9876\", for=x |"
            + " https://[2001:db8::1]:9876",
        "X-Forwarded-Host | evil\"><script> | http://inside",
        "X-Forwarded-Proto | javascript | http://inside",
        "X-Forwarded-Prefix | //evil | http://inside",
      })
  void linksBeginAsTheClientCalledWhereAProxyIsBelieved(String header, String value, String base) {
    ApiService behind = api.service("[oslo_middleware]\nenable_proxy_headers_parsing = true\n");

    assertThat(self(behind, Map.of(header, value))).isEqualTo(base + "/v2");
    assertThat(self(api.service, Map.of(header, value))).isEqualTo("http://inside/v2");
  }

  private static String self(ApiService service, Map<String, String> headers) {
    return Json.MAPPER
        .readTree(send(service, "GET", "/", headers).body())
        .at("/versions/0/links/0/href")
        .asString();
  }

  @ParameterizedTest
  @CsvSource({
    "/load-balancer, http://inside/load-balancer/v2",
    "/load-balancer/, http://inside/load-balancer/v2",
  })
  void answersWhereWebServersMountIt(String path, String link) {
    assertThat(
            Json.MAPPER
                .readTree(send(api.service, "GET", path, Map.of()).body())
                .at("/versions/30/links/0/href")
                .asString())
        .isEqualTo(link);
    assertThat(send(api.service, "GET", "/load-balancer/v2.0/lbaas/pools", Map.of()).status())
        .isEqualTo(200);
    assertThat(send(api.service, "GET", "/load-balancers", Map.of()).status()).isEqualTo(404);
  }

  @Test
  void thereIsNoHealthCheckUnlessItIsWanted() {
    assertThat(send(api.service, "GET", "/healthcheck", Map.of()).status()).isEqualTo(404);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'' | text/plain",
        "*/* | text/plain",
        "application/json | application/json",
        "text/html, application/json;q=0.5 | text/html",
        "text/*;q=0.1, application/json | application/json",
        "image/png | text/plain",
      })
  void saysThatItIsFitInTheFormThatIsWanted(String accept, String form) {
    ApiService service = healthcheck("backends = octavia_db_check, disable_by_file\n");

    Response response = send(service, "GET", "/healthcheck", Map.of("Accept", accept));

    assertThat(response.status()).isEqualTo(200);
    assertThat(response.headers()).containsEntry("Content-Type", form + "; charset=UTF-8");
    String body = new String(response.body(), StandardCharsets.UTF_8);
    switch (form) {
      case "text/plain" -> assertThat(body).isEqualTo("OK\nOK");
      case "text/html" -> assertThat(body).contains("Result of 2 checks:").contains("<TD>OK</TD>");
      default ->
          assertThat(Json.MAPPER.readTree(body))
              .isEqualTo(
                  Json.MAPPER.readTree("{\"detailed\": false, \"reasons\": [\"OK\", \"OK\"]}"));
    }
  }

  @Test
  void isUnfitWhileAFileSaysSo() throws IOException {
    Path file = Files.createFile(directory.resolve("disabled"));
    ApiService service =
        healthcheck(
            "backends = disable_by_file\ndetailed = true\ndisable_by_file_path = " + file + "\n");

    Response response =
        send(service, "GET", "/load-balancer/healthcheck", Map.of("Accept", "application/json"));

    assertThat(response.status()).isEqualTo(503);
    assertThat(Json.MAPPER.readTree(response.body()).at("/reasons/0/reason").asString())
        .isEqualTo("DISABLED BY FILE");
    assertThat(send(service, "HEAD", "/healthcheck", Map.of()).status()).isEqualTo(503);
    assertThat(send(service, "POST", "/healthcheck", Map.of()).status()).isEqualTo(405);
    Files.delete(file);
    assertThat(send(service, "HEAD", "/healthcheck", Map.of()).status()).isEqualTo(204);
    assertThat(send(service, "GET", "/healthcheck", Map.of("Accept", "x/y")).status())
        .isEqualTo(200);
  }

  @Test
  void isUnfitWithoutItsDatabaseAndLooksAgainWhenThatIsDue() {
    ApiService often = healthcheck("backends = octavia_db_check\n", "0");
    ApiService seldom = healthcheck("backends = octavia_db_check\n", "1000");
    assertThat(send(seldom, "GET", "/healthcheck", Map.of()).status()).isEqualTo(200);
    api.store.close();

    Response response = send(often, "GET", "/healthcheck", Map.of());

    assertThat(response.status()).isEqualTo(503);
    assertThat(new String(response.body(), StandardCharsets.UTF_8))
        .isEqualTo("The Octavia database is unavailable.");
    assertThat(send(seldom, "GET", "/healthcheck", Map.of()).status()).isEqualTo(200);
  }

  private ApiService healthcheck(String settings) {
    return healthcheck(settings, "5");
  }

  private ApiService healthcheck(String settings, String refresh) {
    return api.service(
        "[api_settings]\nhealthcheck_enabled = true\nhealthcheck_refresh_interval = "
            + refresh
            + "\n[healthcheck]\n"
            + settings);
  }

  private static Response send(
      ApiService service, String method, String path, Map<String, String> headers) {
    Map<String, List<String>> fields = new HashMap<>();
    headers.forEach((name, value) -> fields.put(name, List.of(value)));
    return service.handle(
        new Request(
            method,
            path,
            "",
            Query.NONE,
            Map.of(),
            Fields.of(fields),
            new byte[0],
            "http://inside"));
  }
}
