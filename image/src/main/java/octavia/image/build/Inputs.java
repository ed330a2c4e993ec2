package octavia.image.build;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;
import octavia.image.content.Description;
import octavia.image.content.Description.When;
import octavia.image.plan.ImagePlan;

/** What the scripts of both builders read, from the description and the plan. */
final class Inputs {
  private static final long MEMORY_FOR_TMPFS = 4L << 30;

  private Inputs() {}

  /** Writes scripts of the product, to be run: {@code programs/}. */
  static void writePrograms(Path directory, String from, List<String> names) throws IOException {
    Path programs = Files.createDirectory(directory.resolve("programs"));
    for (String name : names) {
      Path program = programs.resolve(name);
      Files.writeString(program, Description.text(from + "/" + name));
      Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
  }

  /** Writes names of units: {@code enabled} and {@code masked}. */
  static void writeServices(Path directory, Description description, Set<When> wanted)
      throws IOException {
    writeLines(directory.resolve("enabled"), description.services(wanted, true));
    writeLines(directory.resolve("masked"), description.services(wanted, false));
  }

  /** Writes the files in an image that say what it is. */
  static void writeFacts(Path root, ImagePlan plan) throws IOException {
    writePublic(root.resolve("opt/amphora-agent.gitref"), plan.agent().reference() + "\n");
    writePublic(
        root.resolve("etc/amphora-image"),
        """
        base = %s
        release = %s
        architecture = %s
        builder = %s
        agent = %s
        """
            .formatted(
                plan.base().element(),
                plan.release(),
                plan.architecture().debian(),
                plan.builder().text(),
                plan.agent().reference()));
  }

  private static void writePublic(Path file, String text) throws IOException {
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
  }

  /** Whether the tree is put together in memory. */
  static boolean tmpfs(ImagePlan plan) throws IOException {
    return plan.switches().tmpfs() && freeMemory() >= MEMORY_FOR_TMPFS;
  }

  static void writeLines(Path file, List<String> lines) throws IOException {
    Files.writeString(file, lines.isEmpty() ? "" : String.join("\n", lines) + "\n");
  }

  private static long freeMemory() throws IOException {
    return Files.readAllLines(Path.of("/proc/meminfo")).stream()
        .filter(line -> line.startsWith("MemAvailable:"))
        .map(line -> Long.parseLong(line.split("\\s+")[1]) << 10)
        .findFirst()
        .orElse(0L);
  }
}
