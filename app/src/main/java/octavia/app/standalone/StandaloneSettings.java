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
