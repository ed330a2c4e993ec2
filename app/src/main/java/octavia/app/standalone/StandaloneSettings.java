package octavia.app.standalone;

import java.nio.file.Path;
import java.util.List;
import octavia.config.IniFile;
import octavia.model.Crossing;

/**
 * What a standalone service is started with.
 *
 * @param configuration octavia.conf; empty runs on the defaults of standalone
 * @param configurationFiles where it was read from; files that it names may lie beside them
 * @param stateDirectory where everything lies that outlives the process
 * @param agent how an amphora's agent is run
 * @param crossing what every call to the outside passes
 */
public record StandaloneSettings(
    IniFile configuration,
    List<Path> configurationFiles,
    Path stateDirectory,
    AgentProgram agent,
    Crossing crossing) {

  public StandaloneSettings {
    configurationFiles = List.copyOf(configurationFiles);
  }

  /** Settings for this program as it runs. */
  public static StandaloneSettings of(IniFile configuration, Path stateDirectory) {
    return new StandaloneSettings(
        configuration, List.of(), stateDirectory, AgentProgram.ofThisProgram(), Crossing.OPEN);
  }

  /** The same with another crossing. */
  public StandaloneSettings withCrossing(Crossing other) {
    return new StandaloneSettings(configuration, configurationFiles, stateDirectory, agent, other);
  }

  /** The same, read from these files. */
  public StandaloneSettings withConfigurationFiles(List<Path> files) {
    return new StandaloneSettings(configuration, files, stateDirectory, agent, crossing);
  }
}
