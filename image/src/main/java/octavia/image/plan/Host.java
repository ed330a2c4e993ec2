package octavia.image.plan;

import java.nio.file.Path;
import java.util.Optional;

/**
 * The machine that builds, as far as a plan depends on it.
 *
 * @param operatingSystem empty if the machine does not say
 * @param architecture empty if no image could be made for it
 * @param isRoot whether who builds is
 * @param enforcesSelinux whether SELinux refuses what its policy does not allow
 * @param workingDirectory where the command was given
 * @param productDirectory where this project lies
 * @param homeDirectory of who builds
 * @param disk what is there
 */
public record Host(
    Optional<OperatingSystem> operatingSystem,
    Optional<Architecture> architecture,
    boolean isRoot,
    boolean enforcesSelinux,
    Path workingDirectory,
    Path productDirectory,
    Path homeDirectory,
    Disk disk) {

  /** Programs, directories and files. Looking changes nothing. */
  public interface Disk {
    boolean hasCommand(String name);

    boolean isDirectory(Path path);

    boolean isFile(Path path);

    /** What can be written below the path, or below the nearest directory above that is there. */
    long freeBytes(Path path);
  }

  /**
   * What {@code os-release} says.
   *
   * @param name such as {@code Debian GNU/Linux}
   * @param id such as {@code debian}
   * @param like ids of those that it resembles, with spaces between
   * @param version such as {@code 12}; empty where it has none
   */
  public record OperatingSystem(String name, String id, String like, String version) {
    boolean is(String family) {
      return id.equals(family) || (" " + like + " ").contains(" " + family + " ");
    }
  }
}
