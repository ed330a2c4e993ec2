package octavia.app.standalone;

import java.nio.file.Path;
import octavia.config.IniFile;
import octavia.model.Crossing;

/**
 * What a standalone service is started with.
 *
 * @param configuration octavia.conf; empty runs on the defaults of standalone
 * @param stateDirectory where everything lies that outlives the process
 * @param agent how an amphora's agent is run
 * @param crossing what every call to the outside passes
 */
public record StandaloneSettings(
    IniFile configuration, Path stateDirectory, AgentProgram agent, Crossing crossing) {

  /** No delay of writes: with H2's default, acknowledged commits were lost in a kill. */
  private static final String H2_OPTIONS =
      ";DATABASE_TO_LOWER=TRUE;WRITE_DELAY=0;LOCK_TIMEOUT=5000";

  /** The URL of the database that lies in a state directory. */
  public static String embeddedDatabase(Path stateDirectory) {
    return "jdbc:h2:file:" + stateDirectory.resolve("db/octavia") + H2_OPTIONS;
  }

  /** Settings for this program as it runs. */
  public static StandaloneSettings of(IniFile configuration, Path stateDirectory) {
    return new StandaloneSettings(
        configuration, stateDirectory, AgentProgram.ofThisProgram(), Crossing.OPEN);
  }

  /** The same with another crossing. */
  public StandaloneSettings withCrossing(Crossing other) {
    return new StandaloneSettings(configuration, stateDirectory, agent, other);
  }
}
