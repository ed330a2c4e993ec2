package octavia.app.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import octavia.http.Json;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** The client that tenants use logs in to the identity service inside this program. */
@SystemTest
class EmbeddedIdentityClientTest {
  private static final int LIMIT_SECONDS = 90;

  private static final String CONFIGURATION =
      """
      [api_settings]
      auth_strategy = embedded
      """;

  @TempDir private Path directory;
  private Program program;
  private AutoCloseable service;

  @BeforeEach
  void start() throws InterruptedException {
    program = new Program();
    service = program.startWith(CONFIGURATION);
  }

  @AfterEach
  void end() throws Exception {
    service.close();
    program.close();
  }

  @Test
  void logsInByPasswordAndByApplicationCredential() throws IOException, InterruptedException {
    Map<String, String> admin = program.openrc("admin");
    Map<String, String> demo = program.openrc("demo");

    assertThat(run(Map.of("OS_AUTH_URL", demo.get("OS_AUTH_URL")), 1, "token", "issue"))
        .doesNotContain("Traceback");
    assertThat(json(demo, "token", "issue", "-f", "json").path("project_id").asString())
        .isNotEmpty();
    assertThat(json(demo, "catalog", "list", "-f", "json")).hasSize(3);
    assertThat(json(demo, "loadbalancer", "list", "-f", "json")).isEmpty();
    assertThat(run(demo, 1, "loadbalancer", "amphora", "list"))
        .contains("Policy does not allow this request to be performed.");
    assertThat(json(admin, "loadbalancer", "amphora", "list", "-f", "json")).isEmpty();
    assertThat(json(admin, "user", "list", "-f", "json")).hasSize(2);

    JsonNode created =
        json(
            demo,
            "loadbalancer",
            "create",
            "--name",
            "lb1",
            "--vip-subnet-id",
            "demo-subnet",
            "-f",
            "json");
    assertThat(created.path("provisioning_status").asString()).isEqualTo("PENDING_CREATE");

    JsonNode credential = json(demo, "application", "credential", "create", "robot", "-f", "json");
    Map<String, String> robot = new HashMap<>();
    robot.put("OS_AUTH_TYPE", "v3applicationcredential");
    robot.put("OS_AUTH_URL", demo.get("OS_AUTH_URL"));
    robot.put("OS_APPLICATION_CREDENTIAL_ID", text(credential, "id"));
    robot.put("OS_APPLICATION_CREDENTIAL_SECRET", text(credential, "secret"));
    assertThat(json(robot, "loadbalancer", "show", "lb1", "-f", "json").path("name").asString())
        .isEqualTo("lb1");
    run(robot, 1, "application", "credential", "create", "second");
    run(demo, 0, "application", "credential", "delete", "robot");
    run(robot, 1, "loadbalancer", "list");
  }

  /** A field by its name, which releases of the client write in small or large letters. */
  private static String text(JsonNode row, String field) {
    return row.propertyStream()
        .filter(entry -> entry.getKey().equalsIgnoreCase(field))
        .map(entry -> entry.getValue().asString())
        .findFirst()
        .orElseThrow();
  }

  private JsonNode json(Map<String, String> environment, String... words)
      throws IOException, InterruptedException {
    return Json.MAPPER.readTree(run(environment, 0, words));
  }

  private String run(Map<String, String> environment, int status, String... words)
      throws IOException, InterruptedException {
    List<String> line = new ArrayList<>(List.of("openstack"));
    line.addAll(List.of(words));
    return output(line, environment, status);
  }

  /** What a command says; what it complains of instead, where it is to fail. */
  private String output(List<String> line, Map<String, String> environment, int status)
      throws IOException, InterruptedException {
    Path said = directory.resolve("said");
    Path complained = directory.resolve("complained");
    ProcessBuilder builder =
        new ProcessBuilder(line).redirectOutput(said.toFile()).redirectError(complained.toFile());
    builder.environment().keySet().removeIf(name -> name.startsWith("OS_"));
    builder.environment().putAll(environment);
    Process process = builder.start();
    boolean ended = process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS);
    process.destroyForcibly();
    String complaints = Files.readString(complained, StandardCharsets.UTF_8);
    assertThat(ended).as("%s ends; it said %s", line, complaints).isTrue();
    assertThat(process.exitValue()).as("%s said %s", line, complaints).isEqualTo(status);
    return status == 0 ? Files.readString(said, StandardCharsets.UTF_8) : complaints;
  }
}
