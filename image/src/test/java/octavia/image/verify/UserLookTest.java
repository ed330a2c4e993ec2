package octavia.image.verify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import octavia.image.build.BuildException;
import octavia.image.build.Program;
import octavia.image.content.Description;
import octavia.image.verify.Check.Result;
import octavia.image.verify.Facts.Kernel;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What who is not root finds in file trees, and what libguestfs is told and says. */
class UserLookTest {
  /**
   * Makes the part of a root that is read, for a kernel that has everything and one that has not.
   */
  private static final String ROOT =
      """
      mkdir -p root/boot root/opt root/etc/systemd/system/multi-user.target.wants \\
        root/usr/lib/modules/6.1 root/var/lib/dpkg root/usr/share
      ln -s usr/lib root/lib
      printf 'ID=debian\\nVERSION_CODENAME=bookworm\\n' >root/usr/lib/os-release
      ln -s ../usr/lib/os-release root/etc/os-release
      head -c 514 /dev/zero >root/boot/vmlinuz-6.1
      printf HdrS >>root/boot/vmlinuz-6.1
      echo text >root/boot/vmlinuz-6.2
      touch root/boot/initrd.img-6.1
      ln -s ../x root/etc/systemd/system/multi-user.target.wants/amphora-agent.service
      printf 'Package: haproxy\\nStatus: install ok installed\\nArchitecture: amd64\\n%s\\n' \\
        'Version: 2.6' >root/var/lib/dpkg/status
      echo 'this build' >root/opt/amphora-agent.gitref
      echo much >root/usr/share/much
      """;

  private static final Facts FACTS =
      new Facts(
          Optional.empty(),
          true,
          "debian bookworm",
          List.of(new Kernel("6.1", true, true, true), new Kernel("6.2", false, false, false)),
          Map.of("haproxy", "amd64"),
          Set.of("amphora-agent.service"),
          "this build",
          Result.NOT_CHECKED,
          "it was not tried");

  private static final UserLook LOOK = new UserLook(Map.of(), Duration.ofMinutes(1));

  @TempDir private Path directory;

  private void run(String script) throws InterruptedException {
    new Program(_ -> {}).run(directory, List.of("sh", "-euc", script), Map.of());
  }

  /** What is found in a root that a script has changed. */
  private Facts found(String prepared, String members) throws IOException, InterruptedException {
    run(ROOT + prepared);
    run("tar -C root -cf image.tar " + members);
    return LOOK.into(
        Files.createDirectory(directory.resolve("look")), directory.resolve("image.tar"));
  }

  @ParameterizedTest
  @ValueSource(strings = {".", "boot etc lib opt usr var"})
  void aTreeNeedsNoRights(String members) throws IOException, InterruptedException {
    assertThat(found("", members)).isEqualTo(FACTS);
    assertThat(directory.resolve("look/lower/usr/share")).doesNotExist();
  }

  @Test
  @Timeout(value = 2, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void onlyPlainFilesOfItsOwnAreRead() throws IOException, InterruptedException {
    Files.writeString(directory.resolve("secret"), "ID=secret\n");
    Facts facts =
        found(
            """
            outside=$PWD/secret
            rm root/etc/os-release root/lib
            mkfifo root/etc/os-release
            ln -sf $outside root/opt/amphora-agent.gitref
            ln -sf $outside root/usr/lib/os-release
            mkdir -p modules/6.1
            ln -s $PWD root/lib
            rm -r root/usr/lib/modules/6.1
            """,
            ".");
    assertThat(facts.distribution()).isEqualTo(" ");
    assertThat(facts.agentReference()).isEmpty();
    assertThat(facts.kernels().getFirst()).isEqualTo(new Kernel("6.1", true, false, true));
  }

  @Test
  void noNameOfAFileIsAnotherFact() throws IOException, InterruptedException {
    Facts facts =
        found(
            """
            wants=root/etc/systemd/system/multi-user.target.wants
            ln -s ../x "$(printf '%s/x\\nagent\\tstarts\\nrefused\\tlarge' $wants)"
            ln -s ../x "$(printf '%s/y\\ragent\\tstarts' $wants)"
            """,
            ".");
    assertThat(facts.agent()).isEqualTo(Result.NOT_CHECKED);
    assertThat(facts.enabledUnits())
        .containsExactlyInAnyOrder(
            "amphora-agent.service", "x agent starts refused large", "y agent starts");
  }

  @Test
  void aFileThatIsTooLargeIsNotUnpacked() {
    assertThatThrownBy(() -> found("truncate -s 600M root/boot/initrd.img-6.1", "-S ."))
        .isInstanceOf(BuildException.class)
        .hasMessageContaining("a file of 512 MB");
    assertThat(directory.resolve("look/lower/boot/initrd.img-6.1").toFile().length())
        .isLessThanOrEqualTo(512L << 20);
  }

  @Test
  void directoriesThatNobodyMayEnterAreRemovedAgain() throws IOException, InterruptedException {
    run(ROOT + "chmod 0 root/usr/lib/modules/6.1");
    run("tar -C root -cf image.tar .");
    Path temporary = Files.createDirectory(directory.resolve("temporary"));
    assertThat(
            new Verifier(Description.load(), temporary, LOOK)
                .verify(directory.resolve("image.tar"), 2))
        .contains(new Check("agent is enabled", Result.GOOD, "yes"));
    assertThat(temporary).isEmptyDirectory();
  }

  @Test
  void whatIsNoTarHasNoRoot() throws IOException, InterruptedException {
    Path image = Files.writeString(directory.resolve("image.tar"), "no tar");
    assertThat(LOOK.into(Files.createDirectory(directory.resolve("look")), image).mounted())
        .isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "large | | a file of 512 MB, or 4 GB in all",
        "late | | libguestfs was not done after 60 s",
        "unreadable | supermin exited with error status 1 | sudo chmod 0644 /boot/vmlinuz*",
        "none | supermin exited with error status 1 | SUPERMIN_KERNEL",
        "unreadable | qemu died | libguestfs failed: qemu died",
        "none | qemu died | libguestfs failed: qemu died",
        "readable | supermin exited with error status 1 | libguestfs-test-tool",
      })
  void whatLibguestfsLacksIsNamed(String kind, String said, String named) {
    assertThat(LOOK.reason("refused", kind, said == null ? "" : said)).contains(named);
  }

  @Test
  void libguestfsGetsItsOwnVariablesAndNoOthers() {
    Map<String, String> variables =
        Map.of(
            "LIBGUESTFS_BACKEND",
            "direct",
            "SUPERMIN_KERNEL",
            "/vmlinuz",
            "PATH",
            "/evil",
            "OS_PASSWORD",
            "secret");
    assertThat(new UserLook(variables, Duration.ofMinutes(1)).environment(Path.of("/made")))
        .isEqualTo(
            Map.of(
                "LIBGUESTFS_BACKEND",
                "direct",
                "SUPERMIN_KERNEL",
                "/vmlinuz",
                "LIBGUESTFS_TMPDIR",
                "/made",
                "XDG_RUNTIME_DIR",
                "/made"));
    assertThat(
            new UserLook(Map.of("LIBGUESTFS_TMPDIR", "/other"), Duration.ofMinutes(1))
                .environment(Path.of("/made")))
        .isEqualTo(Map.of("LIBGUESTFS_TMPDIR", "/other", "XDG_RUNTIME_DIR", "/made"));
  }
}
