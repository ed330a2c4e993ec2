package octavia.app.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import octavia.app.system.SystemTest;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * The image of debian-minimal by diskimage-builder and the project's elements: built by the
 * command, checked, booted. Prints how long each took. Needs a mirror of Debian.
 */
@SystemTest
@EnabledIfSystemProperty(
    named = "octavia.full",
    matches = "true",
    disabledReason = "run by ./octavia test --full")
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ElementsImageTest {
  @TempDir private static Path directory;
  private static Path image = Path.of("");

  @BeforeAll
  static void build() throws IOException, InterruptedException {
    Images.Ended built =
        Images.octavia(directory, "diskimage-create", "-i", "debian-minimal", "-o", "amphora");
    System.out.println(built.output());
    assertThat(built.status()).as(built.output()).isZero();
    image = directory.resolve("amphora.qcow2");
  }

  @Test
  @Order(1)
  void whatLiesBesideTheImageSaysWhatItIs() throws IOException, InterruptedException {
    assertThat(Files.readString(directory.resolve("amphora.qcow2.manifest")))
        .contains("haproxy\t", "cloud-init\t");
    assertThat(Files.readString(directory.resolve("amphora.qcow2.cdx.json")))
        .contains("pkg:deb/debian/keepalived@");
    VirtualMachine.run(directory, "sha256sum", "--check", "amphora.qcow2.sha256");
    try (var files = Files.list(directory)) {
      assertThat(files.map(path -> path.getFileName().toString()))
          .noneMatch(name -> name.startsWith("diskimage-create."));
    }
  }

  @Test
  @Order(2)
  void itIsAGoodImage() throws IOException, InterruptedException {
    Images.Ended verified = Images.octavia(directory, "image", "verify", image.toString());
    System.out.println(verified.output());
    assertThat(verified.status()).as(verified.output()).isZero();
  }

  @Test
  @Order(3)
  void itBootsAndItsAgentAnswersOverMutualTls() throws IOException, InterruptedException {
    Images.boot(directory, image);
  }

  @Test
  @Order(4)
  void aKilledBuildLeavesNothingMountedOrLooped() throws IOException, InterruptedException {
    Images.killBuild(directory, "diskimage-builder, finalise", "-i", "debian-minimal");
  }
}
