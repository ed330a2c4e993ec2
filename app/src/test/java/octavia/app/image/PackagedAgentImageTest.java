package octavia.app.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/**
 * The image of debian-minimal with upstream's agent in Python, as Debian packs it ({@code -p}):
 * built by diskimage-builder, checked, booted, and spoken to as our own. Prints how long each took.
 */
@ImageTest
class PackagedAgentImageTest extends BuiltImageTest {
  @BeforeAll
  static void build() throws IOException, InterruptedException {
    image = Images.build(directory, "-i", "debian-minimal", "-p");
  }

  @Test
  @Order(1)
  void itHasUpstreamsAgentAndNotOurs() throws IOException {
    assertThat(Files.readString(directory.resolve("amphora.qcow2.manifest")))
        .contains("octavia-agent\t", "python3-octavia\t");
    assertThat(Files.readString(directory.resolve("amphora.qcow2.cdx.json")))
        .contains("pkg:deb/debian/octavia-agent@")
        .doesNotContain("octavia-agent.jar");
  }
}
