package octavia.agent;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import octavia.agent.exec.AtomicFile;
import octavia.amphora.api.Message;
import octavia.amphora.conf.AgentConf;
import octavia.amphora.conf.AgentConf.Option;
import octavia.config.ConfigException;
import octavia.config.IniFile;
import octavia.http.Request;
import octavia.http.Response;
import octavia.http.Router;

/**
 * The route by which controllers replace the agent's own configuration. A file that the agent could
 * not start with never takes the place of the last good one. For any thread.
 */
final class ConfigRoutes {
  private static final System.Logger LOG = System.getLogger(ConfigRoutes.class.getName());
  private static final String REFUSED = "Unable to update amphora-agent configuration.";

  private final Path file;
  private final AgentConf started;
  private final Taker taker;

  /** Held while one configuration takes the place of another, so that file and agent agree. */
  private final ReentrantLock replacing = new ReentrantLock();

  /** What takes options while the agent runs. */
  @FunctionalInterface
  interface Taker {

    /**
     * Reads its options and changes nothing.
     *
     * @return what makes them count
     * @throws ConfigException if anything is wrong with them
     */
    Runnable read(AgentConf next);
  }

  /**
   * @param file that the agent reads at its start
   * @param started what it has read there
   */
  ConfigRoutes(Path file, AgentConf started, Taker taker) {
    this.file = file;
    this.started = started;
    this.taker = taker;
  }

  void register(Router.Builder router) {
    router.on("PUT", "/1.0/config", this::replace);
  }

  private Response replace(Request request) {
    String text = request.text();
    replacing.lock();
    try {
      AgentConf next = AgentFile.read(IniFile.parse("amphora-agent.conf", text));
      if (!next.amphoraId().equals(started.amphoraId())) {
        throw new ConfigException(
            List.of(
                "[amphora_agent] amphora_id is another amphora's, this one is "
                    + started.amphoraId()));
      }
      Runnable change = taker.read(next);
      AtomicFile.write(file, text);
      change.run();
      return taken(next);
    } catch (ConfigException | IOException | IllegalArgumentException e) {
      LOG.log(System.Logger.Level.ERROR, "a new configuration is not taken, the last one stays", e);
      return Replies.message(500, REFUSED, String.valueOf(e.getMessage()));
    } finally {
      replacing.unlock();
    }
  }

  private Response taken(AgentConf next) {
    List<String> waiting =
        started.differences(next).stream()
            .filter(option -> !option.isMutable())
            .map(Option::optionName)
            .toList();
    if (waiting.isEmpty()) {
      LOG.log(System.Logger.Level.INFO, "a new configuration counts");
      return Replies.accepted();
    }
    String later = "these count at the agent's next start: " + String.join(", ", waiting);
    LOG.log(System.Logger.Level.WARNING, "a new configuration counts; {0}", later);
    return Response.json(202, new Message(Message.OK.message(), later));
  }
}
