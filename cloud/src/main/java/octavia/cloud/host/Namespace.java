package octavia.cloud.host;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/**
 * A network namespace: the one that this process is in, or one with a name in {@code /run/netns}.
 *
 * @param name empty for the one that this process is in
 */
public record Namespace(String name) {
  /** The one that this process is in. */
  public static final Namespace HOST = new Namespace("");

  private static final Path NAMES = Path.of("/run/netns");

  /** All names, sorted, of namespaces that are whole and of such that are not. */
  public static List<String> names() {
    List<String> names = new ArrayList<>();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(NAMES)) {
      files.forEach(file -> names.add(file.getFileName().toString()));
    } catch (NoSuchFileException | NotDirectoryException e) {
      return List.of();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    names.sort(null);
    return List.copyOf(names);
  }

  /** Where its name is kept. */
  public Path path() {
    return NAMES.resolve(name);
  }

  /** The kernel's number of the namespace; empty if the name is gone or names none. */
  public OptionalLong inode() {
    return inode(path());
  }

  /** True if the name is there and names a namespace. */
  public boolean exists() {
    return inode().isPresent();
  }

  /** True if the name is there and names the namespace that the process is in. */
  public boolean holds(Processes.Found process) {
    OptionalLong inode = inode();
    return inode.isPresent() && inode.equals(inode(process.proc().resolve("ns/net")));
  }

  /**
   * {@code command}, run in this namespace. The mount namespace stays as it is, unlike with {@code
   * ip -n} and {@code ip netns exec}, so that names of namespaces can be made in there.
   */
  public List<String> enter(List<String> command) {
    if (name.isEmpty()) {
      return command;
    }
    List<String> words = new ArrayList<>(List.of("nsenter", "--net=" + path(), "--"));
    words.addAll(command);
    return words;
  }

  /** The number of the network namespace at {@code path}; empty if something else is there. */
  public static OptionalLong inode(Path path) {
    try {
      Object device = Files.getAttribute(path, "unix:dev");
      Object namespaces = Files.getAttribute(Path.of("/proc/self/ns/net"), "unix:dev");
      if (!device.equals(namespaces)) {
        return OptionalLong.empty(); // a file that waits for a namespace which never came
      }
      return OptionalLong.of((Long) Files.getAttribute(path, "unix:ino"));
    } catch (IOException e) {
      return OptionalLong.empty();
    }
  }
}
