package octavia.cloud.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import octavia.cloud.compute.Instance;
import octavia.cloud.host.HostNames;
import octavia.cloud.local.compute.AmphoraKind;
import octavia.cloud.local.compute.MachineDevices;
import octavia.cloud.local.compute.VirtualMachineSettings;
import octavia.cloud.network.Port;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** Virtual machines, which sleep. */
@EnabledIfSystemProperty(
    named = "octavia.full",
    matches = "true",
    disabledReason = "run by ./octavia test --full")
class VirtualMachineCrashTest extends CrashContract {
  private Path image = Path.of("");

  @BeforeEach
  void makeImage() {
    image = sleeper(directory);
  }

  /** A disk to boot from with a program that sleeps: {@code cli; hlt; jmp $-1}. */
  static Path sleeper(Path directory) {
    byte[] disk = Arrays.copyOf(HexFormat.of().parseHex("faf4ebfd"), 1 << 20);
    disk[510] = 0x55;
    disk[511] = (byte) 0xaa;
    try {
      return Files.write(directory.resolve("sleeper.raw"), disk);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  AmphoraKind kind() {
    return new VirtualMachineSettings(
        Optional.of(image), 64, 1, VirtualMachineSettings.Acceleration.TCG);
  }

  /** Nobody in there answers; qemu itself says what it has. */
  @Override
  void assertInside(Sandbox sandbox, Instance instance, Port port, String point) {
    Path home = sandbox.state.resolve("amphorae").resolve(amphora.id());
    assertThat(MachineDevices.of(home))
        .as(point)
        .contains(HostNames.management(amphora.id()), HostNames.port(port.id()));
  }
}
