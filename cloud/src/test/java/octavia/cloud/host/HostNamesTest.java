package octavia.cloud.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class HostNamesTest {
  private static final String ID = "8ac7a4e1-2b1f-4c44-8f28-2f9a2d5f4d11";

  @TempDir Path directory;

  @Test
  void namesNeverChangeSinceWhatHasThemOutlivesTheProgram() {
    HostNames names = new HostNames("012345");

    assertThat(names.networks().name()).isEqualTo("octavia-012345-net");
    assertThat(names.agent(ID).name()).isEqualTo("octavia-012345-8ab8a6ba");
    assertThat(names.haproxy(ID).name()).isEqualTo("octavia-012345-8ab8a6ba-h");
    assertThat(names.hostInterface(ID)).isEqualTo("o012345-8ab8a6");
    assertThat(HostNames.bridge(ID)).isEqualTo("br8ab8a6ba6cea");
    assertThat(HostNames.uplink(ID)).isEqualTo("up8ab8a6ba6cea");
    assertThat(HostNames.port(ID)).isEqualTo("p8ab8a6ba6cea");
    assertThat(HostNames.management(ID)).isEqualTo("m8ab8a6ba6cea");
    assertThat(HostNames.macAddress(ID)).isEqualTo("02:b2:57:78:13:03");
  }

  @Test
  void interfacesHaveRoomForTheirNames() {
    assertThat(new HostNames("012345").hostInterface(ID)).hasSizeLessThanOrEqualTo(15);
    assertThat(HostNames.bridge(ID)).hasSizeLessThanOrEqualTo(15);
    assertThat(HostNames.port(ID)).hasSizeLessThanOrEqualTo(15);
  }

  @Test
  void aDirectoryHasOneTagByWhicheverWayItIsReached() throws IOException {
    Path real = Files.createDirectory(directory.resolve("real"));
    Path link = Files.createSymbolicLink(directory.resolve("link"), real);

    assertThat(HostNames.of(link.resolve("state"))).isEqualTo(HostNames.of(real.resolve("state")));
    HostNames before = HostNames.of(link.resolve("state"));
    Files.createDirectory(real.resolve("state"));
    assertThat(HostNames.of(real.resolve("x/../state"))).isEqualTo(before);
    assertThat(HostNames.of(real.resolve("other"))).isNotEqualTo(before);
  }
}
