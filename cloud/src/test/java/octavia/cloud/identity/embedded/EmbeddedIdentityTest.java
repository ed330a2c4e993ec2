package octavia.cloud.identity.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import octavia.cloud.identity.Token;
import octavia.http.HttpServer;
import octavia.http.Json;
import octavia.http.Response;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** The identity service over HTTP, as clients and test suites use it. */
class EmbeddedIdentityTest {
  private static final String DEMO_PROJECT = "00000000000040008000000000000001";

  @TempDir private Path directory;
  private final AtomicReference<Instant> now =
      new AtomicReference<>(Instant.parse("2026-11-21T08:00:00Z"));
  private final HttpClient client = HttpClient.newHttpClient();
  private EmbeddedIdentity identity;
  private HttpServer server;

  @BeforeEach
  void start() throws IOException {
    identity =
        new EmbeddedIdentity(
            AccountsFile.open(directory.resolve("identity"), DEMO_PROJECT),
            now::get,
            Duration.ofHours(1));
    server =
        HttpServer.start(
            new HttpServer.Settings("127.0.0.1", 0, 1 << 20, Optional.empty(), Response.empty(413)),
            identity);
  }

  @AfterEach
  void stop() {
    server.close();
    client.close();
  }

  private void restart() throws IOException {
    server.close();
    start();
  }

  private record Answer(int status, JsonNode body, HttpResponse<String> response) {
    String token() {
      return response.headers().firstValue("X-Subject-Token").orElseThrow();
    }
  }

  private Answer send(
      String method, String path, @Nullable String token, String body, String... headers)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + "/identity" + path))
            .method(method, BodyPublishers.ofString(body));
    if (token != null) {
      request.header("X-Auth-Token", token);
    }
    if (headers.length > 0) {
      request.headers(headers);
    }
    HttpResponse<String> response = client.send(request.build(), BodyHandlers.ofString());
    return new Answer(
        response.statusCode(),
        response.body().isEmpty()
            ? Json.MAPPER.createObjectNode()
            : Json.MAPPER.readTree(response.body()),
        response);
  }

  private String password(String user) {
    return AccountsFile.passwords(directory.resolve("identity")).get(user);
  }

  private Answer login(String user, String password, String scope)
      throws IOException, InterruptedException {
    return send(
        "POST",
        "/v3/auth/tokens",
        null,
        """
        {"auth": {"identity": {"methods": ["password"], "password": {"user":
          {"name": "%s", "domain": {"name": "Default"}, "password": "%s"}}}%s}}\
        """
            .formatted(user, password, scope));
  }

  private static String inProject(String name) {
    return ", \"scope\": {\"project\": {\"name\": \"%s\", \"domain\": {\"id\": \"default\"}}}"
        .formatted(name);
  }

  private String admin() throws IOException, InterruptedException {
    return login("admin", password("admin"), inProject("admin")).token();
  }

  private String demo() throws IOException, InterruptedException {
    return login("demo", password("demo"), inProject("demo")).token();
  }

  @Test
  void discovery() throws Exception {
    Answer versions = send("GET", "", null, "");
    assertThat(versions.status()).isEqualTo(300);
    assertThat(versions.body().at("/versions/values/0/id").asString()).isEqualTo("v3.14");
    Answer version = send("GET", "/v3/", null, "");
    assertThat(version.status()).isEqualTo(200);
    assertThat(version.body().at("/version/links/0/href").asString())
        .isEqualTo("http://127.0.0.1:" + server.port() + "/identity/v3/");
    assertThat(send("GET", "/v4", null, "").body().at("/error/title").asString())
        .isEqualTo("Not Found");
    assertThat(send("PUT", "/v3/auth/tokens", null, "").status()).isEqualTo(405);
  }

  @Test
  void aLoginSaysWhoItIs() throws Exception {
    Answer answer = login("demo", password("demo"), inProject("demo"));
    assertThat(answer.status()).isEqualTo(201);
    JsonNode token = answer.body().path("token");
    assertThat(token.at("/user/name").asString()).isEqualTo("demo");
    assertThat(token.at("/user/domain/id").asString()).isEqualTo("default");
    assertThat(token.at("/project/id").asString()).isEqualTo(DEMO_PROJECT);
    assertThat(token.at("/expires_at").asString()).isEqualTo("2026-11-21T09:00:00.000000Z");
    assertThat(token.at("/methods/0").asString()).isEqualTo("password");
    assertThat(token.path("roles").valueStream().map(role -> role.path("name").asString()))
        .containsExactlyInAnyOrder("member", "reader");
    assertThat(token.path("catalog").valueStream().map(entry -> entry.path("type").asString()))
        .containsExactly("load-balancer", "identity", "network");
    assertThat(token.at("/catalog/1/endpoints/0/url").asString())
        .isEqualTo("http://127.0.0.1:" + server.port() + "/identity");
    assertThat(identity.find(answer.token(), false))
        .hasValueSatisfying(known -> {
          assertThat(known.projectId()).isEqualTo(DEMO_PROJECT);
          assertThat(known.roles()).containsExactlyInAnyOrder("member", "reader");
        });
  }

  @Test
  void scopes() throws Exception {
    String password = password("admin");
    assertThat(login("admin", password, "").body().at("/token/project/name").asString())
        .isEqualTo("admin"); // the default project
    assertThat(
            login("admin", password, ", \"scope\": \"unscoped\"")
                .body()
                .at("/token/roles")
                .isMissingNode())
        .isTrue();
    Answer system = login("admin", password, ", \"scope\": {\"system\": {\"all\": true}}");
    assertThat(system.body().at("/token/system/all").asBoolean()).isTrue();
    assertThat(identity.find(system.token(), false).map(Token::systemScope)).contains("all");
    Answer domain = login("admin", password, ", \"scope\": {\"domain\": {\"id\": \"default\"}}");
    assertThat(identity.find(domain.token(), false).map(Token::domainId)).contains("default");
    assertThat(
            login(
                    "admin",
                    password,
                    ", \"scope\": {\"project\": {\"id\": \"" + DEMO_PROJECT + "\"}}")
                .status())
        .isEqualTo(201);
    assertThat(login("demo", password("demo"), inProject("admin")).status()).isEqualTo(401);
    assertThat(login("demo", password("demo"), inProject("nowhere")).status()).isEqualTo(401);
  }

  @Test
  void aWrongPasswordIsRefusedAsKeystoneDoes() throws Exception {
    for (String user : new String[] {"demo", "nobody"}) {
      Answer answer = login(user, "guess", inProject("demo"));
      assertThat(answer.status()).isEqualTo(401);
      assertThat(answer.body().toString())
          .isEqualTo(
              "{\"error\":{\"code\":401,\"message\":\"The request you have made requires"
                  + " authentication.\",\"title\":\"Unauthorized\"}}");
      assertThat(answer.response().headers().firstValue("WWW-Authenticate")).isPresent();
    }
    assertThat(send("POST", "/v3/auth/tokens", null, "{").status()).isEqualTo(400);
    assertThat(send("POST", "/v3/auth/tokens", null, "{\"auth\": {}}").status()).isEqualTo(400);
  }

  @Test
  void whoGuessesIsHeldUpForAWhile() throws Exception {
    for (int i = 0; i < Logins.MAX_FAILURES; i++) {
      login("demo", "guess", "");
    }
    assertThat(login("demo", password("demo"), "").status()).isEqualTo(401);
    now.set(now.get().plusSeconds(61));
    assertThat(login("demo", password("demo"), "").status()).isEqualTo(201);
  }

  @Test
  void tokensOutliveTheProcessButNotTheirEnd() throws Exception {
    String token = demo();
    restart();
    assertThat(identity.find(token, false)).isPresent();
    now.set(now.get().plusSeconds(3600));
    assertThat(identity.find(token, false)).isEmpty();
    assertThat(identity.find("nonsense", false)).isEmpty();
    char changed = token.charAt(30) == 'A' ? 'B' : 'A';
    assertThat(identity.find(token.substring(0, 30) + changed + token.substring(31), false))
        .isEmpty();
  }

  @Test
  void tokensAreValidatedAndRevoked() throws Exception {
    String admin = admin();
    String demo = demo();
    Answer shown = send("GET", "/v3/auth/tokens", admin, "", "X-Subject-Token", demo);
    assertThat(shown.status()).isEqualTo(200);
    assertThat(Token.of(shown.body())).isEqualTo(identity.find(demo, false).orElseThrow());
    assertThat(send("HEAD", "/v3/auth/tokens", admin, "", "X-Subject-Token", demo).status())
        .isEqualTo(200);
    assertThat(send("GET", "/v3/auth/tokens", demo, "", "X-Subject-Token", demo).status())
        .isEqualTo(200);
    assertThat(send("GET", "/v3/auth/tokens", demo, "", "X-Subject-Token", admin).status())
        .isEqualTo(403);
    assertThat(send("GET", "/v3/auth/tokens", admin, "", "X-Subject-Token", "none").status())
        .isEqualTo(404);
    assertThat(send("DELETE", "/v3/auth/tokens", demo, "", "X-Subject-Token", demo).status())
        .isEqualTo(204);
    assertThat(identity.find(demo, false)).isEmpty();
    restart();
    assertThat(identity.find(demo, false)).isEmpty();
  }

  @Test
  void anApplicationCredentialLogsInAndMakesNoOther() throws Exception {
    Answer login = login("demo", password("demo"), inProject("demo"));
    String userId = login.body().at("/token/user/id").asString();
    String path = "/v3/users/" + userId + "/application_credentials";
    Answer made =
        send(
            "POST",
            path,
            login.token(),
            """
            {"application_credential": {"name": "robot", "roles": [{"name": "reader"}],
              "expires_at": "2026-11-21T08:30:00"}}\
            """);
    assertThat(made.status()).isEqualTo(201);
    String id = made.body().at("/application_credential/id").asString();
    String secret = made.body().at("/application_credential/secret").asString();
    assertThat(send("GET", path + "/" + id, login.token(), "").body().toString())
        .doesNotContain("secret", "pbkdf2");

    for (String named :
        new String[] {
          "\"id\": \"" + id + "\"", "\"name\": \"robot\", \"user\": {\"id\": \"" + userId + "\"}"
        }) {
      Answer robot =
          send(
              "POST",
              "/v3/auth/tokens",
              null,
              """
              {"auth": {"identity": {"methods": ["application_credential"],
                "application_credential": {%s, "secret": "%s"}}}}\
              """
                  .formatted(named, secret));
      assertThat(robot.status()).isEqualTo(201);
      assertThat(identity.find(robot.token(), false))
          .hasValueSatisfying(token -> {
            assertThat(token.roles()).isEqualTo(Set.of("reader"));
            assertThat(token.projectId()).isEqualTo(DEMO_PROJECT);
            assertThat(token.expiresAt()).isEqualTo(Instant.parse("2026-11-21T08:30:00Z"));
          });
      assertThat(
              send(
                      "POST",
                      path,
                      robot.token(),
                      "{\"application_credential\": {\"name\": \"second\"}}")
                  .status())
          .isEqualTo(403);
    }
    assertThat(
            send(
                    "POST",
                    "/v3/auth/tokens",
                    null,
                    """
                    {"auth": {"identity": {"methods": ["application_credential"],
                      "application_credential": {"id": "%s", "secret": "wrong"}}}}\
                    """
                        .formatted(id))
                .status())
        .isEqualTo(401);
    assertThat(
            send("POST", path, admin(), "{\"application_credential\": {\"name\": \"x\"}}").status())
        .isEqualTo(403);
    assertThat(send("DELETE", path + "/" + id, login.token(), "").status()).isEqualTo(204);
    assertThat(send("GET", path, login.token(), "").body().path("application_credentials"))
        .isEmpty();
  }

  @Test
  void aSuiteMakesItsProjectsUsersAndRoles() throws Exception {
    String admin = admin();
    assertThat(send("GET", "/v3/domains?name=Default", admin, "").body().at("/domains/0/id"))
        .hasToString("\"default\"");
    String project =
        made(admin, "/v3/projects", "project", "{\"name\": \"p1\", \"domain_id\": \"default\"}");
    String user =
        made(
            admin,
            "/v3/users",
            "user",
            "{\"name\": \"u1\", \"domain_id\": \"default\", \"password\": \"pw1\","
                + " \"email\": \"u1@example.org\"}");
    String role = made(admin, "/v3/roles", "role", "{\"name\": \"tempest-role\"}");
    String member =
        send("GET", "/v3/roles?name=member", admin, "").body().at("/roles/0/id").asString();
    String grants = "/v3/projects/" + project + "/users/" + user + "/roles/";
    assertThat(login("u1", "pw1", inProject("p1")).status()).isEqualTo(401); // no role yet
    assertThat(send("PUT", grants + role, admin, "").status()).isEqualTo(204);
    assertThat(send("PUT", grants + member, admin, "").status()).isEqualTo(204);
    Answer login = login("u1", "pw1", inProject("p1"));
    assertThat(identity.find(login.token(), false).map(Token::roles))
        .contains(Set.of("tempest-role", "member", "reader"));
    assertThat(
            send(
                    "GET",
                    "/v3/role_assignments?user.id=" + user + "&scope.project.id=" + project,
                    admin,
                    "")
                .body()
                .path("role_assignments"))
        .hasSize(2);
    assertThat(send("HEAD", grants + member, admin, "").status()).isEqualTo(204);
    assertThat(send("DELETE", grants + member, admin, "").status()).isEqualTo(204);
    assertThat(identity.find(login.token(), false).map(Token::roles))
        .contains(Set.of("tempest-role"));

    assertThat(send("POST", "/v3/projects", admin, "{\"project\": {\"name\": \"p1\"}}").status())
        .isEqualTo(409);
    assertThat(send("GET", "/v3/projects?name=p1", admin, "").body().path("projects")).hasSize(1);
    assertThat(send("DELETE", "/v3/roles/" + role, admin, "").status()).isEqualTo(204);
    assertThat(identity.find(login.token(), false)).isEmpty(); // nothing left to do there
    assertThat(send("DELETE", "/v3/users/" + user, admin, "").status()).isEqualTo(204);
    assertThat(send("DELETE", "/v3/projects/" + project, admin, "").status()).isEqualTo(204);
    Answer gone = send("GET", "/v3/projects/" + project, admin, "");
    assertThat(gone.status()).isEqualTo(404);
    assertThat(gone.body().at("/error/message").asString())
        .isEqualTo("Could not find project: " + project + ".");
  }

  private String made(String token, String path, String key, String object)
      throws IOException, InterruptedException {
    Answer answer = send("POST", path, token, "{\"" + key + "\": " + object + "}");
    assertThat(answer.status()).as(path).isEqualTo(201);
    return answer.body().at("/" + key + "/id").asString();
  }

  @Test
  void whoIsNoAdminSeesTheirOwnAlone() throws Exception {
    String demo = demo();
    assertThat(send("GET", "/v3/users", demo, "").status()).isEqualTo(403);
    assertThat(send("POST", "/v3/users", demo, "{\"user\": {\"name\": \"x\"}}").status())
        .isEqualTo(403);
    assertThat(send("GET", "/v3/projects", null, "").status()).isEqualTo(401);
    JsonNode projects = send("GET", "/v3/projects", demo, "").body().path("projects");
    assertThat(projects).hasSize(1);
    assertThat(projects.path(0).path("name").asString()).isEqualTo("demo");
    assertThat(send("GET", "/v3/auth/projects", demo, "").body().path("projects")).hasSize(1);
    assertThat(send("GET", "/v3/auth/catalog", demo, "").body().path("catalog")).hasSize(3);
  }

  @Test
  void aNewPasswordEndsTheTokensOfTheOldAndIsNotKept() throws Exception {
    Answer login = login("demo", password("demo"), inProject("demo"));
    String userId = login.body().at("/token/user/id").asString();
    now.set(now.get().plusSeconds(1));
    assertThat(
            send(
                    "POST",
                    "/v3/users/" + userId + "/password",
                    login.token(),
                    "{\"user\": {\"original_password\": \"%s\", \"password\": \"new\"}}"
                        .formatted(password("demo")))
                .status())
        .isEqualTo(204);
    assertThat(identity.find(login.token(), false)).isEmpty();
    assertThat(login("demo", "new", "").status()).isEqualTo(201);
    assertThat(AccountsFile.passwords(directory.resolve("identity"))).containsOnlyKeys("admin");
  }

  @Test
  void filesAreTheOwnersAloneAndHoldNoPasswordsOfUsers() throws Exception {
    Path accounts = directory.resolve("identity/accounts.json");
    for (String name : new String[] {"accounts.json", "passwords.json", "token.key"}) {
      assertThat(
              PosixFilePermissions.toString(
                  Files.getPosixFilePermissions(directory.resolve("identity/" + name))))
          .isEqualTo("rw-------");
    }
    assertThat(Files.readString(accounts)).doesNotContain(password("admin"));
  }
}
