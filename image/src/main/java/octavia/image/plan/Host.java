package octavia.image.plan;

import java.nio.file.Path;
import java.util.Optional;

/** The machine that builds, as far as a plan depends on it. Looking changes nothing. */
public interface Host {

  /** Its operating system; empty if the machine does not say. */
  Optional<OperatingSystem> operatingSystem();

  /** Empty if no image could be made for it. */
  Optional<Architecture> architecture();

  boolean isRoot();

  /** Whether SELinux refuses what its policy does not allow. */
  boolean enforcesSelinux();

  boolean hasCommand(String name);

  boolean isDirectory(Path path);

  boolean isFile(Path path);

  /** What can be written below the path, or below the nearest directory above that is there. */
  long freeBytes(Path path);

  /** Where the command was given. */
  Path workingDirectory();

  /** Where this project lies. */
  Path productDirectory();

  Path homeDirectory();

  /**
   * What {@code os-release} says.
   *
   * @param name such as {@code Debian GNU/Linux}
   * @param id such as {@code debian}
   * @param like ids of those that it resembles, with spaces between
   * @param version such as {@code 12}; empty where it has none
   */
  record OperatingSystem(String name, String id, String like, String version) {
    boolean is(String family) {
      return id.equals(family) || (" " + like + " ").contains(" " + family + " ");
    }
  }
}
