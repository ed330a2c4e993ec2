package octavia.image.verify;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import octavia.image.build.BuildException;
import octavia.image.build.Trees;
import octavia.image.content.Description;

/** Looks into an image and says whether it is a good one. */
public final class Verifier {
  private static final Duration AGENT = Duration.ofMinutes(2);

  /** Without KVM, libguestfs takes minutes even on a quiet machine. */
  private static final Duration LIBGUESTFS = Duration.ofMinutes(20);

  private final Description description;
  private final Path temporary;
  private final Look look;

  /**
   * @param temporary where files may be unpacked to
   */
  Verifier(Description description, Path temporary, Look look) {
    this.description = description;
    this.temporary = temporary;
    this.look = look;
  }

  /**
   * One that mounts images and starts their agents.
   *
   * @param temporary where the disk may be unpacked to
   * @param certificates a directory with throw-away files for the agent
   */
  public static Verifier asRoot(Description description, Path temporary, Path certificates) {
    return new Verifier(description, temporary, new RootLook(certificates, AGENT));
  }

  /**
   * One that needs no rights.
   *
   * @param temporary where files of the image may be unpacked to
   * @param variables those of the process, some of which are libguestfs's
   */
  public static Verifier asUser(
      Description description, Path temporary, Map<String, String> variables) {
    return new Verifier(description, temporary, new UserLook(Map.copyOf(variables), LIBGUESTFS));
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
        return Check.all(look.into(directory, image.toRealPath()), description, gigabytes);
      } finally {
        Trees.remove(directory);
      }
    } catch (IOException e) {
      throw new BuildException("cannot look into " + image + ": " + e, e);
    }
  }
}
