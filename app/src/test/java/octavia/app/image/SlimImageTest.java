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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The slim image of debian-minimal: built by the command, checked, broken, booted. Prints how long
 * each took. Needs a mirror of Debian.
 */
@SystemTest
@EnabledIfSystemProperty(
    named = "octavia.full",
    matches = "true",
    disabledReason = "run by ./octavia test --full")
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class SlimImageTest {
  @TempDir private static Path directory;
  private static Path image = Path.of("");

  @BeforeAll
  static void build() throws IOException, InterruptedException {
    Images.Ended built =
        Images.octavia(
            directory, "diskimage-create", "--slim", "-i", "debian-minimal", "-o", "amphora");
    System.out.println(built.output());
    assertThat(built.status()).as(built.output()).isZero();
    image = directory.resolve("amphora.qcow2");
  }

  @Test
  @Order(1)
  void whatLiesBesideTheImageSaysWhatItIs() throws IOException, InterruptedException {
    try (var files = Files.list(directory)) {
      assertThat(files.map(path -> path.getFileName().toString()))
          .contains(
              "amphora.qcow2",
              "amphora.qcow2.manifest",
              "amphora.qcow2.cdx.json",
              "amphora.qcow2.sha256")
          .noneMatch(name -> name.startsWith("diskimage-create."));
    }
    VirtualMachine.run(directory, "sha256sum", "--check", "amphora.qcow2.sha256");
  }

  @Test
  @Order(2)
  void itIsAGoodImage() throws IOException, InterruptedException {
    Images.Ended verified = Images.octavia(directory, "image", "verify", image.toString());
    System.out.println(verified.output());
    assertThat(verified.status()).as(verified.output()).isZero();
  }

  @ParameterizedTest
  @Order(6)
  @CsvSource({
    "kernel, rm /boot/KERNEL",
    "agent starts, rm /usr/lib/octavia-agent/lib/agent.jar",
    "agent is enabled, rm /etc/systemd/system/multi-user.target.wants/amphora-agent.service",
    "package haproxy, rm /var/lib/dpkg/status",
    "package keepalived, rm /var/lib/dpkg/status",
    "mounts, rm /usr/lib/os-release",
  })
  void whatIsMissingInABrokenOneIsNamed(String check, String change)
      throws IOException, InterruptedException {
    Path broken = directory.resolve("broken.raw");
    VirtualMachine.run(
        directory, "qemu-img", "convert", "-O", "raw", image.toString(), broken.toString());
    String kernel =
        Files.readAllLines(directory.resolve("amphora.qcow2.manifest")).stream()
            .map(line -> line.split("\t")[0])
            .filter(name -> name.matches("linux-image-[0-9].*"))
            .findFirst()
            .orElseThrow();
    VirtualMachine.run(
        directory,
        "debugfs",
        "-w",
        "-R",
        change.replace("KERNEL", kernel.replace("linux-image", "vmlinuz")),
        broken.toString());
    Images.Ended verified = Images.octavia(directory, "image", "verify", broken.toString());
    assertThat(verified.status()).isEqualTo(1);
    assertThat(verified.output()).containsPattern(check + " +WRONG");
  }

  @Test
  @Order(5)
  void theWrongSizeIsNamed() throws IOException, InterruptedException {
    Images.Ended verified =
        Images.octavia(directory, "image", "verify", image.toString(), "--size", "3");
    assertThat(verified.status()).isEqualTo(1);
    assertThat(verified.output()).containsPattern("size +WRONG");
  }

  @Test
  @Order(3)
  void itBootsAndItsAgentAnswersOverMutualTls() throws IOException, InterruptedException {
    Images.boot(directory, image);
  }

  @Test
  @Order(4)
  void aKilledBuildLeavesNothingMountedOrLooped() throws IOException, InterruptedException {
    Images.killBuild(directory, "start-up cache of the agent", "--slim", "-i", "debian-minimal");
  }
}
