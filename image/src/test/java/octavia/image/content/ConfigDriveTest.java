package octavia.image.content;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import octavia.image.build.Program;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What a slim image takes from its config drive at each boot: the script runs on an overlay of this
 * machine's files, where a directory stands for the drive.
 */
class ConfigDriveTest {
  /** As a boot finds it: {@code /run} is empty, the drive is there under its label. */
  private static final String BOOT =
      """
      set -eu
      directory=$1 root=$1/root
      mount -t overlay -o "lowerdir=/,upperdir=$directory/upper,workdir=$directory/work" root "$root"
      mount -t proc proc "$root/proc"
      mount -t tmpfs run "$root/run"
      mount -t tmpfs dev "$root/dev"
      mkdir -p "$root/dev/disk/by-label"
      mknod -m 666 "$root/dev/null" c 1 3
      ln -s /proc/self/fd/0 "$root/dev/stdin"
      : >"$root/dev/disk/by-label/config-2"
      mkdir "$root/run/programs" "$root/run/drive"
      cp -a "$directory/drive/." "$root/run/drive/"
      printf '#!/bin/sh\\nfor to; do :; done\\ncp -a /run/drive/. "$to"\\n' >"$root/run/programs/mount"
      printf '#!/bin/sh\\n' >"$root/run/programs/umount"
      chmod 755 "$root"/run/programs/*
      cp "$directory/script" "$root/run/script"
      mkdir -p "$root/usr/local/lib/amphora"
      cp "$directory/network.jq" "$root/usr/local/lib/amphora/network.jq"
      PATH=/run/programs:$PATH chroot "$root" sh /run/script
      cp -a "$root/run/systemd/network" "$directory/network"
      """;

  @TempDir private Path directory;

  @BeforeEach
  void prepare() throws IOException {
    assumeTrue(Files.isExecutable(Path.of("/usr/bin/jq")), "./octavia test installs jq");
    assumeTrue(System.getProperty("user.name").equals("root"), "root may mount");
    for (String name : new String[] {"upper", "work", "root"}) {
      Files.createDirectory(directory.resolve(name));
    }
    Files.writeString(
        directory.resolve("script"), Description.text("files/usr/local/sbin/amphora-config-drive"));
    Files.writeString(
        directory.resolve("network.jq"),
        Description.text("files/usr/local/lib/amphora/network.jq"));
  }

  private void boot(String uuid, String content) throws IOException, InterruptedException {
    Path latest = Files.createDirectories(directory.resolve("drive/openstack/latest"));
    Files.createDirectories(directory.resolve("drive/openstack/content"));
    Files.writeString(
        latest.resolve("meta_data.json"),
        """
        {%s "hostname": "amphora-test",
         "files": [{"path": "/etc/octavia/amphora-agent.conf", "content_path": "/content/0000"}]}
        """
            .formatted(uuid));
    Files.writeString(directory.resolve("drive/openstack/content/0000"), content);
    Files.writeString(
        latest.resolve("user_data"),
        """
        #cloud-config
        {"write_files": [{"path": "/etc/octavia/user", "content": "%s"}]}
        """
            .formatted(content));
    Path output = directory.resolve("output");
    Process process =
        new ProcessBuilder(
                "unshare",
                "--uts",
                "--mount",
                "--propagation",
                "private",
                "sh",
                "-c",
                BOOT,
                "boot",
                directory.toString())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as(Files.readString(output)).isZero();
    assertThat(directory.resolve("network/20-management.network")).exists();
    new Program(_ -> {})
        .run(directory, List.of("rm", "-r", directory.resolve("network").toString()), Map.of());
  }

  private String text(String path) throws IOException {
    return Files.readString(directory.resolve("upper").resolve(path));
  }

  @Test
  void filesAreTakenOnceForEachInstance() throws IOException, InterruptedException {
    boot("\"uuid\": \"one\",", "first");
    assertThat(text("etc/octavia/amphora-agent.conf")).isEqualTo("first");
    assertThat(text("etc/octavia/user")).isEqualTo("first");
    assertThat(text("etc/hostname")).isEqualTo("amphora-test\n");

    Files.writeString(directory.resolve("upper/etc/octavia/amphora-agent.conf"), "pushed");
    boot("\"uuid\": \"one\",", "first");
    assertThat(text("etc/octavia/amphora-agent.conf")).isEqualTo("pushed");

    boot("\"uuid\": \"two\",", "second");
    assertThat(text("etc/octavia/amphora-agent.conf")).isEqualTo("second");
    assertThat(text("etc/octavia/user")).isEqualTo("second");
  }

  @Test
  void aDriveThatDoesNotSayWhoseItIsIsTakenAtEachBoot() throws IOException, InterruptedException {
    boot("", "first");
    boot("", "second");
    assertThat(text("etc/octavia/amphora-agent.conf")).isEqualTo("second");
  }
}
