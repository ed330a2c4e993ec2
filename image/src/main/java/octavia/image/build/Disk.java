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
 */
public record Disk(String format, long bytes) {

  /**
   * Looks. Nothing that the file names is read: an image may be anybody's, and the reader root.
   *
   * @throws BuildException if it cannot be read as what it claims to be, or has its data, or what
   *     it differs from, in another file
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
      if (disk.has("backing-filename")
          || disk.path("format-specific").path("data").has("data-file")) {
        throw new BuildException(
            file + " is a layer on another image: make one of the two by qemu-img convert.");
      }
      return new Disk(disk.path("format").asString(), disk.path("virtual-size").asLong());
    } catch (JacksonException e) {
      throw new BuildException("qemu-img says of " + file + " what is no JSON: " + said, e);
    }
  }
}
