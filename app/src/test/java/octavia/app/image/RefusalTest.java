package octavia.app.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import octavia.app.system.SystemTest;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the command that a person types says where it cannot build. */
@SystemTest
class RefusalTest {
  @TempDir private Path directory;

  @BeforeEach
  void letEverybodyIn() throws InterruptedException {
    VirtualMachine.run(directory, "chmod", "777", directory.toString());
  }

  /** The command, run by a shell that has prepared something first. */
  private Images.Ended after(String prepared, String arguments)
      throws IOException, InterruptedException {
    Path output = directory.resolve("output");
    Process process =
        new ProcessBuilder(
                "unshare",
                "--mount",
                "--propagation",
                "private",
                "sh",
                "-c",
                prepared + " \"$0\" " + arguments,
                System.getProperty("octavia.launcher"))
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    return new Images.Ended(process.waitFor(), Files.readString(output));
  }

  @Test
  void whoIsNotRootIsToldSoAndNothingIsMade() throws IOException, InterruptedException {
    Images.Ended ended =
        after(
            "exec setpriv --reuid=65534 --regid=65534 --clear-groups env HOME=.",
            "diskimage-create --slim -i debian-minimal -c cache");
    assertThat(ended.status()).as(ended.output()).isEqualTo(1);
    assertThat(ended.output()).contains("building needs root; try the same with sudo in front.");
    assertNothingWasMade();
  }

  @Test
  void aFullDiskIsNamedWithWhatIsNeeded() throws IOException, InterruptedException {
    Images.Ended ended =
        after(
            "mkdir small && mount -t tmpfs -o size=10m small small && exec",
            "diskimage-create --slim -i debian-minimal -w small");
    assertThat(ended.status()).as(ended.output()).isEqualTo(1);
    assertThat(ended.output())
        .containsPattern(
            "Not enough disk space in "
                + directory
                + "/small: 1500 MB are needed, \\d+ MB are free");
    assertNothingWasMade();
  }

  @Test
  void aToolThatIsMissingIsNamedToWhoCannotInstallIt() throws IOException, InterruptedException {
    // For this process alone, something that cannot be run takes its place.
    Images.Ended ended =
        after(
            "mount --bind /dev/null /usr/bin/mmdebstrap"
                + " && exec setpriv --reuid=65534 --regid=65534 --clear-groups env HOME=.",
            "diskimage-create --slim -i debian-minimal -c cache");
    assertThat(ended.status()).as(ended.output()).isEqualTo(1);
    assertThat(ended.output())
        .contains("Required packages are not installed: mmdebstrap (of mmdebstrap,");
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
