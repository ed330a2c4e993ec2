package octavia.image.build;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import octavia.image.plan.CloudImage;
import org.junit.jupiter.api.Test;

class CloudImageLookTest {
  private static final Path FILE = Path.of("/cloud.img");

  @Test
  void whatTheScriptFindsIsRead() {
    assertThat(
            CloudImageLook.parse(
                FILE,
                new Disk("qcow2", 300),
                List.of(
                    "a program of the host says something",
                    "root\t1\text4\t100\t200",
                    "last",
                    "distribution\tubuntu\tnoble",
                    "architecture\tamd64",
                    "amphora")))
        .isEqualTo(
            new CloudImage(
                FILE, "qcow2", 300, 1, "ext4", 100, 200, true, "ubuntu", "noble", "amd64", true));
  }

  @Test
  void anOtherDistributionIsFoundWithWhatItHas() {
    assertThat(
            CloudImageLook.parse(
                FILE,
                new Disk("raw", 300),
                List.of("root\t0\txfs\t1\t2", "distribution\tfedora\t")))
        .isEqualTo(
            new CloudImage(FILE, "raw", 300, 0, "xfs", 1, 2, false, "fedora", "", "", false));
  }

  @Test
  void withoutARootItIsNoImage() {
    assertThatThrownBy(() -> CloudImageLook.parse(FILE, new Disk("raw", 1), List.of()))
        .hasMessageContainingAll("no root file system", "neither a qcow2 nor a raw disk");
    assertThatThrownBy(() -> CloudImageLook.parse(FILE, new Disk("qcow2", 1), List.of()))
        .hasMessageContaining("in /cloud.img (qcow2)");
  }
}
