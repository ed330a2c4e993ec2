package octavia.cloud.identity.keystone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import octavia.cloud.identity.IdentityUnavailableException;
import octavia.cloud.identity.Token;
import octavia.config.Catalogue;
import octavia.config.IniFile;
import octavia.config.Options;
import octavia.http.Json;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Validation against a Keystone of our own, with its failures. */
class KeystoneTokensTest {
  private static final Instant START = Instant.parse("2026-11-21T08:00:00Z");

  private final AtomicReference<Instant> now = new AtomicReference<>(START);
  private final List<Duration> pauses = new ArrayList<>();
  private FakeKeystone keystone;

  @BeforeEach
  void start() throws IOException {
    keystone = new FakeKeystone(START.plusSeconds(3600));
    keystone.tokens.put("good", FakeKeystone.token("p1", START.plusSeconds(1000)));
  }

  @AfterEach
  void stop() {
    keystone.close();
  }

  private KeystoneTokens tokens(String... lines) {
    return tokensAt(keystone.url(), lines);
  }

  private KeystoneTokens tokensAt(String url, String... lines) {
    String text =
        "[keystone_authtoken]\nauth_url = "
            + url
            + "\nusername = octavia\npassword = secret\nproject_name = service\n"
            + "user_domain_name = Default\nproject_domain_id = default\nregion_name = R1\n"
            + String.join("\n", lines);
    Options options = new Options(IniFile.parse("octavia.conf", text));
    KeystoneSettings settings = KeystoneSettings.from(options);
    options.check();
    assertThat(settings.missing()).isEmpty();
    return new KeystoneTokens(settings, now::get, pauses::add);
  }

  @Test
  void saysWhatKeystoneSays() {
    assertThat(tokens().find("good", false))
        .contains(
            new Token(
                "u1",
                "demo",
                "default",
                "p1",
                "demo",
                "default",
                null,
                null,
                Set.of("member", "reader"),
                false,
                START.plusSeconds(1000),
                Optional.empty()));
    assertThat(keystone.calls)
        .containsExactly("POST /v3/auth/tokens", "GET /identity/v3/auth/tokens?nocatalog");
    assertThat(keystone.logins.getFirst())
        .isEqualTo(
            Json.MAPPER.readTree(
                """
                {"auth":{"identity":{"methods":["password"],"password":{"user":{"name":"octavia",\
                "domain":{"name":"Default"},"password":"secret"}}},"scope":{"project":\
                {"name":"service","domain":{"id":"default"}}}}}\
                """));
  }

  @Test
  void logsInWithAnApplicationCredential() {
    KeystoneTokens tokens =
        tokens(
            "auth_type = v3applicationcredential",
            "application_credential_id = ac1",
            "application_credential_secret = s");
    assertThat(tokens.find("good", false)).isPresent();
    assertThat(keystone.logins.getFirst().at("/auth/identity/application_credential").toString())
        .isEqualTo("{\"id\":\"ac1\",\"secret\":\"s\"}");
    assertThat(keystone.logins.getFirst().at("/auth/scope").isMissingNode()).isTrue();
  }

  @Test
  void remembersForTheCacheTimeAndNotBeyondTheEnd() {
    KeystoneTokens tokens = tokens();
    tokens.find("good", false);
    now.set(START.plusSeconds(299));
    tokens.find("good", false);
    assertThat(validations()).isEqualTo(1);
    now.set(START.plusSeconds(301));
    tokens.find("good", false);
    assertThat(validations()).isEqualTo(2);
    now.set(START.plusSeconds(590));
    tokens.find("good", false);
    now.set(START.plusSeconds(999));
    assertThat(tokens.find("good", false)).isPresent();
    now.set(START.plusSeconds(1000));
    assertThat(tokens.find("good", false)).isEmpty();
  }

  @Test
  void remembersBadTokensForSeconds() {
    KeystoneTokens tokens = tokens();
    assertThat(tokens.find("bad", false)).isEmpty();
    assertThat(tokens.find("bad", false)).isEmpty();
    assertThat(validations()).isEqualTo(1);
    keystone.tokens.put("bad", FakeKeystone.token("p1", START.plusSeconds(1000)));
    now.set(START.plusSeconds(11));
    assertThat(tokens.find("bad", false)).isPresent();
  }

  @Test
  void withoutACacheEveryCallAsks() {
    KeystoneTokens tokens = tokens("token_cache_time = -1");
    tokens.find("good", false);
    tokens.find("good", false);
    assertThat(validations()).isEqualTo(2);
  }

  @Test
  void anExpiredTokenCountsOnlyWhereAServicePassesItOn() {
    keystone.tokens.put("old", FakeKeystone.token("p1", START.minusSeconds(5)));
    KeystoneTokens tokens = tokens();
    assertThat(tokens.find("old", false)).isEmpty();
    assertThat(tokens.find("old", true)).isPresent();
    assertThat(keystone.calls).last().asString().contains("allow_expired=1");
    assertThat(tokens.find("old", false)).isEmpty();
  }

  @Test
  void logsInAgainWhenItsLoginEndsOrIsRevoked() {
    KeystoneTokens tokens = tokens("token_cache_time = -1");
    tokens.find("good", false);
    keystone.serviceToken = "revoked";
    assertThat(tokens.find("good", false)).isPresent();
    assertThat(keystone.logins).hasSize(2);
    keystone.serviceTokenEnds = START.plusSeconds(90_000);
    now.set(START.plusSeconds(3500));
    keystone.tokens.put("good", FakeKeystone.token("p1", START.plusSeconds(9000)));
    assertThat(tokens.find("good", false)).isPresent();
    assertThat(keystone.logins).hasSize(3);
  }

  @Test
  void manyRequestsWithOneNewTokenAskOnce() throws Exception {
    KeystoneTokens tokens = tokens();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Optional<Token>>> answers = new ArrayList<>();
      for (int i = 0; i < 50; i++) {
        answers.add(threads.submit(() -> tokens.find("good", false)));
      }
      for (Future<Optional<Token>> answer : answers) {
        assertThat(answer.get()).isPresent();
      }
    }
    assertThat(validations()).isEqualTo(1);
    assertThat(keystone.logins).hasSize(1);
  }

  @Test
  void whileKeystoneCannotBeReachedItTriesABoundedTimeAndRemembersNothing() {
    String url = keystone.url();
    keystone.close();
    KeystoneTokens tokens = tokensAt(url);
    for (int i = 0; i < 2; i++) {
      pauses.clear();
      assertThatThrownBy(() -> tokens.find("good", false))
          .isInstanceOf(IdentityUnavailableException.class)
          .hasMessageContaining("does not answer");
      assertThat(pauses)
          .containsExactly(Duration.ofMillis(500), Duration.ofSeconds(1), Duration.ofSeconds(2));
    }
  }

  @Test
  void saysThatItCannotTellWhenKeystoneFailsOrRefusesTheService() {
    KeystoneTokens tokens = tokens();
    keystone.validationStatus = 500;
    assertThatThrownBy(() -> tokens.find("good", false))
        .isInstanceOf(IdentityUnavailableException.class)
        .hasMessageContaining("answers 500");
    keystone.validationStatus = 401;
    assertThatThrownBy(() -> tokens.find("good", false))
        .isInstanceOf(IdentityUnavailableException.class)
        .hasMessageContaining("does not let the user of [keystone_authtoken]");
    keystone.refusesLogins = true;
    keystone.serviceToken = "revoked";
    keystone.validationStatus = 200;
    assertThatThrownBy(() -> tokens.find("good", false))
        .isInstanceOf(IdentityUnavailableException.class)
        .hasMessageContaining("answers 401 to the login")
        .message()
        .doesNotContain("secret");
    keystone.refusesLogins = false;
    assertThat(tokens.find("good", false)).isPresent();
  }

  @Test
  void whatNoHeaderCanCarryIsNoToken() {
    assertThat(tokens().find("a\nb", false)).isEmpty();
    assertThat(keystone.calls).isEmpty();
  }

  @Test
  void namesWhatIsMissing() {
    Options options = new Options(IniFile.empty());
    assertThat(KeystoneSettings.from(options).missing())
        .containsExactly("[keystone_authtoken] auth_url: is needed with auth_strategy keystone");
  }

  @Test
  void takesTheOptionsOfFormerFiles() {
    Options options =
        new Options(
            IniFile.parse(
                "octavia.conf",
                """
                [keystone_authtoken]
                auth_uri = http://front:5000/v3
                auth_host = back
                auth_port = 35357
                auth_protocol = http
                admin_user = octavia
                admin_password = pw
                admin_tenant_name = service
                """),
            Catalogue.load());
    KeystoneSettings settings = KeystoneSettings.from(options);
    options.check();
    assertThat(settings.missing()).isEmpty();
    assertThat(settings.authUrl()).isEqualTo("http://back:35357");
    assertThat(settings.authenticateUri()).isEqualTo("http://front:5000/v3");
    assertThat(options.unknown()).isEmpty();
  }

  private long validations() {
    return keystone.calls.stream().filter(call -> call.startsWith("GET")).count();
  }
}
