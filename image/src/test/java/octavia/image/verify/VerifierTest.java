package octavia.image.verify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import octavia.image.build.Program;
import octavia.image.content.Description;
import octavia.image.verify.Check.Result;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What the agent of an image that is checked may do: it is a script here that tries. */
class VerifierTest {
  /** Makes a root of this host's own programs and their libraries. */
  private static final String ROOT =
      """
      mkdir -p root/bin root/etc root/usr/local/bin
      echo ID=debian >root/etc/os-release
      for name in sh cat ls id chroot unshare mount hostname; do
        program=$(readlink -f "$(command -v $name)")
        cp "$program" root/bin/$name
        ldd $program | grep -o '/[^ ]*'
      done | sort -u | while read -r file; do
        mkdir -p "root${file%/*}"
        cp -L "$file" "root$file"
      done
      """;

  @TempDir private Path directory;

  @BeforeEach
  void needsRoot() {
    assumeTrue(System.getProperty("user.name").equals("root"), "images are mounted");
  }

  private void run(String script) throws InterruptedException {
    new Program(_ -> {}).run(directory, List.of("sh", "-euc", script), Map.of());
  }

  /** What is found of an image's agent that is this script. */
  private Check checked(String agent, String prepared) throws IOException, InterruptedException {
    return checked(agent, prepared, Duration.ofMinutes(2));
  }

  private Check checked(String agent, String prepared, Duration limit)
      throws IOException, InterruptedException {
    run(ROOT);
    Path script = directory.resolve("root/usr/local/bin/amphora-agent");
    Files.writeString(script, "#!/bin/sh\n" + agent);
    Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
    run(prepared);
    run("tar -C root -cf image.tar .");
    Path certificates = Files.createDirectories(directory.resolve("certificates"));
    Files.writeString(certificates.resolve("server.pem"), "server\n");
    return new Verifier(Description.load(), directory, new RootLook(certificates, limit))
        .verify(directory.resolve("image.tar"), 2).stream()
            .filter(check -> check.name().equals("agent starts"))
            .findFirst()
            .orElseThrow();
  }

  @Test
  void itIsNobodyAndSeesNothingOfTheHost() throws IOException, InterruptedException {
    Check check =
        checked(
            """
            exec 2>/dev/null
            tried() { "$@" >/dev/null && echo did-$1; }
            cat $2/*.pem >/tmp/copy && read -r seen </tmp/copy
            echo $(id -u):$(id -g):$(id -G) \
              caps $(cat /proc/self/status | while read -r name value; do
                case $name in Cap???: | NoNewPrivs:) echo $value ;; esac; done) \
              dev $(cd /dev; echo *) \
              links $(ls /sys/class/net) $(while read -r name rest; do
                case $name in *:) echo $name ;; esac; done </proc/net/dev) \
              processes $(cd /proc; echo [0-9]*) \
              $(tried chroot / true; tried unshare --user true; tried mount -t tmpfs x /tmp
                tried hostname other; tried ls /proc/1/root; tried ls /proc/1/fd
                (echo b >/proc/sysrq-trigger) && echo did-sysrq
                (echo x >/etc/os-release) && echo did-write
                [ -e /etc/host/image.tar ] && echo did-see) sees $seen
            exit 1
            """,
            "ln -s " + directory + " root/etc/host");
    assertThat(check.result()).isEqualTo(Result.WRONG);
    assertThat(check.found())
        .matches(
            "65534:65534:65534 caps (0{16} ){3}[0-9a-f]{16} 0{16} 1"
                + " dev fd full null random shm urandom zero links lo: processes( [0-9]+){1,5}"
                + " sees server");
  }

  @Test
  void whatItPutsInTheWayOfDirectoriesLeadsNowhere() throws IOException, InterruptedException {
    Path outside = Files.createDirectory(directory.resolve("outside"));
    Check check =
        checked(
            "echo x >/tmp/written && exit 0",
            """
            for name in dev tmp run proc; do
              rm -rf root/$name
              ln -s %s root/$name
            done
            """
                .formatted(outside));
    assertThat(check).isEqualTo(new Check("agent starts", Result.GOOD, "yes, "));
    assertThat(outside).isEmptyDirectory();
  }

  @Test
  @Timeout(value = 2, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void onlyPlainFilesOfItsOwnAreRead() throws IOException, InterruptedException {
    Files.writeString(directory.resolve("secret"), "of the host\n");
    Check check =
        checked(
            "exit 0",
            """
            mkdir -p root/opt root/etc
            ln -sf %s/secret root/opt/amphora-agent.gitref
            rm -f root/etc/os-release
            mkfifo root/etc/os-release
            """
                .formatted(directory));
    assertThat(check).isEqualTo(new Check("agent starts", Result.GOOD, "yes, "));
  }

  /** A shell's echo makes slashes of these names, and the host's file of a file of the image. */
  @Test
  void aNameWithBackslashesIsTheImagesOwn() throws IOException, InterruptedException {
    Files.writeString(directory.resolve("secret"), "of the host\n");
    String up = "..\\057".repeat(20) + directory.toString().substring(1).replace("/", "\\057");
    Check check =
        checked(
            "exit 0",
            """
            mkdir -p root/opt root/d
            printf '%%s' "of the image" >'root/d/%1$s\\057secret'
            ln -sf '../d/%1$s\\057secret' root/opt/amphora-agent.gitref
            """
                .formatted(up));
    assertThat(check).isEqualTo(new Check("agent starts", Result.GOOD, "yes, of the image"));
  }

  /** Whatever waits for its end does not come back. */
  @Test
  @Timeout(value = 2, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void aPipeWhereDpkgWouldReadIsLeftAlone() throws IOException, InterruptedException {
    Check check =
        checked(
            "exit 0",
            """
            mkdir -p root/var/lib/dpkg/updates
            : >root/var/lib/dpkg/status
            mkfifo root/var/lib/dpkg/updates/0000
            """);
    assertThat(check.result()).isEqualTo(Result.GOOD);
  }

  @Test
  void whatItLeavesRunningEndsWithIt() throws IOException, InterruptedException {
    String mark = "left-by-" + directory.getFileName();
    String waits = "sh -c 'while :; do :; done' " + mark;
    assertThat(checked(waits + " & exit 0", "true").result()).isEqualTo(Result.GOOD);
    assertThat(running(mark)).isEmpty();
    assertThat(checked(waits, "true", Duration.ofSeconds(1)).found())
        .isEqualTo("it was not done after 1 s");
    assertThat(running(mark)).isEmpty();
  }

  private static List<String> running(String mark) {
    return ProcessHandle.allProcesses()
        .map(process -> process.info().commandLine().orElse(""))
        .filter(line -> line.contains(mark))
        .toList();
  }
}
