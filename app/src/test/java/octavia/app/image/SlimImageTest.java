package octavia.app.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The slim image of debian-minimal: built by the command, checked, broken, booted. Prints how long
 * each took. Needs a mirror of Debian.
 */
@ImageTest
class SlimImageTest extends BuiltImageTest {
  private static final int SOMEBODY = 65_534;

  /** A user with a range of ids, who may read the product wherever that lies. */
  private static final String AS_SOMEBODY =
      """
      mkdir product
      mount --bind "$1" product
      echo nobody:200000:65536 >ids
      mount --bind ids /etc/subuid
      mount --bind ids /etc/subgid
      exec setpriv --reuid %1$d --regid %1$d --clear-groups \
        product/octavia diskimage-create --slim -i debian-minimal -o amphora
      """
          .formatted(SOMEBODY);

  @BeforeAll
  static void build() throws IOException, InterruptedException {
    image = Images.build(directory, "--slim", "-i", "debian-minimal");
  }

  @ParameterizedTest
  @Order(7)
  @CsvSource({
    "kernel, /boot/KERNEL",
    "agent starts, /usr/lib/octavia-agent/lib/agent.jar",
    "agent is enabled, /etc/systemd/system/multi-user.target.wants/amphora-agent.service",
    "mounts, /usr/lib/os-release",
  })
  void whatIsMissingInABrokenOneIsNamed(String check, String file)
      throws IOException, InterruptedException {
    String kernel =
        Files.readAllLines(directory.resolve("amphora.qcow2.manifest")).stream()
            .map(line -> line.split("\t")[0])
            .filter(name -> name.matches("linux-image-[0-9].*"))
            .findFirst()
            .orElseThrow();
    Path broken = raw();
    change(broken, "rm " + file.replace("KERNEL", kernel.replace("linux-image", "vmlinuz")));
    assertThat(wrong(broken)).containsExactly(check);
  }

  @ParameterizedTest
  @Order(6)
  @ValueSource(strings = {"haproxy", "keepalived", "ipvsadm"})
  void aPackageThatIsNotInstalledIsNamed(String name) throws IOException, InterruptedException {
    Path broken = raw();
    Path list = directory.resolve("status");
    change(broken, "dump /var/lib/dpkg/status " + list);
    Files.writeString(
        list,
        Arrays.stream(Files.readString(list).split("\n\n"))
            .filter(paragraph -> !paragraph.contains("Package: " + name + "\n"))
            .collect(Collectors.joining("\n\n", "", "\n")));
    change(broken, "rm /var/lib/dpkg/status");
    change(broken, "write " + list + " /var/lib/dpkg/status");
    assertThat(wrong(broken)).containsExactly("package " + name);
  }

  /** Who is not root but has a range of ids makes an image of the same packages. */
  @Test
  @Order(6)
  void itIsBuiltWithoutRoot() throws IOException, InterruptedException {
    Path place = Files.createTempDirectory("rootless");
    Files.setPosixFilePermissions(place, PosixFilePermissions.fromString("rwxrwxrwx"));
    try {
      Images.Ended built =
          Images.run(
              Map.of("HOME", place.toString()),
              place,
              List.of(
                  "unshare",
                  "--mount",
                  "--propagation",
                  "private",
                  "sh",
                  "-euc",
                  AS_SOMEBODY,
                  "-",
                  Path.of(System.getProperty("octavia.launcher")).getParent().toString()));
      Path rootless = Images.built(built, place.resolve("amphora"));
      assertThat(Files.getAttribute(rootless, "unix:uid")).isEqualTo(SOMEBODY);
      Images.verify(place, rootless);
      Images.boot(place, rootless);
      assertThat(Files.readString(Path.of(rootless + ".manifest")))
          .isEqualTo(Files.readString(Path.of(image + ".manifest")));
    } finally {
      VirtualMachine.run(directory, "rm", "-rf", "--", place.toString());
    }
  }

  private static Path raw() throws InterruptedException {
    Path broken = directory.resolve("broken.raw");
    VirtualMachine.run(
        directory, "qemu-img", "convert", "-O", "raw", image.toString(), broken.toString());
    return broken;
  }

  private static void change(Path image, String request) throws InterruptedException {
    VirtualMachine.run(directory, "debugfs", "-w", "-R", request, image.toString());
  }

  /** Names of the checks that an image does not pass. */
  private static List<String> wrong(Path image) throws IOException, InterruptedException {
    Images.Ended verified = Images.octavia(directory, "image", "verify", image.toString());
    assertThat(verified.status()).as(verified.output()).isEqualTo(1);
    return Pattern.compile("(\\S+(?: \\S+)*) +WRONG")
        .matcher(verified.output())
        .results()
        .map(found -> found.group(1))
        .toList();
  }

  @Test
  @Order(6)
  void theWrongSizeIsNamed() throws IOException, InterruptedException {
    Images.Ended verified =
        Images.octavia(directory, "image", "verify", image.toString(), "--size", "3");
    assertThat(verified.status()).isEqualTo(1);
    assertThat(verified.output()).containsPattern("size +WRONG");
  }

  @Test
  @Order(4)
  void loadBalancersLiveOnIt() throws IOException, InterruptedException {
    MachineLoadBalancer.live(MachineLoadBalancer.Kind.QEMU, image);
  }

  @Test
  @Order(5)
  void aKilledBuildLeavesNothingMountedOrLooped() throws IOException, InterruptedException {
    Images.killBuild(directory, "start-up cache of the agent", "--slim", "-i", "debian-minimal");
  }
}
