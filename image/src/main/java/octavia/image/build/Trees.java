package octavia.image.build;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.stream.Stream;

/** Directories as a whole. */
public final class Trees {
  private Trees() {}

  /** Removes a directory with all that is below it. */
  public static void remove(Path directory) throws IOException {
    try (Stream<Path> paths = Files.walk(directory)) {
      for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(path);
      }
    }
  }

  /**
   * Lets everybody look into a tree and nobody but the owner write, whatever the caller's umask.
   */
  static void open(Path directory, boolean andFiles) throws IOException {
    try (Stream<Path> paths = Files.walk(directory)) {
      for (Path path : paths.filter(each -> !Files.isSymbolicLink(each)).toList()) {
        if (Files.isDirectory(path)) {
          Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwxr-xr-x"));
        } else if (andFiles) {
          Files.setPosixFilePermissions(
              path,
              PosixFilePermissions.fromString(
                  Files.isExecutable(path) ? "rwxr-xr-x" : "rw-r--r--"));
        }
      }
    }
  }

  /** Copies the files of a directory, not those of directories in it. */
  public static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> paths = Files.list(from)) {
      for (Path path : paths.filter(Files::isRegularFile).toList()) {
        Files.copy(path, to.resolve(path.getFileName()));
      }
    }
  }
}
