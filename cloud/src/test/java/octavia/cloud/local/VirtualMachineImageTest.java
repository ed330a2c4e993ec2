package octavia.cloud.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import octavia.cloud.CloudException;
import octavia.cloud.local.compute.VirtualMachineSettings;
import octavia.model.Crossing;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A cloud of virtual machines does not start without an image that boots. */
final class VirtualMachineImageTest {
  @TempDir Path directory;

  @Test
  void noImage() throws IOException {
    assertRefused(Optional.empty(), "say which in [local_cloud] qemu_image");
  }

  @Test
  void anImageThatIsNotThere() throws IOException {
    assertRefused(Optional.of(directory.resolve("none")), "qemu_image cannot be read");
  }

  @Test
  void anImageThatIsNoDisk() throws IOException {
    Path tar = Files.write(directory.resolve("amphora.tar"), new byte[10240]);
    assertRefused(Optional.of(tar), "amphora.tar: is neither qcow2 nor a disk to boot from");
  }

  private void assertRefused(Optional<Path> image, String why) throws IOException {
    try (Sandbox sandbox = new Sandbox(directory.resolve("state"))) {
      LocalCloud cloud =
          sandbox.cloud(
              new VirtualMachineSettings(image, 64, 1, VirtualMachineSettings.Acceleration.TCG),
              Crossing.OPEN);
      assertThatThrownBy(cloud::start)
          .isInstanceOfSatisfying(
              CloudException.class,
              e -> assertThat(e.kind()).isEqualTo(CloudException.Kind.INVALID))
          .hasMessageContaining(why);
      assertThat(sandbox.remains()).isEmpty();
    }
  }
}
