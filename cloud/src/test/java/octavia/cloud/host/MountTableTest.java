package octavia.cloud.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

final class MountTableTest {
  private static final String MOUNTS =
      """
      /dev/vda / ext4 rw 0 0
      proc /proc proc rw 0 0
      tmpfs /run tmpfs rw 0 0
      tmpfs /run/netns tmpfs rw 0 0
      nsfs /run/netns/a nsfs rw 0 0
      /dev/vdb /home ext4 rw 0 0
      /dev/vdc /srv/with\\040space ext4 rw 0 0
      /dev/vdd /usr/share ext4 rw 0 0
      /dev/vde /var ext4 rw 0 0
      overlay /var/lib/docker/overlay2/x/merged overlay rw 0 0
      tmpfs /home/user/jdk/cache tmpfs rw 0 0
      """;

  @Test
  void whatTheSystemAndTheProgramDoNotNeedIsDetached() {
    List<Path> mounts = MountTable.parse(MOUNTS);

    assertThat(MountTable.detachable(mounts, List.of()))
        .containsExactly(
            Path.of("/run"),
            Path.of("/home"),
            Path.of("/srv/with space"),
            Path.of("/var/lib/docker/overlay2/x/merged"));
    assertThat(MountTable.detachable(mounts, List.of(Path.of("/home/user/jdk"))))
        .containsExactly(
            Path.of("/run"),
            Path.of("/srv/with space"),
            Path.of("/var/lib/docker/overlay2/x/merged"));
  }

  @Test
  void thisHostsTableCanBeRead() {
    assertThat(MountTable.read()).contains(Path.of("/"), Path.of("/proc"));
  }
}
