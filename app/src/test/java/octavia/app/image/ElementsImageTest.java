package octavia.app.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/**
 * The image of debian-minimal by diskimage-builder and the project's elements: built by the
 * command, checked, booted. Prints how long each took. Needs a mirror of Debian.
 */
@ImageTest
class ElementsImageTest extends BuiltImageTest {
  @BeforeAll
  static void build() throws IOException, InterruptedException {
    image = Images.build(directory, "-i", "debian-minimal");
  }

  @Test
  @Order(1)
  void whatLiesBesideTheImageSaysWhatItIs() throws IOException {
    assertThat(Files.readString(directory.resolve("amphora.qcow2.manifest")))
        .contains("haproxy\t", "cloud-init\t");
    assertThat(Files.readString(directory.resolve("amphora.qcow2.cdx.json")))
        .contains("pkg:deb/debian/keepalived@");
  }

  @Test
  @Order(4)
  void asATarItIsAsGood() throws IOException, InterruptedException {
    Path tars = Files.createDirectory(directory.resolve("tar"));
    Images.verify(tars, Images.build(tars, "-i", "debian-minimal", "-t", "tar"));
  }

  @Test
  @Order(5)
  void aKilledBuildLeavesNothingMountedOrLooped() throws IOException, InterruptedException {
    Images.killBuild(directory, "diskimage-builder, finalise", "-i", "debian-minimal");
  }
}
