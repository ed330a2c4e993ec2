package octavia.app.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import octavia.http.Json;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class CredentialsTest {

  @Test
  void aTokenIsTakenAsItIs() throws InterruptedException {
    assertThat(Credentials.headers(Map.of("OS_TOKEN", "t", "OS_AUTH_URL", "http://127.0.0.1:1")))
        .isEqualTo(Map.of("X-Auth-Token", "t"));
  }

  @Test
  void withoutKeystoneAProjectIsNamed() throws InterruptedException {
    assertThat(Credentials.headers(Map.of("OS_PROJECT_ID", "p")))
        .isEqualTo(Map.of("X-Project-Id", "p"));
  }

  @Test
  void aPasswordAsksForAProjectsToken() {
    Map<String, ?> request =
        Credentials.request(
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
    assertThatThrownBy(() -> Credentials.headers(Map.of("OS_AUTH_URL", "http://127.0.0.1:1")))
        .hasMessage("OS_AUTH_URL is set, and OS_USERNAME is not");
  }
}
