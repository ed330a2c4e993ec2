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
import octavia.cloud.CloudException;
import octavia.cloud.Samples;
import octavia.cloud.compute.BootFiles;
import octavia.cloud.compute.Instance;
import octavia.cloud.host.HostNames;
import octavia.cloud.host.Processes;
import octavia.cloud.local.compute.MachineDevices;
import octavia.cloud.local.compute.VirtualMachineSettings;
import octavia.cloud.network.Port;
import octavia.model.Amphora;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** Virtual machines that sleep, under a real qemu. */
@EnabledIfSystemProperty(
    named = "octavia.full",
    matches = "true",
    disabledReason = "run by ./octavia test --full")
final class VirtualMachineTest {
  @TempDir Path directory;

  private Sandbox sandbox;
  private VirtualMachineSettings kind;
  private final Amphora amphora = Samples.amphora(UUID.randomUUID().toString());

  @BeforeEach
  void open() {
    sandbox = new Sandbox(directory.resolve("state"));
    kind =
        new VirtualMachineSettings(
            Optional.of(VirtualMachineCrashTest.sleeper(directory)),
            64,
            1,
            VirtualMachineSettings.Acceleration.AUTO);
  }

  @AfterEach
  void close() throws IOException {
    sandbox.close();
    assertThat(sandbox.remains()).isEmpty();
  }

  @Test
  void oneIsBuiltFoundAgainAndDeletedWithoutATrace() throws IOException {
    BootFiles files = address -> Map.of("/etc/octavia/anything", "at " + address.orElseThrow());

    Instance built = started().compute().build(amphora, files);

    assertThat(built.state()).isEqualTo(Instance.State.ACTIVE);
    LocalCloud next = started();
    assertThat(next.compute().find(amphora)).contains(built);
    assertThat(next.compute().list()).containsExactly(built);
    assertThat(next.compute().build(amphora, files)).isEqualTo(built);
    assertThat(qemus()).hasSize(1);
    assertThat(home().resolve("drive")).doesNotExist();
    assertThat(onDrive("/openstack/content/0000")).isEqualTo("at " + built.lbNetworkIp());
    assertThat(onDrive("/openstack/latest/network_data.json"))
        .contains(HostNames.macAddress(amphora.id()));

    next.compute().delete(amphora);
    next.compute().delete(amphora);

    assertThat(next.compute().list()).isEmpty();
    assertThat(qemus()).isEmpty();
    assertThat(sandbox.state.resolve("amphorae")).isEmptyDirectory();
    assertThat(links()).doesNotContain(HostNames.management(amphora.id()));
  }

  @Test
  void aPortIsPluggedInOnceWhileItRuns() {
    LocalCloud cloud = started();
    Port port = sandbox.vrrpPort(cloud, amphora);
    cloud.compute().build(amphora, Sandbox.FILES);
    String name = HostNames.port(port.id());

    cloud.compute().attach(amphora, port);
    cloud.compute().attach(amphora, port);

    assertThat(MachineDevices.of(home()))
        .containsExactlyInAnyOrder(HostNames.management(amphora.id()), name);
    assertThat(sandbox.in(sandbox.names().networks(), "ip", "link", "show", "dev", name))
        .contains("master " + HostNames.bridge(port.networkId()))
        .contains("LOWER_UP")
        .contains("mtu 1450");

    cloud.compute().delete(amphora);
    assertThat(links()).doesNotContain(name);
  }

  @Test
  void oneWhoseQemuDiedIsBrokenAndCanBeReplaced() throws InterruptedException {
    LocalCloud cloud = started();
    Port port = sandbox.vrrpPort(cloud, amphora);
    cloud.compute().build(amphora, Sandbox.FILES);

    ProcessHandle.of(qemus().getFirst().pid()).orElseThrow().destroyForcibly();

    Sandbox.await(
        "the end of all of it",
        () -> cloud.compute().find(amphora).orElseThrow().state() == Instance.State.BROKEN);
    assertThatThrownBy(() -> cloud.compute().attach(amphora, port))
        .isInstanceOf(CloudException.class);
    cloud.compute().delete(amphora);
    assertThat(cloud.compute().build(amphora, Sandbox.FILES).state())
        .isEqualTo(Instance.State.ACTIVE);
  }

  @Test
  void oneWhoseNetworkWasMadeAnewIsBroken() {
    LocalCloud cloud = started();
    cloud.compute().build(amphora, Sandbox.FILES);
    String networks = sandbox.names().networks().name();
    sandbox.commands.run("test", List.of("ip", "netns", "del", networks));

    cloud.repair();

    assertThat(cloud.compute().find(amphora).orElseThrow().state())
        .isEqualTo(Instance.State.BROKEN);
  }

  @Test
  void whatQemuRefusesIsTold() throws IOException {
    LocalCloud cloud = started();
    Files.writeString(kind.image().orElseThrow(), "QFI\u00fb".repeat(200));

    assertThatThrownBy(() -> cloud.compute().build(amphora, Sandbox.FILES))
        .isInstanceOf(CloudException.class);
    assertThat(cloud.compute().find(amphora)).isEmpty();
  }

  @Test
  void oneOfAnotherKindIsBrokenAndIsDeleted() throws IOException {
    sandbox.started().compute().build(amphora, Sandbox.FILES);

    LocalCloud cloud = started();
    assertThat(cloud.compute().find(amphora).orElseThrow().state())
        .isEqualTo(Instance.State.BROKEN);
    cloud.compute().delete(amphora);

    assertThat(cloud.compute().list()).isEmpty();
    assertThat(sandbox.names().agent(amphora.id()).exists()).isFalse();
    assertThat(sandbox.names().haproxy(amphora.id()).exists()).isFalse();
  }

  private LocalCloud started() {
    return sandbox.started(kind);
  }

  private Path home() {
    return sandbox.state.resolve("amphorae").resolve(amphora.id());
  }

  /** Reads a file of the config drive. */
  private String onDrive(String file) {
    return sandbox.commands.run(
        "test", List.of("debugfs", "-R", "cat " + file, home().resolve("config-drive").toString()));
  }

  private String links() {
    return sandbox.in(sandbox.names().networks(), "ip", "link", "show");
  }

  private List<Processes.Found> qemus() {
    return Processes.find(
        words -> words.getFirst().startsWith("qemu-") && words.contains("amphora-" + amphora.id()));
  }
}
