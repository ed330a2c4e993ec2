package octavia.app.configuration;

import java.nio.file.Path;
import java.util.Optional;
import octavia.config.Catalogue;
import octavia.config.IniFile;
import octavia.config.Options;
import octavia.config.Options.Section;

/** Which file is logged to. */
public final class LogFile {

  private LogFile() {}

  /**
   * The file that an octavia.conf names. Read by itself, before anything logs; what else is wrong
   * in the file, the service says.
   *
   * @param role whose name the file has where only a directory is named
   */
  public static Optional<Path> of(IniFile configuration, String role) {
    return read(new Options(configuration, Catalogue.load()), role);
  }

  /** The file that the options name. */
  public static Optional<Path> read(Options options, String role) {
    Section section = options.section("DEFAULT");
    Optional<String> file =
        section.optionalText("log_file", "the file that is logged to, added to and not rotated");
    Optional<Path> directory =
        section
            .optionalText(
                "log_dir",
                "where log_file lies; without one, the name of the role makes the file's:"
                    + " octavia-api.log")
            .map(Path::of);
    return file.map(name -> directory.map(in -> in.resolve(name)).orElse(Path.of(name)))
        .or(() -> directory.map(in -> in.resolve("octavia-" + role + ".log")));
  }
}
