package octavia.pki;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.UUID;

/**
 * Files that are either not there or whole, whatever dies meanwhile, the machine's power included.
 * All are mode 0600. What a kill may leave is a file beside the target whose name ends in {@value
 * #STAGED}.
 */
public final class DurableFile {
  /** How the names of staged files end. */
  public static final String STAGED = ".staged";

  private static final FileAttribute<?> OWNER_ONLY =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

  private DurableFile() {}

  /** Puts {@code content} in the place of {@code target}, which may exist. */
  public static void replace(Path target, byte[] content) throws IOException {
    publish(stage(target, content), target);
  }

  /**
   * Makes {@code target} unless it exists. Of several that try at once, in one process or many, one
   * succeeds.
   *
   * @return true if this call made it
   */
  public static boolean create(Path target, byte[] content) throws IOException {
    Path staged = stage(target, content);
    try {
      Files.createLink(target, staged);
      return true;
    } catch (FileAlreadyExistsException e) {
      return false;
    } finally {
      Files.delete(staged);
      syncDirectory(target);
    }
  }

  /** Writes {@code content} to the disk beside {@code target}, under a name of its own. */
  public static Path stage(Path target, byte[] content) throws IOException {
    Path staged =
        target.resolveSibling("." + target.getFileName() + "." + UUID.randomUUID() + STAGED);
    try (FileChannel out =
        FileChannel.open(
            staged, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), OWNER_ONLY)) {
      ByteBuffer bytes = ByteBuffer.wrap(content);
      while (bytes.hasRemaining()) {
        out.write(bytes);
      }
      out.force(true);
    }
    return staged;
  }

  /** Gives a staged file its name, in the place of what had it. */
  public static void publish(Path staged, Path target) throws IOException {
    Files.move(staged, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    syncDirectory(target);
  }

  /** Removes {@code target}; nothing there is done already. */
  public static void remove(Path target) throws IOException {
    if (Files.deleteIfExists(target)) {
      syncDirectory(target);
    }
  }

  private static void syncDirectory(Path file) throws IOException {
    Path directory = file.toAbsolutePath().getParent();
    if (directory == null) {
      throw new IOException(file + " has no directory");
    }
    try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }
}
