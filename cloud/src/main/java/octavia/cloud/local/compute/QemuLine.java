package octavia.cloud.local.compute;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import octavia.cloud.host.HostNames;
import octavia.cloud.host.Processes;

/**
 * How qemu is started for an amphora, and what its parts are called. Pure.
 *
 * @param byProcessor true if the host's processor runs the guest's instructions
 */
record QemuLine(String amphoraId, Home home, VirtualMachineSettings machine, boolean byProcessor) {
  static final String PROGRAM = "qemu-system-x86_64";
  private static final String SOCKET = "qmp";

  /** The amphora's layer on the image. */
  static Path disk(Home home) {
    return home.resolve("disk.qcow2");
  }

  static Path drive(Home home) {
    return home.resolve("config-drive");
  }

  /** Where the machine of that first process takes commands; its path is short wherever that is. */
  static Path socket(Processes.Found first) {
    return first.proc().resolve("cwd").resolve(SOCKET);
  }

  /** The program and its arguments. */
  List<String> words() {
    String management = HostNames.management(amphoraId);
    List<String> words = new ArrayList<>();
    words.addAll(List.of(PROGRAM, "-name", "amphora-" + amphoraId));
    // Nothing that was not asked for: no display, no keyboard, no configuration of the host's.
    words.addAll(List.of("-nodefaults", "-no-user-config", "-display", "none"));
    words.addAll(
        List.of(
            "-sandbox", "on,obsolete=deny,elevateprivileges=deny,spawn=deny,resourcecontrol=deny"));
    words.addAll(List.of("-machine", "pc"));
    words.addAll(List.of("-accel", byProcessor ? "kvm" : "tcg,thread=multi", "-cpu", "max"));
    words.addAll(
        List.of(
            "-smp", Integer.toString(machine.processors()),
            "-m", Integer.toString(machine.memory())));
    // One that starts again has lost what was plugged into it: it ends, and is replaced.
    words.add("-no-reboot");
    words.addAll(List.of("-serial", "file:" + home.resolve("console.log")));
    words.addAll(List.of("-qmp", "unix:" + SOCKET + ",server=on,wait=off"));
    // Nothing in it is worth a write to the disk at once: one that is lost is replaced.
    words.addAll(
        List.of("-drive", "file=" + escaped(disk(home)) + ",if=virtio,format=qcow2,cache=unsafe"));
    words.addAll(
        List.of("-drive", "file=" + escaped(drive(home)) + ",if=virtio,format=raw,readonly=on"));
    words.addAll(List.of("-netdev", option(netdev(management))));
    words.addAll(
        List.of("-device", option(networkCard(management, HostNames.macAddress(amphoraId)))));
    words.addAll(List.of("-device", "virtio-rng-pci"));
    return words;
  }

  /** The host's side of an interface: a tap of the same name. */
  static Map<String, String> netdev(String name) {
    return Map.of("type", "tap", "id", name, "ifname", name, "script", "no", "downscript", "no");
  }

  /** The guest's side; it does not boot from it. */
  static Map<String, String> networkCard(String name, String macAddress) {
    return Map.of(
        "driver", "virtio-net-pci", "id", name, "netdev", name, "mac", macAddress, "romfile", "");
  }

  /** The same on a command line, where the kind comes first. */
  private static String option(Map<String, String> properties) {
    StringBuilder text = new StringBuilder();
    for (String kind : List.of("type", "driver")) {
      if (properties.containsKey(kind)) {
        text.append(properties.get(kind));
      }
    }
    properties.entrySet().stream()
        .filter(
            property -> !property.getKey().equals("type") && !property.getKey().equals("driver"))
        .sorted(Map.Entry.comparingByKey())
        .forEach(property ->
            text.append(',').append(property.getKey()).append('=').append(property.getValue()));
    return text.toString();
  }

  /** In a list of options a comma is written twice. */
  private static String escaped(Path path) {
    return path.toString().replace(",", ",,");
  }
}
