package octavia.cloud.local.compute;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Optional;
import octavia.cloud.local.compute.VirtualMachineSettings.Acceleration;
import org.junit.jupiter.api.Test;

final class QemuLineTest {
  private static final String ID = "11111111-2222-4333-8444-555555555555";
  private static final VirtualMachineSettings MACHINE =
      new VirtualMachineSettings(
          Optional.of(Path.of("/images/amphora.qcow2")), 768, 2, Acceleration.AUTO);

  @Test
  void aMachineHasWhatItWasGivenAndNothingElse() {
    assertThat(new QemuLine(ID, new Home(Path.of("/state/a")), MACHINE, false).words())
        .containsExactly(
            "qemu-system-x86_64",
            "-name",
            "amphora-" + ID,
            "-nodefaults",
            "-no-user-config",
            "-display",
            "none",
            "-sandbox",
            "on,obsolete=deny,elevateprivileges=deny,spawn=deny,resourcecontrol=deny",
            "-machine",
            "pc",
            "-accel",
            "tcg,thread=multi",
            "-cpu",
            "max",
            "-smp",
            "2",
            "-m",
            "768",
            "-no-reboot",
            "-serial",
            "file:/state/a/console.log",
            "-qmp",
            "unix:qmp,server=on,wait=off",
            "-drive",
            "file=/state/a/disk.qcow2,if=virtio,format=qcow2,cache=unsafe",
            "-drive",
            "file=/state/a/config-drive,if=virtio,format=raw,readonly=on",
            "-netdev",
            "tap,downscript=no,id=mcf4c4732fd3b,ifname=mcf4c4732fd3b,script=no",
            "-device",
            "virtio-net-pci,id=mcf4c4732fd3b,mac=02:94:5b:2d:aa:2a,netdev=mcf4c4732fd3b,romfile=",
            "-device",
            "virtio-rng-pci");
  }

  @Test
  void theProcessorRunsItWhereItCan() {
    assertThat(new QemuLine(ID, new Home(Path.of("/state/a")), MACHINE, true).words())
        .containsSequence("-accel", "kvm", "-cpu", "max");
  }

  @Test
  void aPathWithCommasIsOneValue() {
    assertThat(new QemuLine(ID, new Home(Path.of("/state,readonly=on")), MACHINE, false).words())
        .contains("file=/state,,readonly=on/disk.qcow2,if=virtio,format=qcow2,cache=unsafe");
  }
}
