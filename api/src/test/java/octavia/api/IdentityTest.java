package octavia.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import octavia.api.TestApi.Answer;
import octavia.api.identity.TokenIdentity;
import octavia.cloud.identity.IdentityUnavailableException;
import octavia.cloud.identity.Token;
import octavia.cloud.identity.TokenService;
import octavia.config.IniFile;
import octavia.config.Options;
import octavia.http.Fields;
import octavia.http.Query;
import octavia.http.Request;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Requests with tokens, good and bad, as keystonemiddleware judges them. */
class IdentityTest {
  @TempDir private Path directory;
  private TestApi api;
  private final List<String> asked = new ArrayList<>();
  private final Map<String, Token> tokens = new HashMap<>();

  private final TokenService service =
      (token, allowExpired) -> {
        asked.add(token + (allowExpired ? " expired or not" : ""));
        if (token.equals("nobody-knows")) {
          throw new IdentityUnavailableException("Keystone does not answer");
        }
        return Optional.ofNullable(tokens.get(token))
            .filter(_ -> allowExpired || !token.equals("expired"));
      };

  @BeforeEach
  void start() {
    api = new TestApi(directory, "");
    tokens.put("admin", token("p0", null, Optional.empty(), "admin", "member", "reader"));
    tokens.put("member", token("p1", null, Optional.empty(), "member", "reader"));
    tokens.put("expired", token("p1", null, Optional.empty(), "member", "reader"));
    tokens.put("service", token("p9", null, Optional.empty(), "service"));
    tokens.put(
        "limited",
        token(
            "p1",
            null,
            Optional.of(
                List.of(
                    new Token.AccessRule("load-balancer", "GET", "/v2/lbaas/loadbalancers"),
                    new Token.AccessRule("load-balancer", "GET", "/v2/lbaas/pools/{id}"),
                    new Token.AccessRule("compute", "GET", "/v2/lbaas/listeners"))),
            "member"));
  }

  @AfterEach
  void stop() {
    api.close();
  }

  private static Token token(
      String project,
      @Nullable String system,
      Optional<List<Token.AccessRule>> rules,
      String... roles) {
    return new Token(
        "u1",
        "user",
        "default",
        project,
        project,
        "default",
        null,
        system,
        Set.of(roles),
        true,
        Instant.parse("2026-11-22T08:00:00Z"),
        rules);
  }

  private Answer ask(String settings, String path, String... headers) {
    Options options =
        new Options(IniFile.parse("octavia.conf", "[keystone_authtoken]\n" + settings));
    ApiService with =
        api.service(
            "",
            new TokenIdentity(
                service, _ -> "http://keystone:5000", TokenIdentity.Settings.from(options)));
    Map<String, List<String>> fields = new HashMap<>();
    for (String header : headers) {
      String[] parts = header.split("=", 2);
      fields.put(parts[0], List.of(parts[1]));
    }
    return TestApi.read(
        with.handle(
            new Request(
                "GET",
                path,
                "",
                Query.NONE,
                Map.of(),
                Fields.of(fields),
                new byte[0],
                "http://localhost")));
  }

  @Test
  void withoutAGoodTokenNothingButDiscovery() {
    for (String path :
        List.of("/v2", "/v2/lbaas", "/v2/lbaas/loadbalancers", "/nowhere", "/v2.0/networks")) {
      for (String header : List.of("X-Auth-Token=bad", "X-Other=x", "X-Auth-Token= ")) {
        Answer answer = ask("", path, header);
        assertThat(answer.status()).as(path).isEqualTo(401);
        assertThat(answer.response().headers())
            .containsEntry("WWW-Authenticate", "Keystone uri=\"http://keystone:5000\"");
        assertThat(String.valueOf(answer.body()))
            .isEqualTo(
                "{\"error\":{\"code\":401,\"title\":\"Unauthorized\",\"message\":"
                    + "\"The request you have made requires authentication.\"}}");
      }
    }
    assertThat(ask("", "/").status()).isEqualTo(200);
  }

  @Test
  void aTokenSaysWhoCalls() {
    assertThat(ask("", "/v2/lbaas/loadbalancers", "X-Auth-Token= member ").status()).isEqualTo(200);
    assertThat(ask("", "/v2/lbaas/loadbalancers", "X-Storage-Token=member").status())
        .isEqualTo(200);
    assertThat(ask("", "/v2/octavia/amphorae", "X-Auth-Token=member").status()).isEqualTo(403);
    assertThat(ask("", "/v2/octavia/amphorae", "X-Auth-Token=admin").status()).isEqualTo(200);
    assertThat(ask("", "/nowhere", "X-Auth-Token=member").status()).isEqualTo(404);
    assertThat(
            ask("", "/v2/lbaas/loadbalancers/" + TestApi.UNKNOWN, "X-Auth-Token=member").status())
        .isEqualTo(404);
  }

  @Test
  void whileNobodyCanTellTheAnswerIs503() {
    Answer answer = ask("", "/v2/lbaas/loadbalancers", "X-Auth-Token=nobody-knows");
    assertThat(answer.status()).isEqualTo(503);
    assertThat(answer.response().headers()).containsKey("Retry-After");
    assertThat(answer.at("/message").asString())
        .contains("The Keystone service is temporarily unavailable.");
  }

  @Test
  void aServicePassesAUsersCallOnAlsoAfterTheTokensEnd() {
    String path = "/v2/lbaas/loadbalancers";
    assertThat(ask("", path, "X-Auth-Token=expired").status()).isEqualTo(401);
    assertThat(ask("", path, "X-Auth-Token=expired", "X-Service-Token=service").status())
        .isEqualTo(200);
    assertThat(asked).endsWith("service", "expired expired or not");
    assertThat(ask("", path, "X-Auth-Token=expired", "X-Service-Token=member").status())
        .isEqualTo(401);
    assertThat(ask("", path, "X-Auth-Token=member", "X-Service-Token=bad").status()).isEqualTo(401);
    String lax = "service_token_roles_required = false\n";
    assertThat(ask(lax, path, "X-Auth-Token=member", "X-Service-Token=member").status())
        .isEqualTo(200);
    assertThat(ask(lax, path, "X-Auth-Token=expired", "X-Service-Token=member").status())
        .isEqualTo(401);
    assertThat(
            ask(
                    "service_token_roles = nova,member\n",
                    path,
                    "X-Auth-Token=expired",
                    "X-Service-Token=member")
                .status())
        .isEqualTo(200);
  }

  @Test
  void aDelayedDecisionLeavesItToPolicy() {
    String delay = "delay_auth_decision = true\n";
    assertThat(ask(delay, "/v2/lbaas/loadbalancers").status()).isEqualTo(403);
    assertThat(ask(delay, "/v2/lbaas/loadbalancers", "X-Auth-Token=nobody-knows").status())
        .isEqualTo(403);
    assertThat(ask(delay, "/v2").status()).isEqualTo(200);
    assertThat(ask(delay, "/v2/lbaas/loadbalancers", "X-Auth-Token=member").status())
        .isEqualTo(200);
  }

  @Test
  void anApplicationCredentialMayBeLimitedToSomeCalls() {
    String typed = "service_type = load-balancer\n";
    assertThat(ask("", "/v2/lbaas/loadbalancers", "X-Auth-Token=limited").status()).isEqualTo(401);
    assertThat(ask(typed, "/v2/lbaas/loadbalancers", "X-Auth-Token=limited").status())
        .isEqualTo(200);
    assertThat(ask(typed, "/v2/lbaas/pools/x", "X-Auth-Token=limited").status()).isEqualTo(404);
    assertThat(ask(typed, "/v2/lbaas/pools/x/members", "X-Auth-Token=limited").status())
        .isEqualTo(401);
    assertThat(ask(typed, "/v2/lbaas/listeners", "X-Auth-Token=limited").status()).isEqualTo(401);
  }
}
