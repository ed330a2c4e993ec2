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
      umask 077
      exec setpriv --reuid %1$d --regid %1$d --clear-groups \
        product/octavia diskimage-create --slim -i debian-minimal -o amphora
      """
          .formatted(SOMEBODY);

  private static final String AGENT_IS_WANTED =
      "/etc/systemd/system/multi-user.target.wants/amphora-agent.service";

  @BeforeAll
  static void build() throws IOException, InterruptedException {
    image = Images.build(directory, "--slim", "-i", "debian-minimal");
  }

  @ParameterizedTest
  @Order(7)
  @CsvSource({
    "kernel, /boot/KERNEL",
    "agent starts, /usr/lib/octavia-agent/lib/agent.jar",
    "agent is enabled, " + AGENT_IS_WANTED,
    "mounts, /usr/lib/os-release",
  })
  void whatIsMissingInABrokenOneIsNamed(String check, String file)
      throws IOException, InterruptedException {
    Path broken = raw();
    change(broken, "rm " + file.replace("KERNEL", kernel()));
    assertThat(wrong(broken)).containsExactly(check);
  }

  /** The name of the kernel's file. */
  private static String kernel() throws IOException {
    return Files.readAllLines(directory.resolve("amphora.qcow2.manifest")).stream()
        .map(line -> line.split("\t")[0])
        .filter(name -> name.matches("linux-image-[0-9].*"))
        .findFirst()
        .orElseThrow()
        .replace("linux-image", "vmlinuz");
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

  @Test
  @Order(6)
  void whoIsNotRootFindsTheSame() throws IOException, InterruptedException {
    Images.Ended byRoot = Images.octavia(directory, "image", "verify", image.toString());
    Images.Ended byUser = WithoutRoot.verify(directory, image, raw(), "0644");
    assertThat(byUser.status()).as(byUser.output()).isZero();
    assertThat(checks(byUser.output())).isEqualTo(checks(byRoot.output()));
    assertThat(byUser.output())
        .containsPattern("agent starts +not checked +only root can try; it is \\S+");
  }

  /** The lines of a table of checks, but for what only root can try. */
  private static List<String> checks(String output) {
    List<String> lines =
        output
            .lines()
            .filter(line -> line.matches(" +\\S.* +(?:ok|WRONG) .*"))
            .filter(line -> !line.contains("agent starts"))
            .map(line -> line.strip().replaceAll(" {2,}", "  "))
            .toList();
    assertThat(lines).hasSizeGreaterThan(10);
    return lines;
  }

  @Test
  @Order(6)
  void whatIsWrongInAPartitionIsNamedWithoutRoot() throws IOException, InterruptedException {
    Path broken = raw();
    Files.writeString(directory.resolve("secret"), "of the host\n");
    change(broken, "rm " + AGENT_IS_WANTED);
    change(broken, "rm /boot/" + kernel());
    change(broken, "rm /opt/amphora-agent.gitref");
    change(broken, "symlink /opt/amphora-agent.gitref " + directory.resolve("secret"));
    change(broken, "rm /usr/lib/os-release");
    change(broken, "symlink /usr/lib/os-release " + directory.resolve("secret"));
    change(broken, "rm /etc/os-release");
    change(broken, "write " + Path.of("/etc/os-release").toRealPath() + " /etc/os-release");
    Path disk = directory.resolve("partitioned.raw");
    VirtualMachine.run(
        directory,
        "sh",
        "-euc",
        """
        truncate -s 2G "$2"
        echo 'start=2048, type=83' | sfdisk -q "$2"
        size=$(($(partx -g -o SECTORS -n 1 "$2") * 512))
        e2fsck -fp "$1" || [ $? = 1 ]
        resize2fs "$1" $((size / 1024))K
        dd if="$1" of="$2" bs=1M seek=1 conv=notrunc,sparse status=none
        """,
        "-",
        broken.toString(),
        disk.toString());
    Images.Ended verified = WithoutRoot.verify(directory, disk, raw(), "0644");
    assertThat(wrong(verified)).containsExactly("kernel", "agent is enabled");
    assertThat(verified.output()).doesNotContain("of the host");
  }

  @Test
  @Order(6)
  void whatIsNoDiskHasNoRootForWhoIsNotRootEither() throws IOException, InterruptedException {
    Path text = Files.writeString(directory.resolve("text.img"), "no disk".repeat(1000));
    assertThat(wrong(WithoutRoot.verify(directory, text, raw(), "0644")))
        .containsExactly("size", "mounts");
  }

  @Test
  @Order(6)
  void whoMayNotReadTheHostsKernelIsToldWhatHelps() throws IOException, InterruptedException {
    Images.Ended ended = WithoutRoot.verify(directory, image, raw(), "0");
    assertThat(ended.status()).as(ended.output()).isEqualTo(1);
    assertThat(ended.output()).contains("sudo chmod 0644 /boot/vmlinuz*");
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
    return wrong(Images.octavia(directory, "image", "verify", image.toString()));
  }

  private static List<String> wrong(Images.Ended verified) {
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
