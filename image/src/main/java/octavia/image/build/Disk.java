package octavia.image.build;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What {@code qemu-img} says of a file.
 *
 * @param format its own name for the form: qcow2, vhdx, vpc, or raw for whatever is none of these
 * @param bytes the size of the disk
 */
public record Disk(String format, long bytes) {

  /** By their first bytes. Other forms may have their data anywhere: a VMDK names files for it. */
  private static final Map<String, String> FORMATS =
      Map.of("QFI\u00fb", "qcow2", "vhdxfile", "vhdx", "conectix", "vpc");

  private static final int LONGEST = 8;

  /**
   * Looks. Nothing that the file names is read: an image may be anybody's, and the reader root.
   *
   * @throws BuildException if it cannot be read as what it claims to be, or has its data, or what
   *     it differs from, in another file
   */
  public static Disk of(Path file) throws InterruptedException {
    String format = format(file);
    StringBuilder said = new StringBuilder();
    new Program(said::append)
        .run(
            Path.of("/"),
            List.of(
                "qemu-img",
                "info",
                "-f",
                format,
                "--output=json",
                file.toAbsolutePath().toString()),
            Map.of());
    try {
      JsonNode disk = JsonMapper.shared().readTree(said.toString());
      if (disk.has("backing-filename")
          || disk.path("format-specific").path("data").has("data-file")) {
        throw new BuildException(
            file + " is a layer on another image: make one of the two by qemu-img convert.");
      }
      return new Disk(format, disk.path("virtual-size").asLong());
    } catch (JacksonException e) {
      throw new BuildException("qemu-img says of " + file + " what is no JSON: " + said, e);
    }
  }

  private static String format(Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      String begin = new String(in.readNBytes(LONGEST), StandardCharsets.ISO_8859_1);
      return FORMATS.entrySet().stream()
          .filter(each -> begin.startsWith(each.getKey()))
          .map(Map.Entry::getValue)
          .findFirst()
          .orElse("raw");
    } catch (IOException e) {
      throw new BuildException("cannot read " + file + ": " + e, e);
    }
  }
}
