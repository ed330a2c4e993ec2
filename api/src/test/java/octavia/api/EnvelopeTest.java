package octavia.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import octavia.api.TestApi.Answer;
import octavia.http.Fields;
import octavia.http.Json;
import octavia.http.Query;
import octavia.http.Request;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is around the objects: routes, methods, media types, ids of requests. */
class EnvelopeTest {
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
  void listsThirtyOneVersions() {
    Answer answer = api.get("/");

    assertThat(answer.at("/versions").size()).isEqualTo(31);
    assertThat(answer.at("/versions/7").toString())
        .isEqualTo(
            """
            {"id":"v2.7","status":"SUPPORTED","updated":"2018-01-25T12:00:00Z",\
            "links":[{"href":"http://127.0.0.1:9876/v2","rel":"self"}]}\
            """);
    assertThat(answer.at("/versions/30/status").asString()).isEqualTo("CURRENT");
    assertThat(api.send("HEAD", "/", "", Map.of()).response().body()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "/v2/lbaas/loadbalancers",
    "/v2/loadbalancers",
    "/v2.0/lbaas/loadbalancers/",
    "/v2.0/loadbalancers.json",
  })
  void findsResourcesUnderEveryPrefix(String path) {
    assertThat(api.get(path).body())
        .isEqualTo(Json.MAPPER.readTree("{\"loadbalancers\": [], \"loadbalancers_links\": []}"));
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      delimiter = '|',
      value = {
        "GET | /nope | 404 | {'code': 404, 'title': 'Not Found', 'description': null}",
        "GET | /v1 | 404 | {'code': 404, 'title': 'Not Found', 'description': null}",
        "GET | /v2/nope | 404 | {'code': 404, 'title': 'Not Found', 'description': ''}",
        "GET | /v2/lbaas/nope/x | 404 | {'code': 404, 'title': 'Not Found', 'description': ''}",
        "GET | /v2/lbaas/octavia/amphorae | 404 |"
            + " {'code': 404, 'title': 'Not Found', 'description': ''}",
        "PATCH | /v2/lbaas/listeners | 405 |"
            + " {'code': 405, 'title': 'Method Not Allowed', 'description': ''}",
        "FOO | /v2/lbaas/pools/x | 405 |"
            + " {'code': 405, 'title': 'Method Not Allowed', 'description': ''}",
        "GET | /v2 | 200 | 'v2'",
        "GET | /v2.0/lbaas | 200 | 'v2'",
        "GET | /v2/octavia/ | 200 | 'v2'",
      })
  void answersOddRoutesAsUpstreamDoes(String method, String path, int status, String body) {
    Answer answer = api.send(method, path, "", Map.of());

    assertThat(answer.status()).isEqualTo(status);
    assertThat(answer.body()).isEqualTo(Json.MAPPER.readTree(body.replace('\'', '"')));
  }

  @Test
  void saysWhatAPathAllows() {
    assertThat(api.send("PATCH", "/v2/lbaas/listeners/x", "", Map.of()).response().headers())
        .containsEntry("Allow", "DELETE, GET, POST, PUT");
    assertThat(api.put("/v2/lbaas/loadbalancers", "{}").fault())
        .isEqualTo("Missing argument: \"id\"");
    assertThat(api.send("HEAD", "/v2/lbaas/loadbalancers", "", Map.of()).status()).isEqualTo(405);
    assertThat(api.send("OPTIONS", "/v2/lbaas/loadbalancers", "", Map.of()).status())
        .isEqualTo(200);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "text/plain | 406",
        "text/html | 406",
        "*/* | 200",
        "application/* | 200",
        "application/xml | 406",
        "text/plain, application/json | 200",
        "application/json;q=0 | 406",
        "'' | 200",
        "garbage | 200",
        "application/json; charset=utf-8 | 406",
        "application/vnd.x+json | 406",
      })
  void answersJsonOnly(String accept, int status) {
    Answer answer = api.send("GET", "/v2/lbaas/loadbalancers", "", Map.of("Accept", accept));

    assertThat(answer.status()).isEqualTo(status);
    if (status == 406) {
      assertThat(answer.at("/description").asString())
          .isEqualTo("Only content type application/json is accepted.");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "text/plain | 415 | Unknown mimetype: text/plain",
        "application/xml | 415 | Unknown mimetype: application/xml",
        "text/json | 415 | Unknown mimetype: text/json",
        "APPLICATION/JSON | 415 | Unknown mimetype: APPLICATION/JSON",
        "'' | 415 | 'Unknown mimetype: '",
        "application/x-www-form-urlencoded | 400 | 'Unknown argument: \"{}\"'",
      })
  void readsJsonOnly(String type, int status, String fault) {
    Answer answer = api.send("POST", "/v2/lbaas/listeners", "{}", Map.of("Content-Type", type));

    assertThat(answer.status()).isEqualTo(status);
    assertThat(answer.fault()).isEqualTo(fault);
  }

  @Test
  void readsJsonOfACharset() {
    Answer answer =
        api.send(
            "POST",
            "/v2/lbaas/listeners",
            "{\"listener\": {}}",
            Map.of("Content-Type", "application/json; charset=utf-8"));

    assertThat(answer.fault()).contains("Mandatory field missing.");
  }

  @Test
  void refusesTextThatIsNotUtf8() {
    byte[] latin = "{\"listener\": {\"name\": \"é\"}}".getBytes(StandardCharsets.ISO_8859_1);

    Answer answer = api.send("POST", "/v2/lbaas/listeners", latin, Map.of());

    assertThat(answer.body())
        .isEqualTo(
            Json.MAPPER.readTree(
                "{\"code\": 400, \"title\": \"Bad Request\", \"description\": \"\"}"));
  }

  @Test
  void refusesNestingWithoutEnd() {
    String body = "{\"listener\": " + "[".repeat(10_000) + "]".repeat(10_000) + "}";

    assertThat(api.post("/v2/lbaas/listeners", body).fault())
        .isEqualTo("Request is not in valid JSON format");
  }

  @Test
  void saysBesideTheFaultWhatIsWrongAndWhy() {
    Answer answer =
        api.post(
            "/v2/lbaas/listeners",
            "{\"listener\": {\"protocol\": \"HTTP\", \"protocol_port\": 0}}");

    assertThat(answer.body())
        .isEqualTo(
            Json.MAPPER.readTree(
                """
                {"faultcode": "Client",
                 "faultstring": "Invalid input for field/attribute protocol_port. Value: '0'. \
                Value should be greater or equal to 1",
                 "debuginfo": null,
                 "reason": {"code": "OUT_OF_RANGE", "field": "protocol_port", "value": "0",
                            "rule": "Value should be greater or equal to 1"}}
                """));
  }

  @Test
  void refusesAProjectThatIsNone() {
    for (String project : List.of("p".repeat(37), "a\tb")) {
      Answer answer =
          api.send("GET", "/v2/lbaas/loadbalancers", "", Map.of("X-Project-Id", project));

      assertThat(answer.status()).isEqualTo(400);
      assertThat(answer.at("/reason/field").asString("")).isEqualTo("X-Project-Id");
    }
  }

  @Test
  void namesEachRequest() {
    String given = "req-11111111-2222-4333-8444-555555555555";

    Answer named = api.send("GET", "/v2/lbaas/pools", "", Map.of("X-Openstack-Request-Id", given));
    Answer injected =
        api.send("GET", "/v2/lbaas/pools", "", Map.of("X-Openstack-Request-Id", "x\ny"));

    // The one that came in is the whole chain's and stands in the log; each call has its own.
    assertThat(named.response().headers().get("X-Openstack-Request-Id"))
        .matches("req-[0-9a-f-]{36}")
        .isNotEqualTo(given);
    assertThat(injected.response().headers().get("X-Openstack-Request-Id"))
        .matches("req-[0-9a-f-]{36}");
  }

  @Test
  void linksBeginWhereTheOperatorSays() {
    api.loadBalancer("one");
    api.loadBalancer("two");
    ApiService service = api.service("[api_settings]\napi_base_uri = https://lb.example\n");

    var response =
        service.handle(
            new Request(
                "GET",
                "/v2/lbaas/loadbalancers",
                "limit=1",
                Query.parse("limit=1"),
                Map.of(),
                Fields.NONE,
                new byte[0],
                "http://inside"));

    assertThat(new String(response.body(), StandardCharsets.UTF_8))
        .contains("\"href\":\"https://lb.example/v2/lbaas/loadbalancers?limit=1&marker=");
  }
}
