package octavia.app.standalone;

import java.util.List;
import octavia.app.configuration.LogFile;
import octavia.app.configuration.LogLevel;
import octavia.config.IniFile;
import octavia.config.Options;
import octavia.config.Options.Declared;

/** The options that have an effect. */
public final class StandaloneOptions {

  private StandaloneOptions() {}

  /** Every option that a standalone service reads, with its default there. */
  public static List<Declared> declared() {
    Options options = new Options(IniFile.empty());
    LogLevel.read(options);
    LogFile.read(options, Role.STANDALONE.text());
    ServiceConfiguration.from(
        Role.STANDALONE, options, List.of(), StandaloneCommand.STATE_DIRECTORY);
    LocalParts.Read _ = LocalParts.Read.from(options);
    return options.declared();
  }
}
