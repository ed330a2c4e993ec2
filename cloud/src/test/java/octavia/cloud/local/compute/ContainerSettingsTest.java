package octavia.cloud.local.compute;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Optional;
import octavia.config.IniFile;
import octavia.config.Options;
import org.junit.jupiter.api.Test;

final class ContainerSettingsTest {
  @Test
  void aContainerIsSmall() {
    assertThat(read("")).isEqualTo(new ContainerSettings(Optional.empty(), 512, 1));
  }

  @Test
  void everythingCanBeSaid() {
    assertThat(
            read(
                """
                podman_image = /images/amphora.tar
                podman_memory = 2048
                podman_cpus = 4
                """))
        .isEqualTo(new ContainerSettings(Optional.of(Path.of("/images/amphora.tar")), 2048, 4));
  }

  private static ContainerSettings read(String lines) {
    Options options = new Options(IniFile.parse("test", "[local_cloud]\n" + lines));
    ContainerSettings settings = ContainerSettings.from(options);
    options.check();
    return settings;
  }
}
