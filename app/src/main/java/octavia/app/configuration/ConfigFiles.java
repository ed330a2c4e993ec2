package octavia.app.configuration;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import octavia.config.ConfigException;
import octavia.config.IniFile;
import picocli.CommandLine.Option;

/** The options of a command that reads octavia.conf; for use as a mixin. */
public final class ConfigFiles {
  @Option(
      names = "--config-file",
      paramLabel = "FILE",
      description =
          "An octavia.conf. May come more than once: an option in a later file replaces the same "
              + "one of an earlier. Without it, everything has its default.")
  private List<Path> files = List.of();

  @Option(
      names = "--config-dir",
      paramLabel = "DIR",
      description =
          "A directory whose files named *.conf are read after those, in the order of their "
              + "names. May come more than once.")
  private List<Path> directories = List.of();

  /** Called by picocli. */
  public ConfigFiles() {}

  /** Where the configuration lies: the files, then the directories. */
  public List<Path> paths() {
    return Stream.concat(files.stream(), directories.stream()).toList();
  }

  /**
   * Reads the files as they are now.
   *
   * @throws ConfigException if one cannot be read or a line understood
   */
  public IniFile read() {
    return IniFile.read(files, directories);
  }
}
