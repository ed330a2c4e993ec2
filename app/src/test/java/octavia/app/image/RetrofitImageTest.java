package octavia.app.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/**
 * A cloud image of Debian made an amphora's by the command, checked and booted. The cloud image is
 * a stand-in that the test makes: Debian's packages in the layout of its cloud images. Prints how
 * long each took. Needs a mirror of Debian.
 */
@ImageTest
class RetrofitImageTest extends BuiltImageTest {
  private static Path cloud = Path.of("");

  @BeforeAll
  static void retrofit() throws IOException, InterruptedException {
    cloud = StandInCloudImage.make(Files.createDirectory(directory.resolve("cloud")));
    image =
        Images.built(
            Images.octavia(directory, "image", "retrofit", cloud.toString(), "amphora.qcow2"),
            directory.resolve("amphora"));
  }

  @Test
  @Order(1)
  void whatLiesBesideTheImageSaysWhatItIs() throws IOException {
    assertThat(Files.readString(directory.resolve("amphora.qcow2.manifest")))
        .contains("haproxy\t", "cloud-init\t", "netplan.io\t");
  }

  @Test
  @Order(4)
  void anAmphorasImageIsNotMadeOneAgain() throws IOException, InterruptedException {
    assertThat(refusal(image.toString(), "again.qcow2"))
        .contains("is an amphora's image already; --force makes it one again");
    assertThat(directory.resolve("again.qcow2")).doesNotExist();
  }

  @Test
  @Order(4)
  void whatIsNoDiskIsRefused() throws IOException, InterruptedException {
    Path text = Files.writeString(directory.resolve("text.qcow2"), "no disk".repeat(1000));
    assertThat(refusal(text.toString(), "x.qcow2"))
        .contains("no root file system of Linux is found", "neither a qcow2 nor a raw disk");
    // As this form is read, it would be the host's file.
    Path host = Files.write(directory.resolve("host.raw"), new byte[8 * 512]);
    Files.writeString(
        directory.resolve("names.vmdk"),
        """
        # Disk DescriptorFile
        version=1
        CID=fffffffe
        parentCID=ffffffff
        createType="monolithicFlat"
        RW 8 FLAT "%s" 0
        """
            .formatted(host));
    assertThat(refusal("names.vmdk", "x.qcow2")).contains("neither a qcow2 nor a raw disk");
    VirtualMachine.run(directory, "qemu-img", "create", "-f", "qcow2", "empty.qcow2", "1G");
    assertThat(refusal("empty.qcow2", "x.qcow2"))
        .contains("no root file system of Linux is found", "(qcow2)");
    VirtualMachine.run(
        directory,
        "qemu-img",
        "create",
        "-f",
        "qcow2",
        "-b",
        cloud.toString(),
        "-F",
        "qcow2",
        "layer.qcow2");
    assertThat(refusal("layer.qcow2", "x.qcow2")).contains("is a layer on another image");
  }

  @Test
  @Order(4)
  void aPlanIsOnlyPrinted() throws IOException, InterruptedException {
    Images.Ended ended =
        Images.octavia(
            directory, "image", "retrofit", "--dry-run", "-s", "3", cloud.toString(), "x.qcow2");
    assertThat(ended.status()).as(ended.output()).isZero();
    assertThat(ended.output()).contains("builder: retrofit", "x.qcow2 (qcow2, 3 GB)");
    assertThat(directory.resolve("x.qcow2")).doesNotExist();
  }

  @Test
  @Order(5)
  void aKilledRetrofitLeavesNothingMountedOrLooped() throws IOException, InterruptedException {
    Images.kill(
        directory,
        "Running hooks/install.d",
        List.of("image", "retrofit", cloud.toString(), "killed.qcow2"));
  }

  private static String refusal(String input, String output)
      throws IOException, InterruptedException {
    Images.Ended ended = Images.octavia(directory, "image", "retrofit", input, output);
    assertThat(ended.status()).as(ended.output()).isEqualTo(1);
    return ended.output();
  }
}
