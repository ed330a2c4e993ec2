package octavia.cloud.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import octavia.cloud.CloudException;
import octavia.cloud.Samples;
import octavia.cloud.compute.BootFiles;
import octavia.cloud.compute.Instance;
import octavia.cloud.host.HostNames;
import octavia.cloud.host.Processes;
import octavia.cloud.local.compute.ContainerSettings;
import octavia.cloud.local.compute.PodmanCalls;
import octavia.cloud.network.Port;
import octavia.model.Amphora;
import octavia.model.Crossing;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Containers whose agent sleeps, under a real podman. */
final class ContainerTest {
  private static final String FILE = "/etc/octavia/anything";

  @TempDir Path directory;

  private Sandbox sandbox;
  private ContainerSettings kind;
  private final Amphora amphora = Samples.amphora(UUID.randomUUID().toString());

  @BeforeEach
  void open() {
    sandbox = new Sandbox(directory.resolve("state"));
    kind = TinyImage.containers(TinyImage.make(directory));
  }

  @AfterEach
  void close() throws IOException {
    sandbox.close();
    assertThat(sandbox.remains()).isEmpty();
  }

  @Test
  void oneIsBuiltFoundAgainAndDeletedWithoutATrace() throws IOException {
    BootFiles files = address -> Map.of(FILE, "at " + address.orElseThrow());

    Instance built = started().compute().build(amphora, files);

    assertThat(built.state()).isEqualTo(Instance.State.ACTIVE);
    LocalCloud next = started();
    assertThat(next.compute().find(amphora)).contains(built);
    assertThat(next.compute().list()).containsExactly(built);
    assertThat(next.compute().build(amphora, files)).isEqualTo(built);
    assertThat(containers()).containsExactly(sandbox.names().namespacePrefix() + amphora.id());
    assertThat(inside("cat", FILE)).isEqualTo("at " + built.lbNetworkIp());
    assertThat(inside("ip", "address", "show", "dev", "eth0"))
        .contains(HostNames.macAddress(amphora.id()))
        .contains(built.lbNetworkIp() + "/24")
        .contains("mtu 1450");

    next.compute().delete(amphora);
    next.compute().delete(amphora);

    assertThat(next.compute().list()).isEmpty();
    assertThat(containers()).isEmpty();
    assertThat(sandbox.state.resolve("amphorae")).isEmptyDirectory();
    assertThat(sandbox.in(sandbox.names().networks(), "ip", "link", "show"))
        .doesNotContain(HostNames.management(amphora.id()));
    assertThat(sandbox.names().agent(amphora.id()).exists()).isFalse();
    assertThat(sandbox.names().haproxy(amphora.id()).exists()).isFalse();
    assertThat(Files.readString(Path.of("/proc/self/mounts"))).doesNotContain(amphora.id());
  }

  @Test
  void whoIsRootInItIsNobodyOnTheHost() throws IOException {
    started().compute().build(amphora, _ -> Map.of(FILE, "secret"));

    assertThat(Files.readString(first().proc().resolve("uid_map")).strip().split(" +"))
        .containsExactly("0", "1878982656", "65536");
    Path file = home().resolve("etc/anything");
    assertThat(sandbox.commands.run("test", List.of("stat", "-c", "%u %a", file.toString())))
        .isEqualTo("1878982656 600\n");
    assertThat(canWrite("/proc/sys/net/ipv4/ip_nonlocal_bind")).isTrue();
    assertThat(canWrite("/proc/sys/kernel/core_pattern")).isFalse();
    assertThat(Files.getPosixFilePermissions(sandbox.state))
        .as("podman has opened no directory above its own")
        .allMatch(permission -> permission.name().startsWith("OWNER"));
  }

  private boolean canWrite(String setting) {
    return inside("sh", "-c", "{ echo 1 >" + setting + "; } 2>/dev/null && echo yes || echo no")
        .equals("yes\n");
  }

  @Test
  void aPortIsPluggedInOnceWhileItRuns() {
    LocalCloud cloud = started();
    Port port = sandbox.vrrpPort(cloud, amphora);
    cloud.compute().build(amphora, Sandbox.FILES);
    String name = HostNames.port(port.id());

    cloud.compute().attach(amphora, port);
    cloud.compute().attach(amphora, port);
    // What the agent does, in there.
    inside("ip", "link", "set", "dev", name, "netns", "amphora-haproxy", "name", "eth1");
    cloud.compute().attach(amphora, port);

    assertThat(
            sandbox.in(sandbox.names().haproxy(amphora.id()), "ip", "link", "show", "dev", "eth1"))
        .contains(port.macAddress());
    assertThat(sandbox.in(sandbox.names().networks(), "ip", "link", "show", "dev", name))
        .contains("master " + HostNames.bridge(port.networkId()))
        .contains("mtu 1450");
    assertThat(cloud.compute().find(amphora).orElseThrow().state())
        .isEqualTo(Instance.State.ACTIVE);
  }

  @Test
  void oneThatDiedIsBrokenAndCanBeReplaced() throws InterruptedException {
    LocalCloud cloud = started();
    cloud.compute().build(amphora, Sandbox.FILES);

    ProcessHandle.of(first().pid()).orElseThrow().destroyForcibly();

    Sandbox.await(
        "the end of it",
        () -> cloud.compute().find(amphora).orElseThrow().state() == Instance.State.BROKEN);
    cloud.compute().delete(amphora);
    assertThat(cloud.compute().build(amphora, Sandbox.FILES).state())
        .isEqualTo(Instance.State.ACTIVE);
  }

  @Test
  void theNextAmphoraIsOfAReplacedImageAndTheFormerImageGoesWithItsLastOne() throws IOException {
    started().compute().build(amphora, Sandbox.FILES);
    Amphora second = Samples.amphora(UUID.randomUUID().toString());
    Path tar = kind.image().orElseThrow();
    Path script = Files.writeString(directory.resolve("new"), "of the new image");
    sandbox.commands.run(
        "test",
        List.of(
            "tar", "-C", directory.toString(), "-rf", tar.toString(), script.getFileName() + ""));

    LocalCloud cloud = started();
    cloud.compute().build(second, Sandbox.FILES);

    assertThat(inside(second, "cat", "/new")).isEqualTo("of the new image");
    assertThat(images()).hasSize(2);
    cloud.compute().delete(amphora);
    assertThat(images()).hasSize(1);
    assertThat(cloud.compute().find(second).orElseThrow().state()).isEqualTo(Instance.State.ACTIVE);
    cloud.compute().delete(second);
    assertThat(images()).as("the next one need not wait for an import").hasSize(1);
  }

  @Test
  void itIsListedAndCleanedWithAllThatPodmanHasOfIt() throws IOException {
    started().compute().build(amphora, Sandbox.FILES);

    assertThat(new LocalInventory(sandbox.state, Crossing.OPEN).list())
        .contains(
            new LocalInventory.Item(
                LocalInventory.Kind.CONTAINER, containers().getFirst(), "amphora " + amphora.id()))
        .extracting(LocalInventory.Item::name)
        .contains(
            "/var/lib/" + sandbox.names().containers(), sandbox.names().agent(amphora.id()).name());

    sandbox.clean();

    assertThat(sandbox.remains()).isEmpty();
  }

  @Test
  void oneOfAnotherKindIsDeletedToo() {
    started().compute().build(amphora, Sandbox.FILES);

    LocalCloud namespaces = sandbox.started();
    namespaces.compute().delete(amphora);

    assertThat(namespaces.compute().list()).isEmpty();
    assertThat(containers()).isEmpty();
  }

  @Test
  void whatPodmanRefusesIsTold() throws IOException {
    Path empty = Files.createDirectory(directory.resolve("empty"));
    Path tar = kind.image().orElseThrow();
    sandbox.commands.run(
        "test", List.of("tar", "-C", empty.toString(), "-cf", tar.toString(), "."));
    LocalCloud cloud = started();

    assertThatThrownBy(() -> cloud.compute().build(amphora, Sandbox.FILES))
        .isInstanceOf(CloudException.class)
        .hasMessageContaining("sh")
        .hasMessageContaining("executable file")
        .hasMessageContaining("not found");
    assertThat(cloud.compute().find(amphora)).isEmpty();
  }

  @Test
  void whatIsNoImageIsRefusedAtTheStart() throws IOException {
    assertRefused(Optional.empty(), "say which in [local_cloud] podman_image");
    assertRefused(Optional.of(directory.resolve("none")), "none: podman cannot import it");
    Path text = Files.writeString(directory.resolve("text"), "not a tar ".repeat(1000));
    assertRefused(Optional.of(text), "text: podman cannot import it");
  }

  private void assertRefused(Optional<Path> image, String why) {
    LocalCloud cloud = sandbox.cloud(new ContainerSettings(image, 128, 1), Crossing.OPEN);
    assertThatThrownBy(cloud::start)
        .isInstanceOfSatisfying(
            CloudException.class, e -> assertThat(e.kind()).isEqualTo(CloudException.Kind.INVALID))
        .hasMessageContaining(why);
  }

  private LocalCloud started() {
    return sandbox.started(kind);
  }

  private Path home() {
    return sandbox.state.resolve("amphorae").resolve(amphora.id());
  }

  private Processes.Found first() {
    return Processes.find(words -> words.contains(home().resolve("init").toString())).stream()
        .filter(Processes.Found::isInit)
        .findFirst()
        .orElseThrow();
  }

  /** Runs a program in the amphora's container as its root. */
  private String inside(String... words) {
    return inside(amphora, words);
  }

  private String inside(Amphora which, String... words) {
    String container = sandbox.names().namespacePrefix() + which.id();
    return podman(
        Stream.concat(Stream.of("exec", container), Stream.of(words)).toArray(String[]::new));
  }

  private List<String> containers() {
    return podman("ps", "--all", "--format={{.Names}}").lines().toList();
  }

  private List<String> images() {
    return podman("images", "--quiet").lines().toList();
  }

  private String podman(String... words) {
    return PodmanCalls.run(sandbox.names(), List.of(words));
  }
}
