package octavia.cloud.local.compute;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import octavia.config.Options;

/**
 * Amphorae that are virtual machines of an image, run by qemu: options {@code qemu_...} of section
 * {@code [local_cloud]}.
 *
 * @param image qcow2 or raw, as {@code diskimage-create} makes it; each amphora has a layer of its
 *     own on it
 * @param memory megabytes of each
 * @param processors of each
 * @param acceleration who runs a guest's instructions
 */
public record VirtualMachineSettings(
    Optional<Path> image, int memory, int processors, Acceleration acceleration)
    implements AmphoraKind {

  /** Who runs a guest's instructions. */
  public enum Acceleration {
    /** The processor, if it is found to do so; else qemu. */
    AUTO,
    /** The processor (KVM). */
    KVM,
    /** Qemu itself, ten times slower. */
    TCG;

    private static Acceleration of(String text) {
      return switch (text) {
        case "kvm" -> KVM;
        case "tcg" -> TCG;
        default -> AUTO;
      };
    }
  }

  /** As the configuration has it. */
  public static VirtualMachineSettings from(Options options) {
    Options.Section section = options.section("local_cloud");
    return new VirtualMachineSettings(
        section
            .optionalText(
                "qemu_image",
                "With compute_driver = qemu, the amphora's image (qcow2 or raw). It must not be"
                    + " written to while there are amphorae of it; to be replaced is fine.")
            .map(text -> Path.of(text).toAbsolutePath()),
        section.number(
            "qemu_memory", 1024, 256, 1 << 20, "Megabytes of memory that a virtual machine has."),
        section.number("qemu_vcpus", 1, 1, 64, "Processors that a virtual machine has."),
        Acceleration.of(
            section.choice(
                "qemu_acceleration",
                "auto",
                List.of("auto", "kvm", "tcg"),
                "Who runs a virtual machine's instructions: the processor (kvm), qemu (tcg), or the"
                    + " processor where a first look finds that it does (auto).")));
  }
}
