package octavia.image.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import octavia.image.plan.CreateOptions.Option;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RetrofitPlannerTest {
  private static final long GIGABYTE = 1L << 30;
  private static final RetrofitOptions PLAIN = options("amphora.qcow2");

  private final FakeHost host = new FakeHost();

  RetrofitPlannerTest() {
    Set<Option> all = Set.of(Option.NO_SSH);
    Elements.of(Base.UBUNTU_MINIMAL, new CreateOptions(Map.of(), all), "", "", "")
        .forEach(element -> host.directories.add(Path.of("/octavia/elements", element)));
    // diskimage-builder brings these.
    host.directories.remove(Path.of("/octavia/elements/pip-cache"));
    host.directories.remove(Path.of("/octavia/elements/ubuntu-minimal"));
    host.directories.remove(Path.of("/octavia/elements/cloud-init-datasources"));
  }

  private static RetrofitOptions options(String output) {
    return new RetrofitOptions(
        output,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        true,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        false,
        false);
  }

  private static RetrofitOptions ubuntus(
      String format, String mirror, String pocket, String pocketMirror, String ppa) {
    return new RetrofitOptions(
        "amphora.qcow2",
        Optional.ofNullable(format),
        Optional.ofNullable(mirror),
        Optional.ofNullable(pocket),
        Optional.ofNullable(pocketMirror),
        Optional.ofNullable(ppa),
        true,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        false,
        false);
  }

  private static RetrofitOptions sized(boolean resize, Integer gigabytes, boolean force) {
    return new RetrofitOptions(
        "amphora.qcow2",
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        resize,
        Optional.ofNullable(gigabytes),
        Optional.empty(),
        Optional.empty(),
        force,
        false);
  }

  private static CloudImage image(String distribution, String release) {
    return found(distribution, release, 2 * GIGABYTE, GIGABYTE, "ext4", true, "amd64", false);
  }

  private static CloudImage found(
      String distribution,
      String release,
      long bytes,
      long free,
      String fileSystem,
      boolean isLast,
      String architecture,
      boolean isAmphora) {
    return new CloudImage(
        Path.of("/images/cloud.img"),
        "qcow2",
        bytes,
        1,
        fileSystem,
        free,
        GIGABYTE / 2,
        isLast,
        distribution,
        release,
        architecture,
        isAmphora);
  }

  private static CloudImage sized(long bytes, long free, String fileSystem, boolean isLast) {
    return found("debian", "bookworm", bytes, free, fileSystem, isLast, "amd64", false);
  }

  private ImagePlan plan(RetrofitOptions options, CloudImage image) {
    return plan(options, image, Map.of());
  }

  private ImagePlan plan(RetrofitOptions options, CloudImage image, Map<String, String> variables) {
    return RetrofitPlanner.plan(options, image, variables, host.host());
  }

  @Test
  void itIsMadeOfWhatTheCloudImageIs() {
    ImagePlan plan = plan(PLAIN, image("ubuntu", "jammy"));
    assertThat(plan.base()).isEqualTo(Base.UBUNTU_MINIMAL);
    assertThat(plan.release()).isEqualTo("jammy");
    assertThat(plan.architecture()).isEqualTo(Architecture.AMD64);
    assertThat(plan.format()).isEqualTo(Format.QCOW2);
    assertThat(plan.output()).isEqualTo(Path.of("/home/builder/amphora.qcow2"));
    assertThat(plan.elements())
        .containsExactly(
            "amphora-parts",
            "haproxy-octavia",
            "rebind-sshd",
            "no-resolvconf",
            "amphora-agent",
            "octavia-lib",
            "sos",
            "remove-default-ints",
            "amphora-apparmor",
            "keepalived-octavia",
            "ipvsadmin",
            "certs-ramfs");
    assertThat(plan.environment())
        .isEqualTo(
            Map.of(
                "ELEMENTS_PATH", "/octavia/elements",
                "DATASOURCES", "ConfigDrive",
                "BYTES", Long.toString(2 * GIGABYTE)));
    assertThat(plan.describe())
        .contains("builder: retrofit", "made of: /images/cloud.img (qcow2, 2147 MB)");
  }

  @Test
  void packagesComeFromWhereItIsSaid() {
    assertThat(
            plan(
                    ubuntus(null, "http://m/ubuntu", "caracal", null, "owner/name"),
                    image("ubuntu", "jammy"))
                .environment())
        .containsEntry(
            "SOURCES",
            """
            deb http://m/ubuntu jammy main universe
            deb http://m/ubuntu jammy-updates main universe
            deb http://m/ubuntu jammy-security main universe
            """)
        .containsEntry(
            "CLOUD_ARCHIVE",
            "deb http://ubuntu-cloud.archive.canonical.com/ubuntu jammy-updates/caracal main")
        .containsEntry("PPA", "owner/name");
    assertThat(
            plan(
                    ubuntus(
                        null, "deb http://m/u j main\\ndeb http://m/u k main", null, "deb x", null),
                    image("ubuntu", "jammy"))
                .environment())
        .containsEntry("SOURCES", "deb http://m/u j main\ndeb http://m/u k main\n")
        .containsEntry("CLOUD_ARCHIVE", "deb x");
    assertThat(
            plan(
                    PLAIN,
                    image("debian", "bookworm"),
                    Map.of("DIB_DISTRIBUTION_MIRROR", "http://d/debian/", "https_proxy", "p"))
                .environment())
        .containsEntry("SOURCES", "deb http://d/debian bookworm main\n")
        .containsEntry("https_proxy", "p");
  }

  @Test
  void switchesAreVariables() {
    ImagePlan plan =
        plan(
            PLAIN,
            image("debian", "bookworm"),
            Map.of(
                "DIB_OCTAVIA_AMP_USE_SSH",
                "False",
                "DIB_OCTAVIA_AMP_USE_NFTABLES",
                "False",
                "CLOUD_INIT_DATASOURCES",
                "OpenStack"));
    assertThat(plan.switches().sshd()).isFalse();
    assertThat(plan.elements()).contains("remove-sshd");
    assertThat(plan.switches().nftables()).isFalse();
    assertThat(plan.environment()).containsEntry("DATASOURCES", "OpenStack");
  }

  /** In MB; what is wanted and what comes out in GB. */
  @ParameterizedTest
  @CsvSource({
    // disk, free, -r, -s, size
    "1500, 300, false, , 3", "1500, 1200, false, , 2", "2048, 1200, false, , 2",
    "2300, 1200, false, , 3", "2300, 1200, false, 8, 8", "2300, 1200, true, , 3",
    "4096, 100, false, , 5"
  })
  void theDiskGrowsToWholeGigabytesAndToWhatIsNeeded(
      long disk, long free, boolean keep, Integer asked, int size) {
    ImagePlan plan = plan(sized(!keep, asked, false), sized(disk << 20, free << 20, "ext4", true));
    assertThat(plan.gigabytes()).isEqualTo(size);
    assertThat(plan.environment())
        .containsEntry("BYTES", Long.toString(keep ? disk << 20 : size * GIGABYTE));
  }

  @ParameterizedTest
  @CsvSource({
    "true, 2, ext4, true, a disk of 2 GB is too small: -s 3 or more.",
    "false, , ext4, true, '104 MB free, and 1000 MB are needed: leave -r off, and it grows.'",
    "true, , xfs, true, 'it cannot grow, as it is xfs.'",
    "true, , ext4, false, 'it cannot grow, as it is not the last on the disk.'",
  })
  void tooLittleRoomIsToldWithWhatToDo(
      boolean resize, Integer asked, String fileSystem, boolean isLast, String said) {
    assertThatThrownBy(() ->
            plan(sized(resize, asked, false), sized(2 * GIGABYTE, 100 << 20, fileSystem, isLast)))
        .isInstanceOf(PlanException.class)
        .hasMessageContaining(said);
  }

  @Test
  void aDiskThatMustNotGrowHasNoOtherSize() {
    assertThatThrownBy(
            () -> plan(sized(false, 4, false), sized(2 * GIGABYTE, 2 * GIGABYTE, "ext4", true)))
        .hasMessageContaining("-s would change the size");
  }

  @ParameterizedTest
  @CsvSource({
    "fedora, amd64, 'the cloud image is of fedora; Debian''s and Ubuntu''s can'",
    "'', amd64, the cloud image is of no known kind",
    "debian, arm64, 'the cloud image is for arm64; here, images for amd64'",
  })
  void whatCannotBeDoneIsNamed(String distribution, String architecture, String said) {
    assertThatThrownBy(() ->
            plan(
                PLAIN,
                found(distribution, "x", GIGABYTE, GIGABYTE, "ext4", true, architecture, false)))
        .hasMessageContaining(said);
  }

  @Test
  void anAmphorasImageIsMadeAgainOnlyByForce() {
    CloudImage made = found("debian", "bookworm", GIGABYTE, GIGABYTE, "ext4", true, "amd64", true);
    assertThatThrownBy(() -> plan(PLAIN, made)).hasMessageContaining("--force makes it one again");
    assertThat(plan(sized(true, null, true), made).source()).contains(made);
  }

  @ParameterizedTest
  @ValueSource(strings = {"c", "p", "u"})
  void ubuntusOptionsAreNotForDebian(String option) {
    RetrofitOptions options =
        ubuntus(
            null,
            null,
            option.equals("u") ? "x" : null,
            option.equals("c") ? "x" : null,
            option.equals("p") ? "x" : null);
    assertThatThrownBy(() -> plan(options, image("debian", "bookworm")))
        .hasMessageContaining("are for images of Ubuntu");
  }

  @Test
  void wrongValuesAreNamed() {
    CloudImage ubuntu = image("ubuntu", "jammy");
    assertThatThrownBy(() -> plan(ubuntus("tar", null, null, null, null), ubuntu))
        .hasMessageContaining("-O is qcow2, raw, vhd or vhdx, not tar");
    assertThatThrownBy(() -> plan(ubuntus(null, null, "a b", null, null), ubuntu))
        .hasMessageContaining("not a b");
    assertThatThrownBy(() -> plan(ubuntus(null, null, null, null, "; rm"), ubuntu))
        .hasMessageContaining("not ; rm");
    assertThatThrownBy(() -> plan(options("/nowhere/a.qcow2"), ubuntu))
        .hasMessageContaining("does not exist: /nowhere");
    assertThatThrownBy(() -> plan(options("/images/cloud.img"), ubuntu))
        .hasMessageContaining("the output is the cloud image itself");
    assertThatThrownBy(() -> plan(PLAIN, ubuntu, Map.of("DIB_LOCAL_ELEMENTS", "x")))
        .hasMessageContaining("DIB_LOCAL_ELEMENTS means nothing");
    host.free = 1_000_000;
    assertThatThrownBy(() -> plan(PLAIN, ubuntu)).hasMessageContaining("Not enough disk space in");
  }

  @Test
  void toolsThatAreMissingAreNamed() {
    host.commands.remove("qemu-img");
    assertThat(RetrofitPlanner.missing(Map.of(), host.host())).containsExactly("qemu-utils");
    host.commands.remove("mvn");
    assertThat(RetrofitPlanner.missing(Map.of(), host.host())).containsExactly("qemu-utils");
    assertThat(RetrofitPlanner.missing(Map.of("DIB_REPOREF_amphora_agent", "stable"), host.host()))
        .containsExactly("qemu-utils", "maven");
  }

  @Test
  void theAgentIsOfTheSourceThatIsNamed() {
    CloudImage image = image("debian", "bookworm");
    assertThat(plan(PLAIN, image).agent()).isEqualTo(new AgentSource.ThisBuild());
    Map<String, String> variables =
        Map.of(
            "DIB_REPOLOCATION_amphora_agent",
            "ours",
            "DIB_REPOREF_amphora_agent",
            "refs/changes/1");
    assertThat(plan(PLAIN, image, variables).agent())
        .isEqualTo(
            new AgentSource.ThisProject("/home/builder/ours", "refs/changes/1", Optional.empty()));
    Map<String, String> upstream =
        Map.of("DIB_REPOLOCATION_amphora_agent", "https://opendev.org/openstack/octavia");
    assertThatThrownBy(() -> plan(PLAIN, image, upstream))
        .hasMessage(
            "a retrofit has this project's agent only, not"
                + " https://opendev.org/openstack/octavia master.");
  }
}
