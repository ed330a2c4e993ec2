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

/** Which variables of whoever gives the command reach a build. */
@SystemTest
class BuildEnvironmentTest {
  @TempDir private Path directory;

  @Test
  void whatIsDocumentedArrivesAndNothingElse() throws IOException, InterruptedException {
    // In diskimage-builder's place stands a script that writes down what it gets, and ends.
    Path told = directory.resolve("told");
    Path bin = Files.createDirectories(directory.resolve("builder/bin"));
    Path script = Files.writeString(bin.resolve("disk-image-create"), "#!/bin/sh\nenv >" + told);
    Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
    Path keyring = Files.createFile(directory.resolve("keyring.gpg"));
    Images.Ended ended =
        Images.octavia(
            Map.of(
                "DIB_REPO_PATH", directory.resolve("builder").toString(),
                "DIB_DISTRIBUTION_MIRROR", "file:/mirror",
                "DIB_APT_KEYRING", keyring.toString(),
                "REG_ORG", "organisation",
                "https_proxy", "http://proxy.invalid:3128",
                "LC_ALL", "C",
                "STRAY", "variable",
                "OVERWRITE_OLD_IMAGE", "1"),
            directory,
            "diskimage-create",
            "-i",
            "debian-minimal",
            "-p",
            "-c",
            "cache");
    assertThat(told).as(ended.output()).exists();
    List<String> lines = Files.readAllLines(told);
    assertThat(lines)
        .contains(
            "DIB_DISTRIBUTION_MIRROR=file:/mirror",
            "REG_ORG=organisation",
            "https_proxy=http://proxy.invalid:3128",
            "LC_ALL=C")
        .noneMatch(line -> line.startsWith("STRAY=") || line.startsWith("OVERWRITE_OLD_IMAGE="))
        // What the tests get, and who runs them has.
        .noneMatch(line -> line.startsWith("JAVA_") || line.startsWith("OLDPWD="));
  }
}
