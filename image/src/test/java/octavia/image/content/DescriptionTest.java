package octavia.image.content;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import octavia.image.content.Description.When;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DescriptionTest {
  private final Description description = Description.load();

  @Test
  void everyImageHasWhatAnAmphoraNeeds() {
    assertThat(description.packages(Set.of(When.ALWAYS)))
        .contains("haproxy", "keepalived", "ipvsadm", "cryptsetup-bin", "logrotate")
        .doesNotContain("openssh-server", "nftables");
    assertThat(description.packages(EnumSet.allOf(When.class)))
        .contains("openssh-server", "nftables")
        .doesNotHaveDuplicates();
    assertThat(description.services(Set.of(When.OURS), true))
        .contains("amphora-agent.service", "certs-ramfs.service");
    assertThat(description.services(Set.of(When.ALWAYS), false)).contains("haproxy.service");
  }

  @Test
  void kernelSettingsAreAFileEach(@TempDir Path root) throws IOException {
    description.writeFiles(root, Set.of(When.ALWAYS));
    Path directory = root.resolve("etc/sysctl.d");
    assertThat(Files.readString(directory.resolve("net.ipv4.tcp_rmem.conf")))
        .isEqualTo("net.ipv4.tcp_rmem = 4096 87380 33554432\n");
    assertThat(
            Files.readString(
                directory.resolve("net.netfilter.nf_conntrack_tcp_timeout_fin_wait.conf")))
        .isEqualTo("-net.netfilter.nf_conntrack_tcp_timeout_fin_wait = 5\n");
    try (var files = Files.list(directory)) {
      assertThat(files.count()).isEqualTo(description.settings().size());
    }
  }

  @Test
  void filesAreWrittenWhereTheyAreWantedWithTheirModes(@TempDir Path root) throws IOException {
    description.writeFiles(root, Set.of(When.ALWAYS));
    assertThat(root.resolve("usr/local/bin/amphora-agent")).doesNotExist();
    description.writeFiles(root, Set.of(When.OURS));
    assertThat(root.resolve("etc/systemd/system/amphora-ssh-keys.service")).doesNotExist();
    Path agent = root.resolve("usr/local/bin/amphora-agent");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(agent)))
        .isEqualTo("rwxr-xr-x");
    Path unit = root.resolve("etc/systemd/system/amphora-agent.service");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(unit)))
        .isEqualTo("rw-r--r--");
    description.writeFiles(root, Set.of(When.SSHD));
    assertThat(root.resolve("etc/systemd/system/amphora-ssh-keys.service")).exists();
  }

  @Test
  void whatElementsBringIsAllThatAnImageOfDiskimageBuilderHas(@TempDir Path root)
      throws IOException {
    Set<When> full = EnumSet.of(When.ALWAYS, When.OURS, When.FULL, When.SSHD, When.NFTABLES);
    List<Description> parts = description.elements().stream().map(description::broughtBy).toList();
    assertThat(parts.stream().flatMap(part -> part.packages(full).stream()))
        .containsExactlyInAnyOrderElementsOf(description.packages(full))
        .contains("cloud-init");
    for (boolean enabled : List.of(true, false)) {
      assertThat(parts.stream().flatMap(part -> part.services(full, enabled).stream()))
          .containsExactlyInAnyOrderElementsOf(description.services(full, enabled));
    }
    Path whole = Files.createDirectory(root.resolve("whole"));
    description.writeFiles(whole, full);
    Path joined = Files.createDirectory(root.resolve("joined"));
    for (Description part : parts) {
      part.writeFiles(joined, full);
    }
    assertThat(below(joined)).isEqualTo(below(whole)).contains("usr/local/sbin/amphora-train");
  }

  private static Set<String> below(Path root) throws IOException {
    try (var paths = Files.walk(root)) {
      return paths
          .filter(Files::isRegularFile)
          .map(path -> root.relativize(path).toString())
          .collect(Collectors.toSet());
    }
  }

  @Test
  void everyUnitOfOursIsAFileAndEnabled() {
    List<String> enabled = description.services(EnumSet.allOf(When.class), true);
    for (Description.OwnFile file : description.files()) {
      if (file.path().startsWith("etc/systemd/system/")) {
        assertThat(enabled).contains(file.path().substring("etc/systemd/system/".length()));
      }
    }
  }

  @Test
  void aDistributionsAgentFindsNothingOfOurs() {
    Set<When> theirs = EnumSet.complementOf(EnumSet.of(When.OURS));
    assertThat(description.services(theirs, true))
        .doesNotContain("amphora-agent.service", "amphora-netns.service", "certs-ramfs.service")
        .contains("systemd-networkd.service");
  }

  @Test
  void aSettingWithTwoValuesIsAnError() {
    assertThat(Description.settings("a.b = 1\na.b = 1\n")).hasSize(1);
    assertThatThrownBy(() -> Description.settings("a.b = 1\na.b = 2\n"))
        .hasMessage("two values for a.b");
  }
}
