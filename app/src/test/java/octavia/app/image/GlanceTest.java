package octavia.app.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import octavia.app.image.StandInGlance.Storage;
import octavia.http.Json;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import picocli.CommandLine;
import tools.jackson.databind.node.ObjectNode;

class GlanceTest {
  @TempDir private Path directory;

  private Path image() throws IOException {
    Path image = Files.write(directory.resolve("amphora.qcow2"), new byte[300_000]);
    Files.writeString(
        directory.resolve("amphora.qcow2.manifest"),
        "tzdata\t1\tall\ttzdata\nhaproxy\t2\tarm64\thaproxy\n");
    return image;
  }

  private static ImageUpload.Labels labels(String... arguments) {
    ImageUpload.Labels labels = new ImageUpload.Labels();
    new CommandLine(CommandLine.Model.CommandSpec.forAnnotatedObject(labels)).parseArgs(arguments);
    return labels;
  }

  @ParameterizedTest
  @EnumSource(names = {"WHOLE", "OLD"})
  void anImageIsUploadedPrivatelyWithWhatTheControllerLooksFor(Storage storage)
      throws IOException, InterruptedException {
    Path image = image();
    try (StandInGlance cloud = new StandInGlance(storage);
        Glance glance = Glance.of(cloud.environment())) {
      String id =
          glance.upload(image, labels("--tag", "octavia", "--tag", "b", "--owner", "p").of(image));
      ObjectNode made = cloud.images().get(id);
      made.remove(List.of("id", "status", "checksum", "os_hash_algo", "os_hash_value"));
      assertThat((Object) made)
          .isEqualTo(
              Json.MAPPER.readTree(
                  """
                  {"name": "amphora", "visibility": "private", "disk_format": "qcow2",
                   "container_format": "bare", "tags": ["octavia", "b"], "owner": "p",
                   "hw_architecture": "aarch64"}
                  """));
      assertThat(cloud.file(id)).isEqualTo(Files.readAllBytes(image));
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"BROKEN", "FULL"})
  void whatDoesNotArriveWholeIsNotLeftBehind(Storage storage)
      throws IOException, InterruptedException {
    Path image = image();
    try (StandInGlance cloud = new StandInGlance(storage);
        Glance glance = Glance.of(cloud.environment())) {
      assertThatThrownBy(() -> glance.upload(image, labels().of(image)))
          .hasMessageContaining(
              storage == Storage.FULL ? "Glance answers 413" : "what Glance stored is not");
      assertThat(cloud.images()).isEmpty();
      assertThat(cloud.seen()).startsWith("POST ", "PUT /ID/file").endsWith("DELETE /ID");
    }
  }

  @Test
  void theWrongPasswordIsToldBeforeAnythingIsMade() throws IOException {
    try (StandInGlance cloud = new StandInGlance(Storage.WHOLE)) {
      Map<String, String> environment = new HashMap<>(cloud.environment());
      environment.put("OS_PASSWORD", "wrong");
      assertThatThrownBy(() -> Glance.of(environment)).hasMessageContaining("answered 401");
      assertThat(cloud.seen()).isEmpty();
    }
  }

  @Test
  void defaultsAreTakenFromTheFile() throws IOException {
    Path plain = Files.createFile(directory.resolve("my.image.raw"));
    assertThat(labels("--architecture", "ppc64le").of(plain))
        .isEqualTo(
            new Glance.Wanted("my.image", "raw", List.of("amphora"), Optional.empty(), "ppc64le"));
    assertThatThrownBy(() -> labels("--architecture", "sparc").of(plain))
        .hasMessageContaining("not an architecture: sparc");
    assertThatThrownBy(() -> labels().of(directory.resolve("amphora.tar")))
        .hasMessageContaining("not a disk for virtual machines");
  }

  @Test
  void aContainerIsKnownByItsSigns() throws IOException {
    assertThat(ImagePublish.container(directory)).isEmpty();
    Path environment = directory.resolve("proc/1/environ");
    Files.createDirectories(environment.getParent());
    Files.writeString(environment, "HOME=/\0no_container=lxc\0");
    assertThat(ImagePublish.container(directory)).isEmpty();
    Files.writeString(environment, "HOME=/\0container=lxc\0");
    assertThat(ImagePublish.container(directory)).get().asString().contains("first process");
    Files.createFile(directory.resolve(".dockerenv"));
    assertThat(ImagePublish.container(directory)).contains("/.dockerenv");
  }
}
