package octavia.cloud.local.compute;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Optional;
import octavia.cloud.local.compute.VirtualMachineSettings.Acceleration;
import octavia.config.IniFile;
import octavia.config.Options;
import org.junit.jupiter.api.Test;

final class VirtualMachineSettingsTest {
  @Test
  void aMachineIsAsBigAsUpstreamsFlavor() {
    assertThat(read(""))
        .isEqualTo(new VirtualMachineSettings(Optional.empty(), 1024, 1, Acceleration.AUTO));
  }

  @Test
  void everythingCanBeSaid() {
    assertThat(
            read(
                """
                qemu_image = /images/amphora.qcow2
                qemu_memory = 2048
                qemu_vcpus = 4
                qemu_acceleration = kvm
                """))
        .isEqualTo(
            new VirtualMachineSettings(
                Optional.of(Path.of("/images/amphora.qcow2")), 2048, 4, Acceleration.KVM));
  }

  private static VirtualMachineSettings read(String lines) {
    Options options = new Options(IniFile.parse("test", "[local_cloud]\n" + lines));
    VirtualMachineSettings settings = VirtualMachineSettings.from(options);
    options.check();
    return settings;
  }
}
