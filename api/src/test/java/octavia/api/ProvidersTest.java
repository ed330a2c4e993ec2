package octavia.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import octavia.api.TestApi.Answer;
import octavia.http.Json;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Providers and what profiles may tell them. */
class ProvidersTest {
  private static final String PROVIDERS = "/v2/lbaas/providers";

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
  void listsWhatIsConfiguredAndThere() {
    assertThat(api.get(PROVIDERS).body())
        .isEqualTo(
            Json.MAPPER.readTree(
                """
                {"providers": [
                  {"name": "amphora", "description": "The Octavia Amphora driver."},
                  {"name": "octavia", "description": "An alias."},
                  {"name": "noop_driver", "description": "The no-op driver."},
                  {"name": "noop_driver-alt", "description": "Its alias."}]}
                """));
    assertThat(api.get(PROVIDERS + "?fields=name").at("/providers/3").toString())
        .isEqualTo("{\"name\":\"noop_driver-alt\"}");
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      delimiter = '|',
      value = {
        "noop_driver/flavor_capabilities |"
            + " {'flavor_capabilities': [{'name': 'amp_image_tag', 'description':"
            + " 'The glance image tag to use for this load balancer.'}]}",
        "noop_driver-alt/availability_zone_capabilities?name=volume_zone&fields=name |"
            + " {'availability_zone_capabilities': [{'name': 'volume_zone'}]}",
        "noop_driver/availability_zone_capabilities?description=none | "
            + " {'availability_zone_capabilities': []}",
      })
  void listsCapabilities(String path, String body) {
    Answer answer = api.get(PROVIDERS + "/" + path);

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.body()).isEqualTo(Json.MAPPER.readTree(body.replace('\'', '"')));
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      delimiter = '|',
      value = {
        "bogus/flavor_capabilities | 400 | Provider 'bogus' is not enabled.",
        "gone_driver/flavor_capabilities | 400 | Provider 'gone_driver' is not enabled.",
        "amphora/availability_zone_capabilities | 501 | Provider 'amphora' does not support a"
            + " requested action: This provider does not support getting the supported"
            + " availability zone metadata.",
      })
  void refusesWhatThereIsNot(String path, int status, String fault) {
    Answer answer = api.get(PROVIDERS + "/" + path);

    assertThat(answer.status()).isEqualTo(status);
    assertThat(answer.fault()).isEqualTo(fault);
  }

  @Test
  void everythingSucceedsWithTheNoopDriverAndItsAlias() {
    for (String provider : new String[] {"noop_driver", "noop_driver-alt"}) {
      String id =
          api.make(
              "loadbalancers",
              "loadbalancer",
              "\"vip_subnet_id\": \"%s\", \"project_id\": \"p\", \"provider\": \"%s\""
                  .formatted(FakeNetwork.SUBNET, provider));
      api.make(
          "pools",
          "pool",
          "\"loadbalancer_id\": \"%s\", \"protocol\": \"TCP\", \"lb_algorithm\": \"SOURCE_IP_PORT\""
              .formatted(id));

      assertThat(api.get("/v2/lbaas/loadbalancers/" + id).at("/loadbalancer/provider").asString())
          .isEqualTo(provider);
    }
  }
}
