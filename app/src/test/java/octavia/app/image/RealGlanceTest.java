package octavia.app.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import octavia.app.system.Peers;
import octavia.http.Json;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Images that are uploaded to the real Glance, where the real Keystone says that it is. */
@ImageTest
class RealGlanceTest {
  private static Map<String, String> admin = Map.of();

  /**
   * Runs a command where no file says that the machine is a container: tests may run in one, where
   * {@code publish} refuses. What loop devices and mounts it needs are at hand all the same.
   */
  private static final String NO_CONTAINER =
      """
      root=$1; shift
      mount -t tmpfs tmpfs "$root"
      for each in /*; do
        if [ -L "$each" ]; then
          cp -P "$each" "$root/"
        elif [ -d "$each" ]; then
          mkdir "$root$each" && mount --rbind "$each" "$root$each" || exit 1
        fi
      done
      here=$PWD
      exec chroot "$root" sh -c 'cd "$0" && exec "$@"' "$here" "$@"
      """;

  @TempDir private Path directory;

  private Images.Ended publish(Map<String, String> environment, String... arguments)
      throws IOException, InterruptedException {
    List<String> line =
        new ArrayList<>(
            List.of("unshare", "--mount", "--propagation", "private", "sh", "-euc", NO_CONTAINER));
    line.addAll(List.of("-", Files.createDirectory(directory.resolve("root")).toString()));
    line.addAll(Images.line("image", "publish"));
    line.addAll(List.of(arguments));
    return Images.run(environment, directory, line);
  }

  @BeforeAll
  static void start() throws IOException, InterruptedException {
    Peers.run("glance.sh", "up");
    admin = Peers.openrc();
  }

  @AfterAll
  static void stop() throws IOException, InterruptedException {
    Peers.run("glance.sh", "down");
  }

  private static JsonNode json(String... words) throws IOException, InterruptedException {
    return Json.MAPPER.readTree(Peers.output("glance.sh", words));
  }

  private static Map<String, String> with(String variable, String value) {
    Map<String, String> environment = new HashMap<>(admin);
    environment.put(variable, value);
    return environment;
  }

  @Test
  void anImageIsPublishedForTheControllerToFind() throws IOException, InterruptedException {
    Images.Ended published =
        publish(
            admin, "--tag", "published", "--", "--slim", "-i", "debian-minimal", "-o", "amphora");
    Path image = Images.built(published, directory.resolve("amphora"));
    JsonNode found = json("list", "published");
    assertThat(found).as(published.output()).isNotEmpty();
    String id = found.get(0).path("ID").asString("");
    assertThat(published.output()).contains("Uploaded amphora (x86_64, tagged published): " + id);
    JsonNode shown = json("show", id);
    assertThat(shown.path("visibility").asString("")).isEqualTo("private");
    assertThat(shown.path("disk_format").asString("")).isEqualTo("qcow2");
    assertThat(shown.path("status").asString("")).isEqualTo("active");
    assertThat(shown.path("properties").path("hw_architecture").asString("")).isEqualTo("x86_64");
    assertThat(Peers.output("glance.sh", "hash", id).strip())
        .isEqualTo(Files.readString(Path.of(image + ".sha256")).split(" ")[0]);
  }

  @Test
  void whoMayNotLogInIsToldBeforeTheBuild() throws IOException, InterruptedException {
    Images.Ended ended =
        publish(with("OS_PASSWORD", "wrong"), "--", "--slim", "-i", "debian-minimal", "-o", "a");
    assertThat(ended.status()).isEqualTo(1);
    assertThat(ended.output()).contains("answered 401").doesNotContain("Built");
  }

  @Test
  void whatIsNotOfItsFormatIsNamedAndNotLeftBehind() throws IOException, InterruptedException {
    Path image = Files.write(directory.resolve("amphora.qcow2"), new byte[300_000]);
    Images.Ended ended =
        Images.octavia(admin, directory, "image", "upload", "--tag", "unknown", image.toString());
    assertThat(ended.status()).isEqualTo(1);
    assertThat(ended.output())
        .contains("Glance answers 415 to the upload of " + image + " (is it really qcow2?)");
    assertThat(json("list", "unknown")).isEmpty();
  }

  @Test
  void aTenantUploadsForItselfOnly() throws IOException, InterruptedException {
    Path raw = Files.write(directory.resolve("amphora.raw"), new byte[300_000]);
    Map<String, String> tenant = with("OS_USERNAME", "demo");
    tenant.put("OS_PROJECT_NAME", "demo");
    Images.Ended refused =
        Images.octavia(
            tenant,
            directory,
            "image",
            "upload",
            "--owner",
            "11111111111111111111111111111111",
            raw.toString());
    assertThat(refused.status()).isEqualTo(1);
    assertThat(refused.output()).contains("Glance answers 403 to the creation of an image");
    Images.Ended own =
        Images.octavia(tenant, directory, "image", "upload", "--tag", "own", raw.toString());
    assertThat(own.status()).as(own.output()).isZero();
  }
}
