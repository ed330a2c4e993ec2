package octavia.image.verify;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import octavia.image.build.BuildException;
import octavia.image.build.Disk;
import octavia.image.build.Program;
import octavia.image.build.Trees;
import octavia.image.content.Description;

/** Looks into an image as root: its disk is mounted by loopback, its agent is started. */
public final class Verifier {
  private static final Duration LIMIT = Duration.ofMinutes(2);

  private final Description description;
  private final Path temporary;
  private final Path certificates;
  private final Duration limit;

  /**
   * @param temporary where the disk may be unpacked to
   * @param certificates a directory with throw-away files for the agent
   */
  public Verifier(Description description, Path temporary, Path certificates) {
    this(description, temporary, certificates, LIMIT);
  }

  /**
   * @param limit how long an agent may take to start
   */
  Verifier(Description description, Path temporary, Path certificates, Duration limit) {
    this.limit = limit;
    this.description = description;
    this.temporary = temporary;
    this.certificates = certificates;
  }

  /**
   * Checks an image, which stays as it is.
   *
   * @param gigabytes the size that its disk should have
   * @throws BuildException if it cannot be looked into
   */
  public List<Check> verify(Path image, int gigabytes) throws InterruptedException {
    try {
      Path directory =
          Files.createTempDirectory(temporary, "image-verify.", new FileAttribute<?>[0]);
      try {
        return verifyIn(directory, image.toRealPath(), gigabytes);
      } finally {
        Trees.remove(directory);
      }
    } catch (IOException e) {
      throw new BuildException("cannot look into " + image + ": " + e, e);
    }
  }

  private List<Check> verifyIn(Path directory, Path image, int gigabytes)
      throws IOException, InterruptedException {
    Trees.copy(certificates, Files.createDirectory(directory.resolve("certs")));
    boolean tar = image.toString().endsWith(".tar");
    String format = "tar";
    Optional<Long> bytes = Optional.empty();
    if (!tar) {
      Disk disk = Disk.of(image);
      format = disk.format();
      bytes = Optional.of(disk.bytes());
    }
    List<String> lines = new ArrayList<>();
    new Program(lines::add)
        .run(
            directory,
            Program.confined(
                Description.text("disk.sh") + Description.text("verify.sh"),
                image.toString(),
                format,
                Long.toString(limit.toSeconds())),
            Map.of());
    return Check.all(Facts.parse(bytes, lines), description, gigabytes);
  }
}
