package octavia.cloud.local.compute;

import java.nio.file.Path;
import java.util.Optional;
import octavia.config.Options;

/**
 * Amphorae that are containers of an image, run by podman: options {@code podman_...} of section
 * {@code [local_cloud]}.
 *
 * @param image a tar, as {@code diskimage-create -t tar} makes it
 * @param memory megabytes that each may use
 * @param processors that each may keep busy
 */
public record ContainerSettings(Optional<Path> image, int memory, int processors)
    implements AmphoraKind {

  /** As the configuration has it. */
  public static ContainerSettings from(Options options) {
    Options.Section section = options.section("local_cloud");
    return new ContainerSettings(
        section
            .optionalText(
                "podman_image",
                "With compute_driver = podman, the amphora's image (a tar of its root file system)."
                    + " One that replaces it counts from the next start of the service on.")
            .map(text -> Path.of(text).toAbsolutePath()),
        section.number(
            "podman_memory", 512, 128, 1 << 20, "Megabytes of memory that a container may use."),
        section.number(
            "podman_cpus", 1, 1, 64, "Processors that a container may keep busy at once."));
  }
}
