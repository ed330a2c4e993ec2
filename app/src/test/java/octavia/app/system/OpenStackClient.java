package octavia.app.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import octavia.http.Json;
import tools.jackson.databind.JsonNode;

/** The operating system's {@code openstack} command, as a person types it. */
final class OpenStackClient {
  private static final int LIMIT_SECONDS = 60;

  private final URI api;
  private final Path output;

  OpenStackClient(URI api, Path directory) {
    this.api = api;
    this.output = directory.resolve("openstack.out");
  }

  /** Runs {@code openstack loadbalancer ...}; it must succeed. */
  String run(String... words) throws IOException, InterruptedException {
    List<String> line = new ArrayList<>(List.of("openstack", "loadbalancer"));
    line.addAll(List.of(words));
    Path complaints = output.resolveSibling("openstack.err");
    ProcessBuilder builder =
        new ProcessBuilder(line).redirectOutput(output.toFile()).redirectError(complaints.toFile());
    builder.environment().keySet().removeIf(name -> name.startsWith("OS_"));
    builder.environment().put("OS_AUTH_TYPE", "none");
    builder.environment().put("OS_ENDPOINT", api.toString());
    Process process = builder.start();
    boolean ended = process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS);
    process.destroyForcibly();
    String said = Files.readString(complaints, StandardCharsets.UTF_8);
    assertThat(ended).as("%s ends; it said %s", line, said).isTrue();
    assertThat(process.exitValue()).as("%s said %s", line, said).isZero();
    return Files.readString(output, StandardCharsets.UTF_8);
  }

  /** Runs a command that shows something, for its JSON. */
  JsonNode show(String... words) throws IOException, InterruptedException {
    List<String> line = new ArrayList<>(List.of(words));
    line.addAll(List.of("-f", "json"));
    return Json.MAPPER.readTree(run(line.toArray(String[]::new)));
  }
}
