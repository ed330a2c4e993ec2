package octavia.image.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PlannerTest {
  private final FakeHost host = new FakeHost();

  private ImagePlan plan(String arguments) {
    return plan(arguments, Map.of());
  }

  private ImagePlan plan(String arguments, Map<String, String> variables) {
    List<String> words = arguments.isBlank() ? List.of() : List.of(arguments.split(" "));
    return Planner.plan(CreateOptions.parse(words, "0.1"), variables, host.host());
  }

  private void refused(String arguments, Map<String, String> variables, int status, String words) {
    assertThatThrownBy(() -> plan(arguments, variables))
        .isInstanceOfSatisfying(
            PlanException.class, e -> assertThat(e.status()).as(e.getMessage()).isEqualTo(status))
        .hasMessageContaining(words);
  }

  @Test
  void nothingSaidIsTheSupportedVariant() {
    assertThat(plan("").describe())
        .isEqualTo(
            """
            base: ubuntu-minimal noble
            architecture: amd64
            builder: diskimage-builder
            output: /home/builder/amphora-x64-haproxy.qcow2 (qcow2, 2 GB)
            packages: deb http://archive.ubuntu.com/ubuntu noble main universe
            packages: deb http://archive.ubuntu.com/ubuntu noble-updates main universe
            packages: deb http://archive.ubuntu.com/ubuntu noble-security main universe
            signed by: /usr/share/keyrings/ubuntu-archive-keyring.gpg
            agent: this build
            runtime: linked from this JDK
            kernel: linux-image-virtual
            sshd: yes
            root password: none
            cache: /home/me/.cache/image-create
            working directory: /home/builder
            needs free: 1000 MB in /home/me/.cache/image-create
            needs free: 1500 MB in /home/builder
            needs free: 500 MB in /home/builder
            elements: base vm ubuntu-minimal haproxy-octavia rebind-sshd no-resolvconf amphora-agent\
             octavia-lib sos cloud-init-datasources remove-default-ints amphora-apparmor\
             keepalived-octavia ipvsadmin pip-cache certs-ramfs
            environment: DIB_CLOUD_INIT_DATASOURCES=ConfigDrive
            environment: DIB_GRUB_TIMEOUT=0
            environment: DIB_OCTAVIA_AMP_USE_NFTABLES=True
            environment: DIB_OCTAVIA_AMP_USE_SSH=True
            environment: DIB_RELEASE=noble
            environment: DIB_UBUNTU_KERNEL=linux-image-virtual
            environment: ELEMENTS_PATH=/octavia/elements
            command: disk-image-create -a amd64 -o image -t qcow2 --image-size 2\
             --image-cache /home/me/.cache/image-create base vm ubuntu-minimal haproxy-octavia\
             rebind-sshd no-resolvconf amphora-agent octavia-lib sos cloud-init-datasources\
             remove-default-ints amphora-apparmor keepalived-octavia ipvsadmin pip-cache\
             certs-ramfs
            """);
  }

  @ParameterizedTest
  @CsvSource({
    "ubuntu, current, ubuntu-minimal, noble",
    "ubuntu-minimal, current, ubuntu-minimal, noble",
    "debian-minimal, current, debian-minimal, bookworm",
    "fedora, current, fedora, 28",
    "centos, current, centos-minimal, 10-stream",
    "centos-minimal, current, centos-minimal, 10-stream",
    "rocky, current, rocky-container, 10",
    "rhel, current, rhel, 10",
    "ubuntu, seed, ubuntu-minimal, bionic",
    "debian-minimal, seed, debian-minimal, bookworm",
    "fedora, seed, fedora, 28",
    "centos, seed, centos-minimal, 7",
    "rhel, seed, rhel, 7",
  })
  void everyBaseHasItsReleaseUnlessOneIsNamed(
      String name, String profile, String element, String release) {
    Map<String, String> variables = Map.of("DIB_LOCAL_IMAGE", "/images/rhel.qcow2");
    String line = "-s 3 --profile " + profile + " -i " + name;
    ImagePlan plan = plan(line, variables);
    assertThat(plan.base().element()).isEqualTo(element);
    assertThat(plan.release()).isEqualTo(release);
    assertThat(plan.elements()).startsWith("base", "vm", element);
    assertThat(plan.environment())
        .containsEntry("DIB_RELEASE", release)
        .containsEntry("DIB_LOCAL_IMAGE", "/images/rhel.qcow2");
    assertThat(plan(line + " -d other-1", variables).release()).isEqualTo("other-1");
  }

  @ParameterizedTest
  @CsvSource({
    // base, flags, element, one that follows it
    "debian-minimal, -r x, root-passwd, rebind-sshd",
    "debian-minimal, -m, cpu-pinning, ''",
    "debian-minimal, -n, remove-sshd, ''",
    "debian-minimal, -e, amphora-apparmor, keepalived-octavia",
    "centos, '', selinux-permissive, disable-makecache",
    "centos, -e, amphora-selinux, disable-makecache",
    "rocky, '', selinux-permissive, disable-makecache",
    "rocky, -y, amphora-fips, ''",
    "centos, -n -y, remove-sshd, amphora-fips",
    "centos, -m -n, cpu-pinning, remove-sshd",
    "centos, --profile seed, pip-and-virtualenv, haproxy-octavia",
    "ubuntu, --profile seed, pip-and-virtualenv, haproxy-octavia",
  })
  void flagsAddElementsInTheirPlace(String base, String flags, String element, String next) {
    List<String> elements = plan("-i " + base + " " + flags.strip()).elements();
    assertThat(elements).containsOnlyOnce(element);
    if (next.isEmpty()) {
      assertThat(elements).endsWith(element);
    } else {
      assertThat(elements).containsSubsequence(element, next);
      assertThat(elements.get(elements.indexOf(element) + 1)).isEqualTo(next);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "centos --profile seed -e, amphora-selinux",
    "centos -e, selinux-permissive",
    "ubuntu --profile seed, octavia-lib",
    "ubuntu --profile seed, amphora-apparmor",
    "ubuntu --profile seed, remove-default-ints",
    "ubuntu -e, amphora-selinux",
    "ubuntu, disable-makecache",
    "centos, amphora-apparmor",
  })
  void elementsThatAreNotForABaseStayOut(String line, String element) {
    assertThat(plan("-i " + line).elements()).doesNotContain(element);
  }

  @Test
  void aListOfOnesOwnReplacesAllAndLocalElementsFollow() {
    assertThat(plan("", Map.of("DIB_ELEMENTS", "a b", "DIB_LOCAL_ELEMENTS", " c ")).elements())
        .containsExactly("a", "b", "c");
    assertThat(plan("", Map.of("DIB_LOCAL_ELEMENTS", "c d")).elements())
        .startsWith("base")
        .endsWith("certs-ramfs", "c", "d");
    assertThat(plan("", Map.of("AMP_element_sequence", "base")).elements())
        .startsWith("base", "ubuntu-minimal");
  }

  @Test
  void aDirectoryInDibElementsIsLookedThroughFirst() {
    host.directories.add(Path.of("/dib/elements"));
    ImagePlan plan =
        plan("", Map.of("DIB_ELEMENTS", "/dib/elements", "DIB_LOCAL_ELEMENTS_PATH", "/mine"));
    assertThat(plan.elements()).startsWith("base", "vm", "ubuntu-minimal");
    assertThat(plan.environment())
        .containsEntry("ELEMENTS_PATH", "/dib/elements:/octavia/elements:/mine")
        .doesNotContainKey("DIB_ELEMENTS");
  }

  @ParameterizedTest
  @CsvSource({
    "-a amd64, AMD64",
    "-a arm64, ARM64",
    "-a aarch64, ARM64",
    "-a armhf, ARMHF",
    "-a ppc64le, PPC64EL",
    "-a ppc64el, PPC64EL",
    "-aarm64, ARM64",
  })
  void architecturesByAllTheirNames(String line, Architecture architecture) {
    ImagePlan plan = plan(line, Map.of("DIB_OCTAVIA_JMODS", "/jdk/jmods"));
    assertThat(plan.architecture()).isEqualTo(architecture);
    assertThat(plan.runtime())
        .isEqualTo(
            architecture == Architecture.AMD64
                ? new RuntimeSource.ThisJdk()
                : new RuntimeSource.Modules(Path.of("/jdk/jmods")));
    assertThat(plan.command()).containsSubsequence("-a", architecture.debian());
  }

  @Test
  void withoutAnArchitectureItIsThisMachinesAndInTheSeedAmd64() {
    host.architecture = Architecture.ofMachine("aarch64");
    assertThat(plan("").architecture()).isEqualTo(Architecture.ARM64);
    Map<String, String> upstream =
        Map.of("DIB_REPOLOCATION_amphora_agent", "https://opendev.org/openstack/octavia");
    assertThat(plan("--profile seed", upstream).architecture()).isEqualTo(Architecture.AMD64);
  }

  @ParameterizedTest
  @CsvSource({
    "'', /home/builder/amphora-x64-haproxy.qcow2",
    "-t raw, /home/builder/amphora-x64-haproxy.raw",
    "--profile seed, /home/builder/amphora-x64-haproxy.qcow2",
    "-o a, /home/builder/a.qcow2",
    "-o a.qcow2, /home/builder/a.qcow2",
    "-o a.raw, /home/builder/a.raw.qcow2",
    "-t vhdx -o /images/a.vhdx, /images/a.vhdx",
    "-t tar -o ../../images/a, /images/a.tar",
    "-t vhd -o a, /home/builder/a.vhd",
  })
  void theOutputsEndingIsItsType(String line, Path file) {
    assertThat(plan(line.strip()).output()).isEqualTo(file);
  }

  @Test
  void placesAndSwitchesAsTheyAreSaid() {
    ImagePlan plan = plan("-c cache -w build -l log/x -f -x -s 7 -m -n -k linux-image-generic");
    assertThat(plan.places())
        .isEqualTo(
            new ImagePlan.Places(
                Path.of("/home/builder/cache"),
                Path.of("/home/builder/build"),
                Optional.of(Path.of("/home/builder/log/x"))));
    assertThat(plan.gigabytes()).isEqualTo(7);
    assertThat(plan.switches())
        .isEqualTo(new ImagePlan.Switches(false, true, true, false, true, Optional.empty()));
    assertThat(plan.command())
        .contains("-x", "--no-tmpfs")
        .containsSubsequence("--image-size", "7");
    assertThat(plan.environment())
        .containsEntry("DIB_OCTAVIA_AMP_USE_SSH", "False")
        .containsEntry("DIB_UBUNTU_KERNEL", "linux-image-generic");
  }

  @Test
  void aPasswordIsInTheEnvironmentAndNowhereToRead() {
    ImagePlan plan = plan("-r s3cret");
    assertThat(plan.environment()).containsEntry("DIB_PASSWORD", "s3cret");
    assertThat(plan.describe()).doesNotContain("s3cret").contains("NOT FOR PRODUCTION");
    assertThat(plan.toString() + plan.switches()).doesNotContain("s3cret");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "REG_METHOD",
        "REG_REPOS",
        "REG_USER",
        "REG_PASSWORD",
        "REG_AUTO_ATTACH",
        "REG_ACTIVATION_KEY",
        "REG_SAT_URL",
        "REG_ORG",
        "DIB_DISTRIBUTION_MIRROR",
        "DIB_CLOUD_IMAGES",
        "DIB_ANYTHING_ELSE",
        "DIB_GRUB_TIMEOUT",
        "DIB_OCTAVIA_AMP_USE_NFTABLES",
        "DIB_OCTAVIA_AMP_USE_SSH",
        "http_proxy",
        "HTTPS_PROXY",
        "no_proxy",
        "all_proxy",
        "SOURCE_DATE_EPOCH"
      })
  void variablesReachTheBuild(String name) {
    assertThat(plan("", Map.of(name, "value")).environment()).containsEntry(name, "value");
  }

  @Test
  void theSlimBuilderIsToldWhatIsNotDiskimageBuildersOwn() {
    Map<String, String> common = Map.of("https_proxy", "value", "SOURCE_DATE_EPOCH", "1");
    Map<String, String> variables = new HashMap<>(common);
    variables.putAll(Map.of("DIB_ANYTHING_ELSE", "x", "http_proxy", "", "HOME_GROWN", "x"));
    assertThat(plan("--slim -i debian-minimal", variables).environment()).isEqualTo(common);
  }

  @Test
  void sshdStaysOutByAVariableToo() {
    assertThat(plan("").switches().sshd()).isTrue();
    assertThat(plan("", Map.of("DIB_OCTAVIA_AMP_USE_SSH", "False")).switches().sshd()).isFalse();
    assertThat(plan("-n", Map.of("DIB_OCTAVIA_AMP_USE_SSH", "True")).environment())
        .containsEntry("DIB_OCTAVIA_AMP_USE_SSH", "False");
  }

  @Test
  void variablesThatMeanAnother() {
    assertThat(
            plan(
                    "-i centos",
                    Map.of("CLOUD_INIT_DATASOURCES", "Ec2, NoCloud", "USE_PYTHON3", "False"))
                .environment())
        .containsEntry("DIB_CLOUD_INIT_DATASOURCES", "Ec2, NoCloud")
        .containsEntry("DIB_PYTHON_VERSION", "2")
        .containsEntry("DIB_YUM_MINIMAL_CREATE_INTERFACES", "0")
        .doesNotContainKey("DIB_UBUNTU_KERNEL");
    assertThat(plan("", Map.of("DIB_RELEASE", "jammy")).release()).isEqualTo("jammy");
    assertThat(plan("-d focal", Map.of("DIB_RELEASE", "jammy")).release()).isEqualTo("focal");
    assertThat(plan("", Map.of("HOME_GROWN", "x")).environment()).doesNotContainKey("HOME_GROWN");
  }

  private static AgentSource ours(String location, String reference) {
    return new AgentSource.ThisProject(location, reference, Optional.empty());
  }

  @Test
  void whatBuildsTheAgentOfAnotherSourceIsNeededForThatOnly() {
    host.commands.removeAll(List.of("git", "mvn"));
    assertThat(plan("--slim").hostPackages()).isEmpty();
    assertThat(plan("--slim -g stable").hostPackages()).containsExactly("git", "maven");
    assertThat(plan("-g stable").hostPackages()).containsExactly("git", "maven");
    host.root = false;
    refused("--slim -g stable", Map.of(), 1, " git maven (of mmdebstrap,");
    host.system = Optional.of(new Host.OperatingSystem("SLES", "sles", "suse", "15"));
    refused("--slim -g stable", Map.of(), 1, " git-core maven (of");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "main",
        "v1.2",
        "stable/2026.1",
        "refs/changes/12/3412/5",
        "99253753",
        "HEAD",
        "a+b",
        "ä"
      })
  void theAgentIsOfAReference(String name) {
    Map<String, String> variables = Map.of("DIB_REPOREF_amphora_agent", name);
    assertThat(plan("", variables).agent()).isEqualTo(ours("/octavia", name));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "-x",
        "+main",
        "^main",
        "main:other",
        "refs/heads/*",
        "a b",
        "a\nb",
        "a..b",
        "a~1",
        "/a",
        "a/",
        "a//b",
        ".a",
        "a/.b",
        "a.lock",
        "a.",
        "a@{1}",
        "a?",
        "a[b",
        "a\\b"
      })
  void whatIsNoReferenceIsRefused(String name) {
    refused(
        "", Map.of("DIB_REPOREF_amphora_agent", name), 3, "DIB_REPOREF_amphora_agent (or -g) is a");
  }

  @Test
  void aLocationOfTwoLinesIsRefused() {
    refused("", Map.of("DIB_REPOLOCATION_amphora_agent", "a\nb"), 3, "DIB_REPOLOCATION");
  }

  @ParameterizedTest
  @CsvSource({
    "https://me:secret@host/x, https://host/x",
    "https://secret@host:1/x@y, https://host:1/x@y",
    "https://me:se@cret@host/x, https://host/x",
    "ssh://git@host/x, ssh://host/x",
    "git@host:x, git@host:x",
    "/src/a@b, /src/a@b",
    "https://me:secret@host/openstack/octavia, https://host/openstack/octavia",
  })
  void noPasswordIsShown(String location, String shown) {
    ImagePlan plan = plan("", Map.of("DIB_REPOLOCATION_amphora_agent", location));
    assertThat(plan.agent().reference()).startsWith(shown + " ");
    assertThat(plan.describe() + plan.agent()).contains(shown).doesNotContain("secret", "cret@");
  }

  @Test
  void theAgentComesFromWhereItIsSaid() {
    String variable = "DIB_REPOLOCATION_amphora_agent";
    assertThat(plan("").agent()).isEqualTo(new AgentSource.ThisBuild());
    assertThat(plan("-g stable").agent()).isEqualTo(ours("/octavia", "stable"));
    assertThat(plan("-g stable", Map.of("DIB_REPOREF_amphora_agent", "v1")).agent())
        .isEqualTo(ours("/octavia", "v1"));
    assertThat(plan("", Map.of(variable, "/src/ours")).agent())
        .isEqualTo(ours("/src/ours", "HEAD"));
    assertThat(plan("--profile seed", Map.of(variable, "/src/ours")).agent())
        .isEqualTo(ours("/src/ours", "master"));
    assertThat(plan("", Map.of(variable, "../src/ours")).agent())
        .isEqualTo(ours("/home/src/ours", "HEAD"));
    for (String remote : List.of("git@host:ours.git", "host:ours", "file:///src", "ext::sh -c x")) {
      assertThat(plan("", Map.of(variable, remote)).agent()).isEqualTo(ours(remote, "HEAD"));
    }
    host.files.add(Path.of("/src/theirs/setup.cfg"));
    assertThat(plan("", Map.of(variable, "/src/theirs")).agent())
        .isEqualTo(new AgentSource.Upstream("/src/theirs", "master"));
    ImagePlan upstream =
        plan("-g stable/2025.1", Map.of(variable, "https://opendev.org/openstack/octavia.git"));
    assertThat(upstream.runtime()).isEqualTo(new RuntimeSource.None());
    assertThat(upstream.environment())
        .containsEntry(variable, "https://opendev.org/openstack/octavia.git")
        .containsEntry("DIB_REPOREF_amphora_agent", "stable/2025.1")
        .containsEntry(
            "DIB_REPOLOCATION_upper_constraints",
            "https://releases.openstack.org/constraints/upper/2025.1");
    assertThat(upstream.notes())
        .containsExactly("the agent is of branch stable/2025.1, as -g says");
    assertThat(plan("-i debian-minimal -p").agent())
        .isEqualTo(new AgentSource.DistributionPackage("octavia-agent"));
    assertThat(plan("-i centos -p", Map.of("DIB_CLOUD_IMAGES", "http://images")).environment())
        .containsEntry("DIB_INSTALLTYPE_amphora_agent", "package");
  }

  @Test
  void theSlimBuilderNeedsNoElements() {
    host.directories.remove(Path.of("/octavia/elements"));
    host.commands.remove("disk-image-create");
    ImagePlan plan = plan("--slim -i debian-minimal -o a", Map.of("DIB_DISTRIBUTION_MIRROR", "m"));
    assertThat(plan.builder()).isEqualTo(ImagePlan.Builder.SLIM);
    assertThat(plan.elements()).isEmpty();
    assertThat(plan.command()).isEmpty();
    assertThat(plan.kernel()).contains("linux-image-cloud-amd64");
    assertThat(plan.archive().orElseThrow().list()).isEqualTo("deb m bookworm main\n");
    assertThat(plan("--slim -e").notes()).singleElement().asString().startsWith("-e has no effect");
    assertThat(plan("--slim").kernel()).contains("linux-image-virtual");
  }

  @Test
  void packagesComeFromWhereItIsSaidAndAreSigned() {
    Archive debian = plan("-i debian-minimal").archive().orElseThrow();
    assertThat(debian.list())
        .isEqualTo(
            """
            deb http://deb.debian.org/debian bookworm main
            deb http://deb.debian.org/debian bookworm-updates main
            deb http://deb.debian.org/debian-security bookworm-security main
            """);
    assertThat(debian.keyring())
        .isEqualTo(Path.of("/usr/share/keyrings/debian-archive-keyring.gpg"));
    assertThat(plan("-i debian-minimal").environment().get("DIB_APT_SOURCES_CONF"))
        .isEqualTo(
            """
            default:deb http://deb.debian.org/debian bookworm main
            updates:deb http://deb.debian.org/debian bookworm-updates main
            security:deb http://deb.debian.org/debian-security bookworm-security main\
            """);
    assertThat(plan("-i debian-minimal", Map.of("DIB_APT_SOURCES_CONF", "mine:x")).environment())
        .containsEntry("DIB_APT_SOURCES_CONF", "mine:x");
    assertThat(
            plan("-d jammy", Map.of("DIB_DISTRIBUTION_MIRROR", "http://m/ubuntu/"))
                .archive()
                .orElseThrow()
                .list())
        .startsWith("deb http://m/ubuntu jammy main universe\n");
    assertThat(
            plan("-a arm64", Map.of("DIB_OCTAVIA_JMODS", "/jmods")).archive().orElseThrow().list())
        .startsWith("deb http://ports.ubuntu.com/ubuntu-ports noble main universe\n");
    assertThat(plan("-i centos").archive()).isEmpty();
    for (Map<String, String> variables :
        List.of(
            Map.of("DIB_DEBOOTSTRAP_EXTRA_ARGS", "--verbose --keyring=/k", "DIB_APT_KEYRING", "/x"),
            Map.of("DIB_APT_KEYRING", "/k"),
            Map.of("DIB_DEBIAN_KEYRING", "/k"))) {
      assertThat(plan("", variables).archive().orElseThrow().keyring()).isEqualTo(Path.of("/k"));
    }
  }

  @Test
  void theVersionsOfAnEarlierImageAreTakenFromItsList() {
    host.files.add(Path.of("/images/old.qcow2.manifest"));
    assertThat(plan("--manifest ../../images/old.qcow2.manifest").manifest())
        .contains(Path.of("/images/old.qcow2.manifest"));
    assertThat(plan("").manifest()).isEmpty();
    refused("--manifest old", Map.of(), 1, "no list of packages /home/builder/old");
    refused("-i centos --manifest old", Map.of(), 1, "Debian family only");
  }

  @Test
  void aBuilderOfOnesOwnComesBeforeAnInstalledOne() {
    host.commands.remove("disk-image-create");
    host.directories.add(Path.of("/dib/bin"));
    assertThat(plan("", Map.of("DIB_REPO_PATH", "/dib", "PATH", "/bin")).environment())
        .containsEntry("PATH", "/dib/bin:/bin");
    host.directories.add(Path.of("/diskimage-builder/bin"));
    assertThat(plan("", Map.of("PATH", "/bin")).environment())
        .containsEntry("PATH", "/diskimage-builder/bin:/bin");
  }

  @ParameterizedTest
  @CsvSource({
    "-a sparc, 3, Unsupported architecture",
    "-b nginx, 3, Unsupported backend type specified: nginx",
    "-i suse, 3, Unsupported base OS",
    "-i rocky-container, 3, Unsupported base OS",
    "-t iso, 3, Unsupported image type",
    "-s 2G, 3, Invalid image size",
    "-s 0, 3, Invalid image size",
    "-d a;b, 3, Invalid release",
    "-k ../x, 3, Invalid kernel",
    "--profile old, 3, Unsupported profile",
    "-o /nowhere/a, 3, does not exist: /nowhere",
    "-z, 1, unknown option -z",
    "--slimmer, 1, unknown option",
    "--slim=yes, 1, unknown option",
    "-a, 1, -a needs a value",
    "image, 1, nothing to do with: image",
    "-- -f, 1, nothing to do with: -f",
    "-h, 1, Usage: diskimage-create.sh",
    "-fh, 1, Usage: diskimage-create.sh",
    "-v, 1, diskimage-create.sh 0.1",
    "-i fedora, 1, at least 3 GB",
    "-i rhel -s 2, 1, at least 3 GB",
    "-i rhel -s 3, 1, DIB_LOCAL_IMAGE is not set",
    "-p, 1, DIB_LOCAL_IMAGE or DIB_CLOUD_IMAGES must be set",
    "-i centos -p, 1, DIB_LOCAL_IMAGE or DIB_CLOUD_IMAGES must be set",
    "-y, 1, Red Hat family only",
    "-i debian-minimal -y, 1, Red Hat family only",
    "-a i386, 3, upstream's agent",
    "-a arm64, 3, DIB_OCTAVIA_JMODS",
    "--slim -i centos, 3, --slim builds",
    "--slim -i debian-minimal -p, 3, not package octavia-agent",
    "--slim -i debian-minimal -a arm64, 3, --slim builds amd64",
  })
  void whatCannotBeIsRefused(String line, int status, String words) {
    refused(line, Map.of(), status, words);
  }

  @Test
  void whatTheEnvironmentCannotHaveIsRefused() {
    refused("", Map.of("DIB_REPO_PATH", "/none"), 1, "DIB_REPO_PATH");
    refused("", Map.of("OCTAVIA_REPO_PATH", "/none"), 1, "/none/elements");
    refused("-a i386", Map.of("DIB_OCTAVIA_JMODS", "/jmods"), 3, "32-bit");
    for (String name : List.of("DIB_ELEMENTS", "DIB_LOCAL_ELEMENTS", "DIB_LOCAL_IMAGE")) {
      refused("--slim", Map.of(name, "x"), 1, name);
    }
  }

  @Test
  void aHostThatNobodyKnowsIsRefused() {
    host.system = Optional.empty();
    refused("", Map.of(), 2, "Unknown Host OS");
  }

  @Test
  void aHostThatIsTooOldBuildsUbuntuOnly() {
    host.system = Optional.of(new Host.OperatingSystem("Ubuntu", "ubuntu", "", "14.04"));
    refused("-i centos", Map.of(), 1, "too old");
    assertThat(plan("-i centos --profile seed").base()).isEqualTo(Base.CENTOS_MINIMAL);
    assertThat(plan("").base()).isEqualTo(Base.UBUNTU_MINIMAL);
    host.system = Optional.of(new Host.OperatingSystem("Debian", "debian", "", "7"));
    refused("-i debian-minimal", Map.of(), 1, "too old");
  }

  @Test
  void aRootPasswordIsRefusedWhereSelinuxEnforces() {
    host.selinux = true;
    refused("-r x", Map.of(), 1, "SELinux");
  }

  @Test
  void missingToolsAreInstalledByRootOnDebianAndNamedElsewhere() {
    host.commands.removeAll(List.of("kpartx", "qemu-img"));
    assertThat(plan("").hostPackages()).containsExactly("qemu-utils", "kpartx");
    host.root = false;
    refused("", Map.of(), 1, "not installed: qemu-utils kpartx (of qemu-utils, git, kpartx,");
    host.root = true;
    host.system = Optional.of(new Host.OperatingSystem("Fedora", "fedora", "", "40"));
    refused("", Map.of(), 1, "not installed: qemu-img (of");
    host.system = Optional.of(new Host.OperatingSystem("SLES", "sles", "suse", "15"));
    refused("", Map.of(), 1, "not installed: qemu-tools (of");
    host.system = Optional.of(new Host.OperatingSystem("Gentoo", "gentoo", "", ""));
    refused("", Map.of(), 1, "app-emulation/qemu");
    assertThat(new FakeHost().hasCommand("qemu-img")).isTrue();
  }

  @Test
  void theSlimBuilderNeedsALoaderForTheDiskAndIdsOfOtherUsersWhereItIsNotRoot() {
    host.files.clear();
    assertThat(plan("--slim").hostPackages()).containsExactly("grub-pc-bin");
    assertThat(plan("--slim -t tar").hostPackages()).isEmpty();
    host.root = false;
    refused("--slim -t tar", Map.of(), 1, "not installed: uidmap (of mmdebstrap, uidmap)");
    host.commands.add("newuidmap");
    assertThat(plan("--slim -t tar").hostPackages()).isEmpty();
  }

  @Test
  void tooLittleSpaceIsRefusedWithWhatIsNeeded() {
    host.free = 999_000_000;
    refused("", Map.of(), 1, "/home/me/.cache/image-create: 1000 MB are needed, 999 MB are free");
    host.free = 1_400_000_000;
    refused("-w /big", Map.of(), 1, "in /big: 1500 MB are needed");
  }
}
