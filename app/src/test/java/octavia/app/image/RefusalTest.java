package octavia.app.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import octavia.app.system.SystemTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the command that a person types says where it cannot build. */
@SystemTest
class RefusalTest {
  /** Nobody by name and rights, who may read what belongs to who runs the tests. */
  private static final String AS_NOBODY = "exec unshare --user env HOME=.";

  /** Of both builders. */
  private static final List<String> TOOLS =
      List.of(
          "mmdebstrap",
          "mke2fs",
          "grub-mkimage",
          "qemu-img",
          "git",
          "kpartx",
          "debootstrap",
          "disk-image-create",
          "newuidmap");

  private static final String LOADER = "/usr/lib/grub/i386-pc/boot.img";

  /** The tools, and GRUB's file: where there is none, in a layer over the system's libraries. */
  private static final String STAND_INS =
      """
      mount --bind tools /usr/local/sbin
      [ -e %1$s ] || {
        mkdir layer
        mount -t tmpfs layer layer
        mkdir layer/over layer/work
        mount -t overlay -o lowerdir=/usr/lib,upperdir=layer/over,workdir=layer/work layer /usr/lib
        mkdir -p "$(dirname %1$s)"
        touch %1$s
      }
      """
          .formatted(LOADER);

  @TempDir private Path directory;

  /**
   * The command, run by a shell that has prepared something first, in a mount namespace of its own.
   * The tools of a build are there, whatever this machine has: nothing that is tested runs one.
   */
  private Images.Ended after(String prepared, String arguments)
      throws IOException, InterruptedException {
    Path tools = Files.createDirectory(directory.resolve("tools"));
    for (String tool : TOOLS) {
      Path file = Files.writeString(tools.resolve(tool), "#!/bin/false\n");
      Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
    return Images.run(
        Map.of(),
        directory,
        List.of(
            "unshare",
            "--mount",
            "--propagation",
            "private",
            "sh",
            "-ec",
            STAND_INS + prepared + " \"$0\" " + arguments,
            System.getProperty("octavia.launcher")));
  }

  @ParameterizedTest
  @CsvSource({
    "--slim -i debian-minimal, building without root needs a user namespace with a range of ids",
    "-i debian-minimal, 'building needs root; try the same with sudo in front, or --slim'",
    "'', 'building needs root; try the same with sudo in front, or --slim without it.'",
  })
  void whoMayNotIsToldSoAndNothingIsMade(String options, String said)
      throws IOException, InterruptedException {
    Images.Ended ended = after(AS_NOBODY, "diskimage-create -c cache " + options);
    assertThat(ended.status()).as(ended.output()).isEqualTo(1);
    assertThat(ended.output()).contains(said);
    assertNothingWasMade();
  }

  @ParameterizedTest
  @ValueSource(strings = {"--slim -i debian-minimal", "-i debian-minimal", ""})
  void aFullDiskIsNamedWithWhatIsNeeded(String options) throws IOException, InterruptedException {
    Images.Ended ended =
        after(
            "mkdir small && mount -t tmpfs -o size=10m small small && exec",
            "diskimage-create -w small " + options);
    assertThat(ended.status()).as(ended.output()).isEqualTo(1);
    assertThat(ended.output())
        .containsPattern(
            "Not enough disk space in "
                + directory
                + "/small: 1500 MB are needed, \\d+ MB are free");
    assertNothingWasMade();
  }

  @ParameterizedTest
  @CsvSource({
    "mmdebstrap, mmdebstrap, --slim -i debian-minimal",
    "debootstrap, debootstrap, -i debian-minimal",
    "disk-image-create, python3-diskimage-builder, ''",
  })
  void aToolThatIsMissingIsNamedToWhoCannotInstallIt(String tool, String itsPackage, String options)
      throws IOException, InterruptedException {
    // Where there is one, something that cannot be run takes its place, for this process alone.
    Images.Ended ended =
        after(
            "rm tools/%1$s; for at in bin sbin; do [ ! -e /usr/$at/%1$s ] ||".formatted(tool)
                + " mount --bind /dev/null /usr/$at/%s; done; ".formatted(tool)
                + AS_NOBODY,
            "diskimage-create -c cache " + options);
    assertThat(ended.status()).as(ended.output()).isEqualTo(1);
    assertThat(ended.output())
        .contains("Required packages are not installed: " + itsPackage + " (of ");
    assertNothingWasMade();
  }

  @Test
  void aCloudImageIsOpenedOnlyByRoot() throws IOException, InterruptedException {
    Images.Ended ended =
        after("touch cloud.img; " + AS_NOBODY, "image retrofit cloud.img amphora.qcow2");
    assertThat(ended.status()).as(ended.output()).isEqualTo(1);
    assertThat(ended.output())
        .contains("mounting an image needs root; try the same with sudo in front.");
    assertNothingWasMade();
  }

  @Test
  void whoIsNotRootIsToldWhatOpensADiskInstead() throws IOException, InterruptedException {
    Images.Ended ended =
        after(
            "truncate -s 1M small.img; [ ! -e /usr/bin/guestfish ] ||"
                + " mount --bind /dev/null /usr/bin/guestfish; "
                + AS_NOBODY,
            "image verify small.img");
    assertThat(ended.status()).as(ended.output()).isEqualTo(1);
    assertThat(ended.output()).contains("is not installed", "libguestfs-tools");
  }

  @Test
  void anImageThatMayNotBeReadIsNamed() throws IOException, InterruptedException {
    Images.Ended ended =
        after("touch closed.img; chmod 0 closed.img; " + AS_NOBODY, "image verify closed.img");
    assertThat(ended.status()).as(ended.output()).isEqualTo(1);
    assertThat(ended.output()).contains("you may not read closed.img");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "cloud.img | 2 | Missing required parameter: 'OUTPUT'",
        "--grow cloud.img amphora.qcow2 | 2 | Unknown option: '--grow'",
        "-s much cloud.img amphora.qcow2 | 2 | Invalid value for option '--size': 'much'",
        "cloud.img amphora.qcow2 | 1 | there is no file cloud.img",
      })
  void aRetrofitThatIsWronglyAskedForIsRefused(String arguments, int status, String said)
      throws IOException, InterruptedException {
    Images.Ended ended = after("exec", "image retrofit " + arguments);
    assertThat(ended.status()).as(ended.output()).isEqualTo(status);
    assertThat(ended.output()).contains(said);
    assertNothingWasMade();
  }

  @Test
  void publishingInAContainerIsRefused() throws IOException, InterruptedException {
    Images.Ended ended =
        after(
            "mkdir run && touch run/.containerenv && mount --bind run /run && exec",
            "image publish -- -i debian-minimal");
    assertThat(ended.status()).as(ended.output()).isEqualTo(1);
    assertThat(ended.output()).contains("this is a container (/");
  }

  private void assertNothingWasMade() throws IOException {
    try (var files = Files.list(directory)) {
      assertThat(files.map(path -> path.getFileName().toString()))
          .noneMatch(name -> name.contains("amphora") || name.startsWith("diskimage-create"));
    }
  }
}
