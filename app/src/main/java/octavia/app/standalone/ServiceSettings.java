package octavia.app.standalone;

import java.nio.file.Path;
import java.util.List;
import octavia.config.IniFile;
import octavia.model.Crossing;

/**
 * What a service is started with.
 *
 * @param role what of the service it is
 * @param configuration octavia.conf; empty runs on the defaults of standalone
 * @param configurationFiles where it was read from; files that it names may lie beside them
 * @param stateDirectory where everything lies that outlives the process
 * @param agent how an amphora's agent is run
 * @param crossing what every call to the outside passes
 */
public record ServiceSettings(
    Role role,
    IniFile configuration,
    List<Path> configurationFiles,
    Path stateDirectory,
    AgentProgram agent,
    Crossing crossing) {

  public ServiceSettings {
    configurationFiles = List.copyOf(configurationFiles);
  }

  /**
   * No delay of writes: with the default, acknowledged commits were lost in a kill. Parsing a
   * statement takes longer than running it, so each is kept. It is closed by who opened it, last of
   * all: by itself it would close as soon as the process is told to stop, under the requests and
   * passes that still run.
   */
  private static final String H2_OPTIONS =
      ";DATABASE_TO_LOWER=TRUE;WRITE_DELAY=0;LOCK_TIMEOUT=5000;QUERY_CACHE_SIZE=256"
          + ";DB_CLOSE_ON_EXIT=FALSE";

  /** The URL of the database that lies in a state directory. */
  public static String embeddedDatabase(Path stateDirectory) {
    return "jdbc:h2:file:" + stateDirectory.resolve("db/octavia") + H2_OPTIONS;
  }

  /** Settings for this program as it runs. */
  public static ServiceSettings of(IniFile configuration, Path stateDirectory) {
    return new ServiceSettings(
        Role.STANDALONE,
        configuration,
        List.of(),
        stateDirectory,
        AgentProgram.ofThisProgram(),
        Crossing.OPEN);
  }

  /** The same with another crossing. */
  public ServiceSettings withCrossing(Crossing other) {
    return new ServiceSettings(
        role, configuration, configurationFiles, stateDirectory, agent, other);
  }

  /** The same, read from these files. */
  public ServiceSettings withConfigurationFiles(List<Path> files) {
    return new ServiceSettings(role, configuration, files, stateDirectory, agent, crossing);
  }

  /** The same as another role. */
  ServiceSettings withRole(Role other) {
    return new ServiceSettings(
        other, configuration, configurationFiles, stateDirectory, agent, crossing);
  }
}
