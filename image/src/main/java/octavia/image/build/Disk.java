package octavia.image.build;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What {@code qemu-img} says of a file.
 *
 * @param format its own name for the form; {@code raw} for whatever it does not know
 * @param bytes the size of the disk
 * @param isLayer whether the file is only what differs from another one, or names one as its data
 */
public record Disk(String format, long bytes, boolean isLayer) {

  /**
   * Looks.
   *
   * @throws BuildException if it cannot be read as what it claims to be
   */
  public static Disk of(Path file) throws InterruptedException {
    StringBuilder said = new StringBuilder();
    new Program(said::append)
        .run(
            Path.of("/"),
            List.of("qemu-img", "info", "--output=json", file.toAbsolutePath().toString()),
            Map.of());
    try {
      JsonNode disk = JsonMapper.shared().readTree(said.toString());
      return new Disk(
          disk.path("format").asString(),
          disk.path("virtual-size").asLong(),
          disk.has("backing-filename")
              || disk.path("format-specific").path("data").has("data-file"));
    } catch (JacksonException e) {
      throw new BuildException("qemu-img says of " + file + " what is no JSON: " + said, e);
    }
  }
}
