package octavia.app.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import octavia.http.Json;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class LoginTest {

  @Test
  void aTokenIsTakenAsItIs() throws InterruptedException {
    assertThat(Login.of(Map.of("OS_TOKEN", "t", "OS_AUTH_URL", "http://127.0.0.1:1")).headers())
        .isEqualTo(Map.of("X-Auth-Token", "t"));
  }

  @Test
  void withoutKeystoneAProjectIsNamed() throws InterruptedException {
    assertThat(Login.of(Map.of("OS_PROJECT_ID", "p")).headers())
        .isEqualTo(Map.of("X-Project-Id", "p"));
  }

  @Test
  void aPasswordAsksForAProjectsToken() {
    Map<String, ?> request =
        Login.request(
            Map.of(
                "OS_USERNAME", "u",
                "OS_PASSWORD", "w",
                "OS_PROJECT_NAME", "p",
                "OS_USER_DOMAIN_NAME", "Default"));
    JsonNode asked = Json.MAPPER.valueToTree(request);
    assertThat((Object) asked)
        .isEqualTo(
            Json.MAPPER.readTree(
                """
                {"auth": {
                  "identity": {"methods": ["password"], "password": {"user":
                    {"name": "u", "password": "w", "domain": {"name": "Default"}}}},
                  "scope": {"project": {"name": "p", "domain": {"id": "default"}}}}}
                """));
  }

  @Test
  void saysWhichVariableIsMissing() {
    assertThatThrownBy(() -> Login.of(Map.of("OS_AUTH_URL", "http://127.0.0.1:1")))
        .hasMessage("OS_AUTH_URL is set, and OS_USERNAME is not");
  }

  @Test
  void aServiceIsWhereTheCatalogSaysItInTheRegionAndForTheInterface() {
    JsonNode catalog =
        Json.MAPPER.readTree(
            """
            [{"type": "compute", "endpoints": [
               {"interface": "public", "region_id": "one", "url": "http://compute"}]},
             {"type": "image", "endpoints": [
               {"interface": "internal", "region_id": "one", "url": "http://inside"},
               {"interface": "public", "region_id": "one", "url": "http://one"},
               {"interface": "public", "region_id": "two", "url": "http://two"}]}]
            """);
    assertThat(image(catalog, Map.of())).isEqualTo("http://one");
    assertThat(image(catalog, Map.of("OS_REGION_NAME", "two"))).isEqualTo("http://two");
    assertThat(image(catalog, Map.of("OS_INTERFACE", "internal"))).isEqualTo("http://inside");
    assertThat(image(catalog, Map.of("OS_ENDPOINT_TYPE", "internalURL")))
        .isEqualTo("http://inside");
    assertThat(image(catalog, Map.of("OS_IMAGE_URL", "http://mine"))).isEqualTo("http://mine");
    assertThatThrownBy(() -> image(catalog, Map.of("OS_REGION_NAME", "three")))
        .hasMessageContaining("the catalog has no public endpoint of it in three");
    assertThatThrownBy(() -> image(Json.MAPPER.createArrayNode(), Map.of()))
        .hasMessageContaining("export OS_AUTH_URL");
  }

  private static String image(JsonNode catalog, Map<String, String> environment) {
    return new Login(Map.of(), catalog, environment).endpoint("image", "OS_IMAGE_URL");
  }

  @Test
  void authoritiesThatCannotBeReadAreNamed() {
    assertThatThrownBy(() -> Login.client(Map.of("OS_CACERT", "/nowhere/ca.pem")))
        .hasMessageContaining("OS_CACERT = /nowhere/ca.pem");
  }
}
